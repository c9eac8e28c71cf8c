/** Events: raised when, kept how long, never lost, never told twice. TR-069 §3.7.1.5 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { untilPeriodic } from '../../../src/management/cwmp/agent/schedule.ts';
import type { Raw } from '../../support/acs.ts';
import { type Cpe, startCpe } from '../../support/acs-cpe.ts';
import { ask, eventsIn, faultIn, textAt } from '../../support/acs-requests.ts';
import { createFakeState } from '../../support/fake-gateway.ts';
import { until } from '../../support/until.ts';

function lastEvents({ acs }: Cpe): readonly string[] {
  return eventsIn(acs.informs().at(-1));
}

async function settled(cpe: Cpe): Promise<void> {
  await cpe.acs.play([]);
  await cpe.idle();
}

test('BOOTSTRAP is told once; a restart tells BOOT alone', async () => {
  const state = createFakeState();
  {
    await using first = await startCpe({ state });
    await settled(first);
    await using again = await startCpe({ state, acs: first.acs });
    await settled(again);
    assert.deepEqual(lastEvents(again), ['1 BOOT']);
  }
});

test('another URL is a BOOTSTRAP again, and what was meant for the old ACS is dropped', async () => {
  await using cpe = await startCpe();
  await settled(cpe);
  await cpe.set('url', `${cpe.acs.url()}/other`);
  await settled(cpe);
  assert.deepEqual(lastEvents(cpe), ['0 BOOTSTRAP']);
});

test('an Inform that was not answered keeps its events; the retry says how many failed', async () => {
  let isDown = true;
  const intercept = (): Raw | undefined => (isDown ? { status: 500 } : undefined);
  await using cpe = await startCpe({ rules: { intercept } });
  await until(() => cpe.face.view().state === 'waiting');
  assert.match(cpe.face.view().lastFault ?? '', /HTTP 500/);
  isDown = false;
  cpe.gateway.clock.advance(10_000);
  await settled(cpe);
  assert.deepEqual(lastEvents(cpe), ['0 BOOTSTRAP', '1 BOOT']);
  assert.equal(textAt(cpe.acs.informs().at(-1), 'RetryCount'), '1');
  assert.equal(cpe.face.view().informs, 1);
});

test('the periodic inform falls on its phase, even when that lies in the future', () => {
  const now = Date.parse('2026-01-01T00:00:10Z');
  const settings = { isEnabled: true, intervalSeconds: 60, time: '2026-01-01T00:00:25Z' };
  assert.equal(untilPeriodic(settings, now, 0.5), 15_000);
  assert.equal(untilPeriodic({ ...settings, time: '2031-05-05T12:00:25Z' }, now, 0.5), 15_000);
  assert.equal(untilPeriodic({ ...settings, time: '2020-01-01T00:00:10Z' }, now, 0.5), 60_000);
  const unknown = { ...settings, time: '0001-01-01T00:00:00Z' };
  assert.notEqual(untilPeriodic(unknown, now, 0.1), untilPeriodic(unknown, now, 0.9));
});

test('PERIODIC comes each interval, and not at all when it is switched off', async () => {
  await using cpe = await startCpe({
    settings: { 'periodic-interval': '60', 'periodic-time': '2026-01-01T00:00:30Z' },
  });
  await settled(cpe);
  assert.equal(cpe.face.view().nextInformAt, '2026-01-01T00:00:30.000Z');
  cpe.gateway.clock.advance(30_000);
  await settled(cpe);
  assert.deepEqual(lastEvents(cpe), ['2 PERIODIC']);
  cpe.gateway.clock.advance(60_000);
  await settled(cpe);
  assert.equal(cpe.acs.informs().length, 3);
  await cpe.set('periodic-inform', 'off');
  assert.equal(cpe.face.view().nextInformAt, null);
  cpe.gateway.clock.advance(600_000);
  await cpe.idle();
  assert.equal(cpe.acs.informs().length, 3);
});

test('ScheduleInform comes back with its key, over a restart, one event struct each', async () => {
  const state = createFakeState();
  await using first = await startCpe({ state });
  const [answer, refused] = await first.acs.play([
    ask.scheduleInform(100, 'key 7'),
    ask.scheduleInform(0, 'x'),
  ]);
  assert.equal(answer?.name, 'ScheduleInformResponse');
  assert.equal(faultIn(refused), '9003');
  await first.idle();
  await first.face.stop();
  await using again = await startCpe({ state, acs: first.acs });
  await settled(again);
  again.gateway.clock.advance(100_000);
  await settled(again);
  assert.deepEqual(lastEvents(again), ['3 SCHEDULED', 'M ScheduleInform (key 7)']);
});

test('a reboot is done after the session, and told with its key by the BOOT after it', async () => {
  const state = createFakeState();
  await using cpe = await startCpe({ state });
  const [answer] = await cpe.acs.play([ask.reboot('key 1')]);
  assert.equal(answer?.name, 'RebootResponse');
  await cpe.idle();
  assert.deepEqual(cpe.did, ['reboot']);
  await cpe.face.stop();
  await using again = await startCpe({ state, acs: cpe.acs });
  await settled(again);
  assert.deepEqual(lastEvents(again), ['1 BOOT', 'M Reboot (key 1)']);
  again.face.inform();
  await settled(again);
  assert.deepEqual(lastEvents(again), ['2 PERIODIC']);
});

test('a factory reset is answered first, then done, then told as BOOTSTRAP and BOOT', async () => {
  await using cpe = await startCpe();
  const [, answer] = await cpe.acs.play([
    ask.set([['Device.ManagementServer.PeriodicInformInterval', '60']], 'key'),
    ask.factoryReset(),
  ]);
  assert.equal(answer?.name, 'FactoryResetResponse');
  await until(() => cpe.acs.informs().length === 2);
  await cpe.idle();
  assert.deepEqual(cpe.did, ['factoryReset']);
  assert.deepEqual(lastEvents(cpe), ['0 BOOTSTRAP', '1 BOOT']);
  assert.match(
    cpe.acs.posts.at(-2)?.text ?? '',
    /ParameterKey<\/Name><Value xsi:type="xsd:string"><\/Value>/,
  );
});

test('a factory reset that was promised and interrupted is done at the next start', async () => {
  const state = createFakeState();
  await using cpe = await startCpe({
    state,
    factoryReset: () => Promise.reject(new Error('the process ends here')),
  });
  await cpe.acs.play([ask.factoryReset()]);
  await until(() => cpe.face.view().state === 'waiting');
  await cpe.face.stop();
  await using again = await startCpe({ state, acs: cpe.acs });
  assert.deepEqual(again.did, ['factoryReset']);
  await settled(again);
  assert.deepEqual(lastEvents(again), ['0 BOOTSTRAP', '1 BOOT']);
});

test('fault 8005 repeats the Inform at once, with the same events', async () => {
  let refusals = 2;
  await using cpe = await startCpe({
    rules: {
      intercept() {
        if (refusals === 0) return undefined;
        refusals -= 1;
        const fault = `<S:Fault><faultcode>Server</faultcode><faultstring>CWMP fault</faultstring><detail>
          <cwmp:Fault><FaultCode>8005</FaultCode></cwmp:Fault></detail></S:Fault>`;
        return { status: 500, body: cpe.acs.envelope(fault) };
      },
    },
  });
  await settled(cpe);
  assert.equal(cpe.acs.informs().length, 3);
  assert.deepEqual(lastEvents(cpe), ['0 BOOTSTRAP', '1 BOOT']);
});

test('the parameter key follows Set, Add and Delete that succeed, and no other', async () => {
  await using cpe = await startCpe();
  const url = 'Device.ManagementServer.';
  const key = `${url}ParameterKey`;
  const service = 'Device.Services.VoiceService.1.';
  await cpe.acs.play([
    ask.set([[`${url}PeriodicInformInterval`, '60']], 'one'),
    ask.values(key),
    ask.set([[`${url}PeriodicInformInterval`, '0']], 'two'),
    ask.values(key),
    ask.add(`${service}SIP.Client.`, 'three'),
    ask.values(key),
    ask.remove(`${service}SIP.Client.1.`, 'four'),
    ask.values(key),
  ]);
  const keys = cpe.acs.posts
    .filter(({ body }) => body?.name === 'GetParameterValuesResponse')
    .map(({ text }) => /ParameterKey<\/Name><Value[^>]*>([^<]*)/.exec(text)?.[1]);
  assert.deepEqual(keys, ['one', 'one', 'three', 'four']);
});

test('the CPE is off without a URL, and its view says so', async () => {
  await using cpe = await startCpe();
  await settled(cpe);
  await cpe.set('url', 'off');
  const { state, url, nextInformAt } = cpe.face.view();
  assert.deepEqual([state, url, nextInformAt], ['off', null, null]);
  assert.throws(() => cpe.face.inform(), { code: 'E-CWMP-OFF' });
  cpe.gateway.clock.advance(7_200_000);
  assert.equal(cpe.acs.informs().length, 1);
});

test('an ACS that switches TR-069 off is answered before it is', async () => {
  await using cpe = await startCpe();
  const [answer, last] = await cpe.acs.play([
    ask.set([['Device.ManagementServer.EnableCWMP', '0', 'xsd:boolean']]),
    ask.methods(),
  ]);
  assert.equal(answer?.name, 'SetParameterValuesResponse');
  assert.equal(last?.name, 'GetRPCMethodsResponse');
  await until(() => cpe.face.view().state === 'off');
  assert.throws(() => cpe.face.inform(), { code: 'E-CWMP-OFF' });
});

test('TR-069 that was switched off is off, too, when the session fails after that', async () => {
  await using cpe = await startCpe({
    rules: {
      intercept: ({ body }) =>
        body?.name === 'SetParameterValuesResponse' ? { status: 503 } : undefined,
    },
  });
  cpe.acs.script.push(ask.set([['Device.ManagementServer.EnableCWMP', '0', 'xsd:boolean']]));
  await until(() => cpe.face.view().state === 'off');
  cpe.gateway.clock.advance(7_200_000);
  assert.equal(cpe.acs.informs().length, 1);
});

test('TR-069 that is switched on again is a BOOT, and scheduled informs still come', async () => {
  await using cpe = await startCpe();
  await cpe.acs.play([ask.scheduleInform(600, 'kept')]);
  await cpe.idle();
  await cpe.set('enable', 'off');
  await cpe.set('enable', 'on');
  await settled(cpe);
  assert.deepEqual(lastEvents(cpe), ['1 BOOT']);
  cpe.gateway.clock.advance(600_000);
  await settled(cpe);
  assert.deepEqual(lastEvents(cpe), ['3 SCHEDULED', 'M ScheduleInform (kept)']);
});

test('a setting that is corrected is tried at once, not when the retry is due', async () => {
  let isRight = false;
  const intercept = (): Raw | undefined => (isRight ? undefined : { status: 403 });
  await using cpe = await startCpe({ rules: { intercept } });
  await until(() => cpe.face.view().state === 'waiting');
  isRight = true;
  await cpe.set('username', 'corrected');
  await settled(cpe);
  assert.equal(cpe.acs.informs().length, 2);
});

test('a reboot that was answered is done even when the session fails after that', async () => {
  await using cpe = await startCpe({
    rules: {
      intercept: ({ body }) => (body?.name === 'RebootResponse' ? { status: 503 } : undefined),
    },
  });
  cpe.acs.script.push(ask.reboot('k'));
  await until(() => cpe.did.length === 1);
  assert.deepEqual(cpe.did, ['reboot']);
});
