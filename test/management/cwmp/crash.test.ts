/**
 * The process ends at every moment at which something is made durable, and between any two
 * messages: nothing is lost, nothing is applied twice.
 */
import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { test } from 'node:test';
import { setCwmp } from '../../../src/domain/cwmp-settings.ts';
import type { FaceContext } from '../../../src/management/face.ts';
import { Acs } from '../../support/acs.ts';
import { type Cpe, startCpe } from '../../support/acs-cpe.ts';
import { ask, eventsIn, textAt, valuesIn } from '../../support/acs-requests.ts';
import { createFakeGateway } from '../../support/fake-gateway.ts';
import { until } from '../../support/until.ts';
import { sampleConfiguration, voice } from './sample.ts';

const never = new Promise<never>(() => undefined);
const client = `${voice}SIP.Client.`;

interface Mortal {
  /** Durable steps made so far. */
  steps: number;
  isDead: boolean;
  readonly wrap: (context: FaceContext) => FaceContext;
}

/**
 * Ends the process before its n-th durable step, or just after it: from then on nothing happens any
 * more.
 */
function mortal(endsAt: number, isAfter: boolean): Mortal {
  const life: Mortal = {
    steps: 0,
    isDead: false,
    wrap: ({ state, commands, ...rest }) => ({
      ...rest,
      state: {
        get: (key) => state.get(key),
        put: (key, value) => step(() => state.put(key, value)),
        remove: (key) => step(() => state.remove(key)),
      },
      commands: {
        ...commands,
        submit: (change, author, summary) => step(() => commands.submit(change, author, summary)),
      },
    }),
  };
  async function step<T>(act: () => Promise<T>): Promise<T> {
    if (life.isDead) return never;
    life.steps += 1;
    const isLast = life.steps === endsAt;
    life.isDead = isLast;
    if (isLast && !isAfter) return never;
    const result = await act();
    return life.isDead ? never : result;
  }
  return life;
}

interface Outcome {
  /** Methods whose answer the ACS has seen. */
  readonly answered: ReadonlySet<string>;
  readonly events: readonly string[];
  readonly scripts: number;
  readonly completes: number;
  readonly numbers: readonly string[];
  readonly isOver: boolean;
}

/** Lets everything happen that can: an end of the session, transfers, timers that are due. */
async function drain(cpe: Cpe, life: Mortal, isDone: () => boolean): Promise<void> {
  for (let turn = 0; turn < 400 && !life.isDead && !isDone(); turn += 1) {
    cpe.gateway.clock.advance(0);
    await new Promise(setImmediate);
  }
}

async function scenario(life: Mortal, fileUrl: string): Promise<Outcome> {
  const acs = new Acs();
  await acs.start();
  let configuration = sampleConfiguration();
  for (const [name, value] of [
    ['plain-http', 'on'],
    ['connection-request', 'off'],
    ['url', acs.url()],
  ] as const) {
    configuration = setCwmp(configuration, name, value);
  }
  const gateway = createFakeGateway({ configuration });
  const script = [
    ask.add(client),
    ask.set(
      [
        [`${client}3.X_OFFHOOK_Address`, '1003'],
        [`${client}3.X_OFFHOOK_UserName`, 'carol'],
        [`${client}3.Enable`, '1'],
      ],
      'key',
    ),
    ask.notify(`${client}1.Status`, 2),
    ask.scheduleInform(30, 'later'),
    ask.transfer('Download', { key: 'd1', type: '3 Vendor Configuration File', url: fileUrl }),
  ];
  acs.script.push(...script);
  const first = await startMortal(acs, gateway, life);
  const told = () => acs.posts.some(({ body }) => body?.name === 'TransferComplete');
  if (first) await drain(first, life, told);
  await first?.face.stop();
  const answered = new Set(acs.answers().map(({ name }) => name));
  acs.script.length = 0;
  // The next life: it starts from what was stored, and the ACS asks nothing new.
  const again = await startCpe({ acs, gateway });
  const second: Mortal = { ...life, isDead: false };
  await drain(again, second, () => again.face.view().state === 'idle' && told());
  gateway.clock.advance(30_000);
  await drain(again, second, () => acs.informs().some((one) => hasEvent(one, 'M ScheduleInform')));
  await until(() => again.face.view().state === 'idle');
  again.face.inform();
  const [read] = await acs.play([ask.values(client)]);
  await until(() => again.face.view().state === 'idle');
  const names = Object.entries(valuesIn(read)).filter(([name]) =>
    name.endsWith('OFFHOOK_UserName'),
  );
  const outcome: Outcome = {
    answered,
    events: acs.informs().flatMap(eventsIn),
    scripts: (await gateway.commands.revisions()).filter(({ summary }) =>
      summary.startsWith('cwmp download'),
    ).length,
    completes: acs.posts.filter(({ body }) => body?.name === 'TransferComplete').length,
    numbers: names.map(([name, value]) => `${name.slice(client.length).split('.')[0]} ${value}`),
    isOver: !life.isDead,
  };
  assert.deepEqual(again.face.view().pendingEvents, [], 'everything was told');
  assert.equal(
    gateway.configuration().drafts.length,
    names.some(([, value]) => value === '') ? 1 : 0,
  );
  await again.face.stop();
  await first?.face.stop();
  await acs.stop();
  return outcome;
}

/** undefined: it died while it started. */
async function startMortal(
  acs: Acs,
  gateway: ReturnType<typeof createFakeGateway>,
  life: Mortal,
): Promise<Cpe | undefined> {
  const starting = startCpe({ acs, gateway, wrap: life.wrap });
  let cpe: Cpe | undefined;
  void starting.then((started) => (cpe = started));
  await until(() => cpe !== undefined || life.isDead);
  return cpe;
}

function hasEvent(inform: Parameters<typeof eventsIn>[0], code: string): boolean {
  return eventsIn(inform).some((event) => event.startsWith(code));
}

function judge({ answered, events, scripts, completes, numbers }: Outcome, what: string): void {
  const says = (code: string) => events.filter((event) => event.startsWith(code)).length;
  assert.ok(says('0 BOOTSTRAP') >= 1, `${what}: BOOTSTRAP is told`);
  const known = numbers.map((text) => text.split(' ')[0]);
  assert.equal(new Set(known).size, known.length, `${what}: no number twice`);
  assert.deepEqual(numbers.slice(0, 2), ['1 u1', '2 u2'], `${what}: numbers are kept`);
  if (answered.has('SetParameterValuesResponse')) {
    assert.ok(numbers.includes('3 carol'), `${what}: what was answered is there`);
  }
  assert.ok(numbers.length <= 3, `${what}: no row twice`);
  if (answered.has('ScheduleInformResponse')) {
    assert.ok(says('M ScheduleInform (later)') >= 1, `${what}: the scheduled inform comes`);
  }
  assert.ok(scripts <= 1, `${what}: the file is applied once`);
  if (answered.has('DownloadResponse')) {
    assert.equal(scripts, 1, `${what}: the file is applied`);
    assert.ok(completes >= 1, `${what}: the transfer is told`);
  }
}

test('the process ends before or after each durable step', async (t) => {
  const files = createServer((_, response) => void response.end('voip sip protocol set t1 600\n'));
  await new Promise<void>((resolve) => files.listen(0, '127.0.0.1', resolve));
  t.after(() => {
    files.closeAllConnections();
    files.close();
  });
  const url = `http://127.0.0.1:${(files.address() as AddressInfo).port}/file`;
  let isOver = false;
  let n = 0;
  while (!isOver) {
    n += 1;
    for (const isAfter of [false, true]) {
      const life = mortal(n, isAfter);
      const outcome = await scenario(life, url);
      judge(outcome, `step ${n} ${isAfter ? 'after' : 'before'}`);
      isOver = outcome.isOver;
    }
  }
  assert.ok(n > 12, `${n} durable steps`);
});

test('the process ends between any two messages', async () => {
  for (let n = 1; n <= 8; n += 1) {
    const acs = new Acs();
    await acs.start();
    acs.rules = { intercept: (_, count) => (count > n ? { status: 503 } : undefined) };
    acs.script.push(ask.add(client), ask.scheduleInform(5, 'k'), ask.add(client), ask.reboot('r'));
    const gateway = createFakeGateway();
    {
      await using cpe = await startCpe({
        acs,
        gateway,
        wrap: (context) => context,
        configuration: gateway.configuration(),
      });
      await cpe.change((before) => {
        let next = setCwmp(before, 'plain-http', 'on');
        next = setCwmp(next, 'connection-request', 'off');
        return setCwmp(next, 'url', acs.url());
      });
      await until(
        () => /waiting|idle/.test(cpe.face.view().state) && acs.posts.length >= Math.min(n, 6),
      );
    }
    const answered = acs.answers().map(({ name }) => name);
    const added = acs
      .answers()
      .map((one) => textAt(one, 'InstanceNumber'))
      .filter((one) => one !== '');
    acs.rules = {};
    acs.script.length = 0;
    await using again = await startCpe({ acs, gateway });
    await until(() => again.face.view().state === 'idle' && again.face.view().informs > 0);
    gateway.clock.advance(5000);
    await until(
      () => again.face.view().state === 'idle' && again.face.view().pendingEvents.length === 0,
    );
    const events = acs.informs().flatMap(eventsIn);
    if (answered.includes('ScheduleInformResponse')) {
      assert.ok(events.includes('M ScheduleInform (k)'), `message ${n}`);
    }
    if (answered.includes('RebootResponse')) assert.ok(events.includes('M Reboot (r)'));
    assert.equal(new Set(added).size, added.length);
    await again.face.stop();
    await acs.stop();
  }
});
