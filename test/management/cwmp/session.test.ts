/** Sessions with a scripted ACS, one rule of TR-069 §3.7 a test. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startCpe } from '../../support/acs-cpe.ts';
import { ask, eventsIn, faultIn, namesIn, textAt, valuesIn } from '../../support/acs-requests.ts';
import { startOfTime } from '../../support/fake-gateway.ts';
import { until } from '../../support/until.ts';
import { sampleConfiguration, voice } from './sample.ts';

test('the first session is BOOTSTRAP and BOOT, with every forced parameter, and an empty POST', async () => {
  await using cpe = await startCpe();
  await cpe.acs.play([]);
  const [inform, empty] = cpe.acs.posts;
  assert.deepEqual(eventsIn(inform?.body), ['0 BOOTSTRAP', '1 BOOT']);
  assert.equal(textAt(inform?.body, 'MaxEnvelopes'), '1');
  assert.equal(textAt(inform?.body, 'RetryCount'), '0');
  assert.equal(textAt(inform?.body, 'CurrentTime'), '2026-01-01T00:00:00Z');
  assert.deepEqual(Object.keys(valuesIn(inform?.body)), [
    'Device.RootDataModelVersion',
    'Device.DeviceInfo.HardwareVersion',
    'Device.DeviceInfo.SoftwareVersion',
    'Device.DeviceInfo.ProvisioningCode',
    'Device.ManagementServer.ParameterKey',
    'Device.ManagementServer.ConnectionRequestURL',
    'Device.ManagementServer.AliasBasedAddressing',
  ]);
  assert.equal(empty?.text, '');
  assert.equal(cpe.acs.posts.length, 2);
});

test('an empty path lists the root, and then everything with tables that are empty', async () => {
  await using cpe = await startCpe();
  const [next, all] = await cpe.acs.play([ask.names('', true), ask.names('')]);
  assert.deepEqual(namesIn(next), ['Device.']);
  const names = namesIn(all);
  assert.equal(names[0], 'Device.');
  assert.ok(names.includes(`${voice}SIP.Client. w`));
  assert.ok(names.includes(`${voice}SIP.Network.1.`));
  assert.ok(names.includes('Device.ManagementServer.URL w'));
});

test('names one level down, of an instance, of a parameter', async () => {
  await using cpe = await startCpe({ configuration: sampleConfiguration() });
  const [device, table, instance, leaf, wrong, unknown] = await cpe.acs.play([
    ask.names('Device.', true),
    ask.names(`${voice}SIP.Client.`, true),
    ask.names(`${voice}SIP.Client.1.`, true),
    ask.names('Device.ManagementServer.URL'),
    ask.names('Device.ManagementServer.URL', true),
    ask.names('Device.Nothing.'),
  ]);
  assert.deepEqual(namesIn(device), [
    'Device.RootDataModelVersion',
    'Device.DeviceInfo.',
    'Device.Time.',
    'Device.ManagementServer.',
    'Device.DNS.',
    'Device.Services.',
  ]);
  assert.deepEqual(namesIn(table), [`${voice}SIP.Client.1. w`, `${voice}SIP.Client.2. w`]);
  assert.ok(namesIn(instance).includes(`${voice}SIP.Client.1.Contact.`));
  assert.deepEqual(namesIn(leaf), ['Device.ManagementServer.URL w']);
  assert.equal(faultIn(wrong), '9003');
  assert.equal(faultIn(unknown), '9005');
});

test('values of partial paths and names together; one bad name fails all', async () => {
  await using cpe = await startCpe({ configuration: sampleConfiguration() });
  const [good, bad] = await cpe.acs.play([
    ask.values('Device.DeviceInfo.SerialNumber', `${voice}SIP.Client.2.`),
    ask.values('Device.DeviceInfo.SerialNumber', 'Device.DeviceInfo.Nothing'),
  ]);
  const values = valuesIn(good);
  assert.equal(values[`${voice}SIP.Client.2.AuthUserName`], 'l2');
  assert.equal(values[`${voice}SIP.Client.2.AuthPassword`], '');
  assert.ok('Device.DeviceInfo.SerialNumber' in values);
  assert.equal(faultIn(bad), '9005');
});

test('an answer repeats the ID of its request', async () => {
  await using cpe = await startCpe();
  await cpe.acs.play([ask.methods(), ask.names('', true)]);
  const ids = cpe.acs.posts
    .filter(({ body }) => body?.name.endsWith('Response'))
    .map(({ id }) => id);
  assert.deepEqual(ids, ['acs-1', 'acs-2']);
});

/** Asks one thing in the first session, with an envelope of its own. */
function asking(headers: string, request: string) {
  const body = [
    '<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"',
    ' xmlns:c="urn:dslforum-org:cwmp-1-0">',
    `<s:Header>${headers}</s:Header><s:Body>${request}</s:Body></s:Envelope>`,
  ].join('');
  let hasAsked = false;
  return {
    intercept({ text }: { readonly text: string }) {
      if (text !== '' || hasAsked) return undefined;
      hasAsked = true;
      return { status: 200, body };
    },
  };
}

test('a request without an ID is answered without one', async () => {
  await using cpe = await startCpe({ rules: asking('', '<c:GetRPCMethods/>') });
  await cpe.acs.play([]);
  const answer = cpe.acs.posts.find(({ body }) => body?.name === 'GetRPCMethodsResponse');
  assert.ok(answer);
  assert.equal(answer.id, undefined);
});

test('what bears the name of a method in another namespace is none', async () => {
  const id = '<c:ID s:mustUnderstand="1">7</c:ID>';
  const request = '<x:GetRPCMethods xmlns:x="urn:example"/>';
  await using cpe = await startCpe({ rules: asking(id, request) });
  const [answer] = await cpe.acs.play([]);
  assert.equal(faultIn(answer), '9000');
});

test('GetRPCMethods lists exactly what is answered', async () => {
  await using cpe = await startCpe();
  const [listed] = await cpe.acs.play([ask.methods()]);
  const names = listed?.children[0]?.children.map(({ text }) => text) ?? [];
  assert.ok(names.includes('GetParameterValues') && names.includes('Upload'));
  cpe.face.inform();
  const others = ['SetVouchers', 'GetOptions', 'ChangeDUState', 'X_None'];
  const answers = await cpe.acs.play(others.map((name) => ask.other(name)));
  assert.deepEqual(
    answers.map(faultIn),
    others.map(() => '9000'),
  );
  assert.ok(others.every((name) => !names.includes(name)));
});

test('the ACS may close the connection between two messages; the session goes on', async () => {
  await using cpe = await startCpe({
    rules: {
      cookie: 'session=1',
      intercept(posted) {
        if (posted.body?.name === 'GetRPCMethodsResponse') setImmediate(() => cpe.acs.closeIdle());
        return undefined;
      },
    },
  });
  const answers = await cpe.acs.play([ask.methods(), ask.methods(), ask.methods()]);
  assert.equal(answers.length, 3);
});

test('one connection carries the session, and the next session opens its own', async () => {
  await using cpe = await startCpe();
  await cpe.acs.play([ask.methods(), ask.methods()]);
  await cpe.idle();
  cpe.face.inform();
  await cpe.acs.play([]);
  assert.deepEqual([...new Set(cpe.acs.posts.map(({ connection }) => connection))], [1, 2]);
});

test('SOAPAction is empty and the content is text/xml in UTF-8', async () => {
  await using cpe = await startCpe();
  await cpe.acs.play([]);
  const [inform, empty] = cpe.acs.posts;
  assert.equal(inform?.headers['soapaction'], '');
  assert.equal(inform?.headers['content-type'], 'text/xml; charset="utf-8"');
  assert.equal(empty?.headers['content-length'], '0');
});

test('HoldRequests keeps our own requests back until it is false', async () => {
  await using cpe = await startCpe({ rules: { holds: [true, true, false] } });
  await cpe.acs.play([ask.methods(), ask.methods()]);
  assert.deepEqual(
    cpe.acs.posts.map(({ body }) => body?.name ?? ''),
    ['Inform', '', 'GetRPCMethodsResponse', 'GetRPCMethodsResponse'],
  );
});

test('an ACS of namespace 1-0 is answered in 1-0, whatever its prefixes', async () => {
  await using cpe = await startCpe({ rules: { version: '1-0', prefix: 'encodingStyle' } });
  const body = '<encodingStyle:GetRPCMethods></encodingStyle:GetRPCMethods>';
  await cpe.acs.play([body]);
  assert.match(cpe.acs.posts[0]?.text ?? '', /cwmp-1-2/);
  assert.match(cpe.acs.posts[2]?.text ?? '', /cwmp-1-0/);
});

test('fault 8006 makes the Inform come again in an older version; a pin begins with 1-0', async () => {
  const seen: string[] = [];
  await using cpe = await startCpe({
    rules: {
      intercept(posted) {
        if (posted.body?.name !== 'Inform') return undefined;
        const version = /cwmp-(1-[0-9])/.exec(posted.text)?.[1] ?? '';
        seen.push(version);
        if (version === '1-0') return undefined;
        const fault = `<S:Fault><faultcode>Server</faultcode><faultstring>CWMP fault</faultstring><detail>
          <cwmp:Fault><FaultCode>8006</FaultCode><FaultString>version</FaultString></cwmp:Fault></detail></S:Fault>`;
        return { status: 200, body: cpe.acs.envelope(fault) };
      },
    },
  });
  await cpe.acs.play([]);
  assert.deepEqual(seen, ['1-2', '1-1', '1-0']);
  await cpe.set('version', '1.0');
  cpe.face.inform();
  await cpe.acs.play([]);
  assert.equal(seen.at(-1), '1-0');
  assert.equal(seen.length, 4);
});

test('a header that must be understood and is not is answered with a SOAP fault', async () => {
  await using cpe = await startCpe({
    rules: {
      intercept(posted, count) {
        if (count !== 2) return undefined;
        const header = '<x:Strange xmlns:x="urn:x" S:mustUnderstand="1">1</x:Strange>';
        return { status: 200, body: cpe.acs.envelope(ask.methods(), '7', header) };
      },
    },
  });
  const [fault] = await cpe.acs.play([]);
  assert.equal(textAt(fault, 'faultcode'), 'soap-env:MustUnderstand');
});

test('an element that is missing from a request is fault 9003', async () => {
  await using cpe = await startCpe();
  const answers = await cpe.acs.play([
    '<cwmp:GetParameterNames></cwmp:GetParameterNames>',
    '<cwmp:GetParameterValues></cwmp:GetParameterValues>',
    '<cwmp:SetParameterValues></cwmp:SetParameterValues>',
    `<cwmp:AddObject><ObjectName>${'x'.repeat(300)}.</ObjectName></cwmp:AddObject>`,
    '<cwmp:Reboot></cwmp:Reboot>',
    '<cwmp:ScheduleInform><DelaySeconds>soon</DelaySeconds></cwmp:ScheduleInform>',
  ]);
  assert.deepEqual(answers.map(faultIn), ['9003', '9003', '9003', '9003', '9003', '9003']);
});

test('sessions are counted by how they ended, and the last Inform by when it was taken', async () => {
  await using cpe = await startCpe();
  await cpe.idle();
  const taken = cpe.face.lastInformAt();
  assert.equal(taken, new Date(startOfTime + cpe.gateway.clock.now()).toISOString());
  const counted = () => {
    const samples = cpe.gateway.statistics.samples('cwmp_sessions');
    return Object.fromEntries(samples.map(({ labels, count }) => [labels.join(' '), count]));
  };
  assert.deepEqual(counted(), { completed: 1 });
  await cpe.acs.stop();
  cpe.face.inform();
  await until(() => cpe.face.view().state === 'waiting', 'a session that fails');
  assert.deepEqual(counted(), { completed: 1, failed: 1 });
  assert.equal(cpe.face.lastInformAt(), taken);
});
