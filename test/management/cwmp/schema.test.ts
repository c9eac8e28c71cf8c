/** Every kind of envelope that the CPE sends, judged by the schemas in all three namespaces. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startCpe } from '../../support/acs-cpe.ts';
import { ask } from '../../support/acs-requests.ts';
import { noSchemas, violation } from '../../support/acs-schema.ts';
import { sampleConfiguration, voice } from './sample.ts';

const scheduled = ask.scheduleDownload(
  { key: 's', type: '3 Vendor Configuration File', url: 'http://127.0.0.1/file' },
  [{ start: 99, end: 999, mode: '3 When Idle' }],
);

for (const [version, pin] of [
  ['1-0', '1.0'],
  ['1-1', '1.1'],
  ['1-2', 'auto'],
] as const) {
  test(`every envelope obeys cwmp-${version}.xsd`, { skip: noSchemas }, async () => {
    await using cpe = await startCpe({
      configuration: sampleConfiguration(),
      settings: { version: pin },
      rules: { version },
    });
    await cpe.acs.play([
      ask.methods(),
      ask.names(''),
      ask.values('Device.'),
      ask.attributes('Device.ManagementServer.'),
      ask.notify(`${voice}SIP.Client.1.Status`, 2),
      ask.set([['Device.ManagementServer.PeriodicInformInterval', '600', 'xsd:unsignedInt']], 'k'),
      ask.set([
        ['Device.Nothing', '1'],
        [`${voice}SIP.Client.1.Enable`, 'x&lt;&amp;'],
      ]),
      ask.add(`${voice}SIP.Client.`),
      ask.add(`${voice}POTS.FXS.`),
      ask.remove(`${voice}SIP.Client.3.`),
      ask.scheduleInform(60, 'later'),
      ask.transfer('Download', { key: 'd', type: '1 Firmware Upgrade Image', url: 'http://x/' }),
      ask.transfer('Download', {
        key: 'd',
        type: '3 Vendor Configuration File',
        url: cpe.acs.url().replace('/acs', '/none'),
      }),
      ...(version === '1-0' ? [] : [ask.queued()]),
      ask.queued(false),
      // The schema of 1-1 knows no uploads in this list.
      ask.transfer('Upload', {
        key: 'u',
        type: '2 Vendor Log File',
        url: cpe.acs.url(),
        delay: 99,
      }),
      ...(version === '1-2' ? [ask.queued(), ask.cancel('u')] : []),
      // Of 1.2, like the list that it would be in.
      ...(version === '1-2' ? [scheduled, ask.queued(), ask.cancel('s')] : []),
      ask.other('SetVouchers'),
      ask.reboot('again'),
      ask.factoryReset(),
    ]);
    await cpe.idle();
    const sent = cpe.acs.posts.map(({ text }) => text).filter((text) => text !== '');
    assert.ok(sent.length > 15);
    assert.deepEqual(
      sent.flatMap((text) => violation(text) ?? []),
      [],
    );
    assert.ok(sent.every((text) => text.includes(`cwmp-${version}"`)));
  });
}

test('the judge finds what is wrong', { skip: noSchemas }, async () => {
  await using cpe = await startCpe();
  await cpe.acs.play([]);
  const inform = cpe.acs.posts[0]?.text ?? '';
  assert.equal(violation(inform), undefined);
  assert.match(
    violation(inform.replace(/<RetryCount>.*?<\/RetryCount>/, '')) ?? '',
    /RetryCount|expected/i,
  );
  assert.match(violation(inform.replace('EventStruct[2]', 'EventStruct[3]')) ?? '', /says 3/);
});
