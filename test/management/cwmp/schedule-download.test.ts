/** Downloads in time windows: when they are tried, tried again, given up. TR-069 A.4.1.8 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  afterFailure,
  stepAt,
  windowsOf,
} from '../../../src/management/cwmp/agent/time-windows.ts';
import { limits } from '../../../src/management/cwmp/limits.ts';
import type { TimeWindow } from '../../../src/management/cwmp/rpc/request.ts';
import { CwmpFault } from '../../../src/management/cwmp/soap/fault.ts';
import type { AcsRules } from '../../support/acs.ts';
import { type Cpe, startCpe } from '../../support/acs-cpe.ts';
import { ask, eventsIn, faultIn, textAt } from '../../support/acs-requests.ts';
import { createFakeState } from '../../support/fake-gateway.ts';
import { until } from '../../support/until.ts';

const type = '3 Vendor Configuration File';
const script = 'voip sip protocol set t1 600';

/** The ACS has the file, too; `statuses`: of one answer after the other, 200 from then on. */
function files(...statuses: number[]): AcsRules {
  return {
    intercept: (_, __, { url }) => {
      if (url !== '/file') return undefined;
      const status = statuses.shift() ?? 200;
      return { status, body: status === 200 ? `${script}\n` : '' };
    },
  };
}

type Windows = Parameters<typeof ask.scheduleDownload>[1];

function order(cpe: Cpe, windows: Windows): string {
  const url = cpe.acs.url().replace('/acs', '/file');
  return ask.scheduleDownload({ key: 's1', type, url }, windows);
}

/** The result that the ACS was told of, as time goes on. */
async function resultOf(cpe: Cpe): Promise<string> {
  const told = () => cpe.acs.posts.find(({ body }) => body?.name === 'TransferComplete')?.body;
  await until(() => {
    cpe.gateway.clock.advance(1000);
    return told() !== undefined;
  });
  await cpe.idle();
  return textAt(told(), 'FaultStruct', 'FaultCode');
}

const seconds = (cpe: Cpe) => cpe.gateway.clock.now() / 1000;

test('a scheduled download waits for its window, is made once and told of', async () => {
  await using cpe = await startCpe({ rules: files() });
  const [answer, queued] = await cpe.acs.play([
    order(cpe, [{ start: 600, end: 700 }]),
    ask.queued(),
  ]);
  assert.equal(answer?.name, 'ScheduleDownloadResponse');
  assert.match(JSON.stringify(queued), /s1/);
  await cpe.idle();
  cpe.gateway.clock.advance(599_000);
  assert.deepEqual(cpe.did, []);
  assert.equal(await resultOf(cpe), '0');
  assert.deepEqual(cpe.did, [`script ${script}`]);
  assert.ok(seconds(cpe) >= 600 && seconds(cpe) < 700);
  const inform = cpe.acs.informs().at(-1);
  assert.deepEqual(eventsIn(inform), ['7 TRANSFER COMPLETE', 'M ScheduleDownload (s1)']);
});

test('a try that fails is made again as often as the window allows, then in the next', async () => {
  await using cpe = await startCpe({ rules: files(500, 500, 500) });
  await cpe.acs.play([
    order(cpe, [
      { start: 10, end: 3000, retries: 1 },
      { start: 4000, end: 5000, retries: 3 },
    ]),
  ]);
  assert.equal(await resultOf(cpe), '0');
  assert.ok(seconds(cpe) > 4000);
  assert.equal(cpe.did.length, 1);
});

test('without windows left the last fault is told; without time left fault 9020', async () => {
  await using failing = await startCpe({ rules: files(404, 404) });
  await failing.acs.play([order(failing, [{ start: 1, end: 3000, retries: 1 }])]);
  assert.equal(await resultOf(failing), '9016');
  await using late = await startCpe({ rules: files(...Array.from({ length: 99 }, () => 500)) });
  await late.acs.play([order(late, [{ start: 1, end: 300, retries: -1 }])]);
  assert.equal(await resultOf(late), '9020');
  assert.deepEqual([...failing.did, ...late.did], []);
});

test('when idle means while there are no calls', async () => {
  await using cpe = await startCpe({ rules: files() });
  cpe.gateway.setView({ status: { calls: 1 } });
  await cpe.acs.play([order(cpe, [{ start: 1, end: 3000, mode: '3 When Idle' }])]);
  await cpe.idle();
  for (let n = 0; n < 20; n += 1) {
    cpe.gateway.clock.advance(limits.idleCheckMs);
    await new Promise((resolve) => void setImmediate(resolve));
  }
  assert.deepEqual(cpe.did, []);
  cpe.gateway.setView({ status: { calls: 0 } });
  assert.equal(await resultOf(cpe), '0');
});

test('windows that nobody can keep are refused, and nothing is queued', async () => {
  await using cpe = await startCpe();
  const answers = await cpe.acs.play([
    order(cpe, [{ start: 10, end: 10 }]),
    order(cpe, [
      { start: 10, end: 20 },
      { start: 15, end: 30 },
    ]),
    order(cpe, []),
    order(cpe, [{ start: 1, end: 2, mode: '9 Whenever' }]),
    order(cpe, [{ start: 1, end: 2, mode: '4 Confirmation Needed' }]),
    order(cpe, [{ start: 1, end: 2, retries: -2 }]),
    ask.scheduleDownload({ key: 'f', type: '1 Firmware Upgrade Image', url: 'http://127.0.0.1/' }, [
      { start: 1, end: 2 },
    ]),
    ask.queued(),
  ]);
  const faults = answers.slice(0, -1).map(faultIn);
  assert.deepEqual(faults, ['9003', '9003', '9003', '9003', '9001', '9003', '9001']);
  assert.doesNotMatch(JSON.stringify(answers.at(-1)), /s1/);
});

test('a window that passes while the process is down is fault 9020 after its start', async () => {
  const state = createFakeState();
  const first = await startCpe({ rules: files(), state });
  await first.acs.play([order(first, [{ start: 5, end: 60 }])]);
  await first.idle();
  await first.face.stop();
  const later = { state, acs: first.acs, gateway: first.gateway };
  first.gateway.clock.advance(3_600_000);
  await using again = await startCpe(later);
  assert.equal(await resultOf(again), '9020');
  assert.deepEqual(again.did, []);
  await first[Symbol.asyncDispose]();
});

const window = (part: Partial<TimeWindow> = {}): TimeWindow => ({
  start: 10,
  end: 20,
  mode: '1 At Any Time',
  maxRetries: 0,
  ...part,
});

test('more than two windows, or none, are invalid arguments', () => {
  for (const windows of [[], [window(), window({ start: 20, end: 30 }), window({ start: 40 })]]) {
    assert.throws(() => windowsOf(windows, 0), CwmpFault);
  }
});

test('at no instant is a try made outside every window', () => {
  const windows = windowsOf([window(), window({ start: 25, end: 30 })], 0);
  for (let now = 0; now < 40_000; now += 500) {
    const isInside = (now >= 10_000 && now < 20_000) || (now >= 25_000 && now < 30_000);
    assert.equal(stepAt(windows, now, true).kind === 'try', isInside, String(now));
  }
});

test('what follows a failure is always later than it, or nothing', () => {
  const windows = windowsOf([window({ maxRetries: -1 }), window({ start: 25, end: 30 })], 0);
  for (let now = 10_000; now < 40_000; now += 500) {
    const again = afterFailure(windows, now);
    if (again) assert.ok(again.dueAt > now, String(now));
  }
});
