/** Keep-alives: to whom, how, and how often. RFC 5626 §4.4. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { KeepAlives, type Kept } from '../../../src/gateway/lines/keep-alives.ts';
import type { Target } from '../../../src/sip/flow.ts';
import type { FlowTerms } from '../../../src/sip/ua/flow-terms.ts';
import { configured } from '../../support/configured.ts';
import { ManualClock } from '../../support/manual-clock.ts';

const near: Target = { transport: 'udp', address: '198.51.100.1', port: 5060, domain: 'a.example' };
const far: Target = { ...near, address: '198.51.100.2' };
const stream: Target = { ...near, transport: 'tcp' };

/** A NAT is on the way to `far` alone. */
function keeping(
  protocol: Readonly<Record<string, string>>,
  targets: readonly Target[],
  flow?: FlowTerms,
) {
  const clock = new ManualClock();
  const did: string[] = [];
  const idle: string[] = [];
  const asked: ((isAnswered: boolean) => void)[] = [];
  const state = {
    protocol,
    isOpen: true,
    places: targets.map((target): Kept => ({ target, uri: 'sip:example.com', flow })),
  };
  const keepAlives = new KeepAlives({
    clock,
    random: { uniform: () => 0 },
    configuration: () => ({ ...configured(), protocol: state.protocol }),
    chosen: () => state.protocol['keep-alive'] ?? 'auto',
    places: () => state.places,
    isTranslated: (target) => target === far,
    send: (bytes, { address }) => void did.push(`${clock.now()} ${address} ${bytes.length}`),
    keep({ transport }, { idleMs, say, isAnswerOwed }) {
      if (!state.isOpen) return false;
      idle.push(`${clock.now()} ${idleMs}`);
      if (say) did.push(`${clock.now()} ${transport} ${say}${isAnswerOwed ? ', owed' : ''}`);
      return true;
    },
    ask(target, uri, heard) {
      did.push(`${clock.now()} ${target.transport} OPTIONS ${uri}`);
      asked.push(heard);
    },
    giveUp: ({ transport }) => void did.push(`${clock.now()} ${transport} given up`),
  });
  keepAlives.follow();
  return { clock, did, idle, asked, state, keepAlives };
}

void test('auto: a double CRLF every 20 to 25 s, where a NAT is on the way and on streams', () => {
  const { clock, did } = keeping({}, [near, far, stream]);
  clock.advance(59_999);
  assert.deepEqual(did, [
    ...['20000 198.51.100.2 4', '20000 tcp ping'],
    ...['40000 198.51.100.2 4', '40000 tcp ping'],
  ]);
});

void test('crlf and empty go to every place, at the interval that is set', () => {
  for (const [mode, length, said] of [
    ['crlf', 4, 'ping'],
    ['empty', 0, 'crlf'],
  ] as const) {
    const settings = { 'keep-alive': mode, 'keep-alive-interval': '10' };
    const { clock, did } = keeping(settings, [near, far, stream]);
    clock.advance(8000);
    assert.deepEqual(did, [
      `8000 198.51.100.1 ${length}`,
      `8000 198.51.100.2 ${length}`,
      `8000 tcp ${said}`,
    ]);
  }
});

void test('options asks, on streams too', () => {
  const { clock, did } = keeping({ 'keep-alive': 'options' }, [near, stream]);
  clock.advance(20_000);
  assert.deepEqual(did, ['20000 udp OPTIONS sip:example.com', '20000 tcp OPTIONS sip:example.com']);
});

void test('a stream on which OPTIONS were answered and are not any more is given up', () => {
  const { clock, did, asked } = keeping({ 'keep-alive': 'options' }, [stream]);
  clock.advance(20_000);
  asked[0]?.(false);
  assert.equal(did.length, 1, 'it may know none');
  clock.advance(20_000);
  asked[1]?.(true);
  clock.advance(20_000);
  asked[2]?.(false);
  assert.equal(did.at(-1), '60000 tcp given up');
});

void test('none sends nothing, and a stream stays open all the same', () => {
  const { clock, did, idle } = keeping({ 'keep-alive': 'none' }, [near, far, stream]);
  clock.advance(39_999);
  assert.deepEqual([did, idle[0], idle.at(-1)], [[], '0 50000', '20000 50000']);
});

void test('Flow-Timer: as often as the server wants it, and its answers are owed', () => {
  const flow = { timerSeconds: 10, isAnswering: true };
  const { clock, did } = keeping({}, [near, stream], flow);
  clock.advance(8000);
  assert.deepEqual(did, ['8000 198.51.100.1 4', '8000 tcp ping, owed']);
  const seldom = keeping({}, [stream], { ...flow, timerSeconds: 600 });
  seldom.clock.advance(20_000);
  assert.equal(seldom.did.length, 1, 'no less often than is set');
});

void test('what is sooner from now on does not wait for what was planned', () => {
  const { clock, did, state, keepAlives } = keeping({ 'keep-alive-interval': '3600' }, [stream]);
  clock.advance(60_000);
  state.protocol = { 'keep-alive-interval': '10' };
  keepAlives.follow();
  keepAlives.follow();
  clock.advance(8000);
  assert.deepEqual(did, ['68000 tcp ping']);
});

void test('where no line is registered any more nothing is sent', () => {
  const { clock, did, state } = keeping({ 'keep-alive': 'crlf' }, [near]);
  state.places = [];
  clock.advance(60_000);
  assert.deepEqual([did, clock.pending()], [[], 0]);
});

void test('a connection that only calls go over is pinged from its opening to its end', () => {
  const { clock, did, keepAlives } = keeping({ 'keep-alive': 'options' }, []);
  keepAlives.opened(stream);
  clock.advance(20_000);
  assert.deepEqual(did, ['20000 tcp ping']);
  keepAlives.lost(stream);
  assert.equal(clock.pending(), 0);
});

void test('a connection that is gone without anybody having been told is forgotten', () => {
  const { clock, did, state, keepAlives } = keeping({}, []);
  keepAlives.opened(stream);
  state.isOpen = false;
  clock.advance(60_000);
  assert.deepEqual([did, clock.pending()], [[], 0]);
});

void test('stopped, nothing is planned any more', () => {
  const { clock, keepAlives } = keeping({}, [near]);
  keepAlives.stop();
  keepAlives.follow();
  keepAlives.opened(stream);
  assert.equal(clock.pending(), 0);
});
