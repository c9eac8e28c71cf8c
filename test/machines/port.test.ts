/**
 * The chart of a port: a handset that dials (manual §1.9), and a phone whose calls are only seen.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createActor } from 'xstate';
import { portMachine } from '../../machines/port.machine.ts';
import type { PortEvent } from '../../machines/port-setup.ts';
import type { Port } from '../../src/domain/configuration.ts';
import { dialledSoFar } from '../../src/domain/dialled-number.ts';
import { type Change, configured, phone, softPort } from '../support/configured.ts';
import { drained, startWorld } from '../support/lives.ts';

function startPort(port: Port) {
  const { clock, did } = startWorld();
  /** What is heard: a tone, a call. */
  const sounding: { tone: string | undefined; call: string | undefined } = {
    tone: undefined,
    call: undefined,
  };
  const machine = portMachine.provide({
    actions: {
      placeCall: (_, { digits }) => void did.push(`place ${digits}`),
      answerCall: (_, { call }) => void did.push(`answer ${call}`),
      hangUp: (_, { call }) => void (call !== undefined && did.push(`hang up ${call}`)),
      letGo: (_, { calls }) => void did.push(...calls.map((call) => `let ${call} go`)),
      hold: (_, { call }) => void did.push(`hold ${call}`),
      retrieve: (_, { call }) => void did.push(`retrieve ${call}`),
      join: (_, { calls }) => void did.push(`join ${calls.join(' ')}`),
      part: () => void did.push('part'),
      press: (_, { call, digit }) => void did.push(`press ${digit} in ${call}`),
      sound: (_, { tone }) => {
        sounding.tone = tone;
      },
      listen: (_, { call }) => {
        sounding.call = call;
      },
    },
  });
  const waiting = new Set<string>();
  const queries = {
    judge: dialledSoFar,
    heard: (_: Port, digits: string) => (digits === '*72' ? ('stutter' as const) : undefined),
    interDigitMs: () => 4000,
    isWaiting: (_: string, call: string) => waiting.has(call),
  };
  const actor = createActor(machine, { clock, input: { port, queries } });
  actor.start();
  const send = (...events: readonly PortEvent[]) => {
    for (const event of events) actor.send(event);
  };
  return {
    clock,
    actor,
    send,
    did: () => drained(did),
    sounding,
    waiting,
    state: () => actor.getSnapshot().value,
    context: () => actor.getSnapshot().context,
    dial: (digits: string) => {
      for (const digit of digits) send({ type: 'port.digit', digit });
    },
  };
}

function portOf(change: Change): Port {
  const [port] = configured(change).ports;
  assert.ok(port);
  return port;
}

const handset = (digitMap: string) => startPort(portOf(softPort('p1', { digitMap })));
const desk = portOf(phone('desk'));

const offHook: PortEvent = { type: 'port.offHook' };
const onHook: PortEvent = { type: 'port.onHook' };
const over = (call: string): PortEvent => ({ type: 'call.over', call, cause: 'busy' });

void test('a number is placed as soon as the digit map says that it is complete', () => {
  const port = handset('([2-4]xx|9[2-9]xxxxxx)');
  port.send(offHook);
  assert.equal(port.state(), 'dialTone');
  port.dial('20');
  assert.equal(port.state(), 'dialing');
  port.dial('1');
  assert.equal(port.state(), 'calling');
  assert.deepEqual(port.did(), ['place 201']);
});

void test('what cannot match any more hears busy tone at once', () => {
  const port = handset('[2-4]xx');
  port.send(offHook);
  port.dial('7');
  assert.equal(port.state(), 'busyTone');
  assert.match(port.context().cause ?? '', /digit map/);
  port.send(onHook);
  assert.equal(port.state(), 'onHook');
  assert.deepEqual(port.did(), []);
});

void test('with T the pause completes the number, and each digit begins the pause anew', () => {
  const port = handset('x.T');
  port.send(offHook);
  port.dial('1');
  port.clock.advance(3999);
  port.dial('2');
  port.clock.advance(3999);
  assert.equal(port.state(), 'dialing');
  port.clock.advance(1);
  assert.deepEqual(port.did(), ['place 12']);
});

void test('a pause in a number that is not complete is busy tone', () => {
  const port = handset('xxx');
  port.send(offHook);
  port.dial('12');
  port.clock.advance(4000);
  assert.equal(port.state(), 'busyTone');
  assert.equal(port.context().cause, 'incomplete-number');
});

void test('put down while dialling, the next number begins empty', () => {
  const port = handset('xxx');
  port.send(offHook);
  port.dial('12');
  port.send(onHook, offHook);
  port.dial('345');
  assert.deepEqual(port.did(), ['place 345']);
});

void test('a call of ours: ringback, talking, and busy tone until the handset is down', () => {
  const port = handset('x');
  port.send(offHook);
  port.dial('1');
  port.send({ type: 'call.placed', call: 'c1' }, { type: 'call.rang', isHeard: false });
  assert.equal(port.state(), 'ringback');
  port.send({ type: 'call.connected' });
  assert.equal(port.state(), 'talking');
  port.send(over('c2'));
  assert.equal(port.state(), 'talking', 'another call is none of its business');
  port.send(over('c1'));
  assert.equal(port.state(), 'busyTone');
  assert.equal(port.context().cause, 'busy');
  port.send(onHook);
  assert.ok(port.actor.getSnapshot().hasTag('free'));
});

void test('putting the handset down hangs up, wherever the call is', () => {
  for (const events of [
    [],
    [{ type: 'call.rang', isHeard: false }],
    [{ type: 'call.connected' }],
  ] as const satisfies readonly (readonly PortEvent[])[]) {
    const port = handset('x');
    port.send(offHook);
    port.dial('1');
    port.send({ type: 'call.placed', call: 'c1' }, ...events, onHook);
    assert.equal(port.state(), 'onHook');
    assert.deepEqual(port.did(), ['place 1', 'hang up c1']);
    assert.equal(port.context().call, undefined);
  }
});

void test('an incoming call rings, lifting answers, and a caller who gives up frees it', () => {
  const port = handset('x');
  port.send({ type: 'call.offered', call: 'c1' });
  assert.equal(port.state(), 'ringing');
  port.send(over('c2'));
  assert.equal(port.state(), 'ringing');
  port.send(over('c1'));
  assert.equal(port.state(), 'onHook');
  port.send({ type: 'call.offered', call: 'c3' }, offHook, { type: 'call.connected' });
  assert.equal(port.state(), 'talking');
  assert.deepEqual(port.did(), ['answer c3']);
});

void test('a phone is free as soon as its own call is over, and not before', () => {
  const phone = startPort(desk);
  phone.send({ type: 'port.calls', call: 'c1' }, over('c1'));
  assert.equal(phone.state(), 'onHook', 'refused at once');
  phone.send({ type: 'port.calls', call: 'c2' }, { type: 'call.connected' }, over('c9'));
  assert.equal(phone.state(), 'talking');
  phone.send(over('c2'));
  assert.equal(phone.state(), 'onHook');
});

void test('a hotline is called as soon as the handset is lifted', () => {
  const port = startPort(portOf(softPort('p1', { hotline: '200' })));
  port.send(offHook);
  assert.deepEqual([port.did(), port.state()], [['place 200'], 'calling']);
});

void test('a hotline that is switched off gives dial tone', () => {
  const port = startPort(portOf(softPort('p1', { hotline: '200' })));
  const off = { ...portOf(softPort('p1', { hotline: '200' })), hotlineEnabled: false };
  port.send({ type: 'port.configure', port: off }, offHook);
  assert.deepEqual([port.did(), port.state()], [[], 'dialTone']);
});

void test('a code that wants a number asks for it by a tone, until its first digit', () => {
  const port = handset('*x.T');
  port.send(offHook);
  port.dial('*7');
  assert.equal(port.sounding.tone, undefined);
  port.dial('2');
  assert.equal(port.sounding.tone, 'stutter');
  port.dial('5');
  assert.equal(port.sounding.tone, undefined);
});

void test('a phone that has another call goes on with it when one is over', () => {
  const phone = startPort(desk);
  phone.send({ type: 'port.calls', call: 'c1' }, { type: 'call.connected' });
  phone.send({ type: 'call.offered', call: 'c2' }, { type: 'call.offered', call: 'c3' });
  phone.did();
  phone.send(over('c2'), over('c1'));
  assert.equal(phone.state(), 'talking');
  assert.equal(phone.context().call, 'c3');
  assert.deepEqual(phone.did(), [], 'the phone itself knows which of its calls it holds');
  phone.send({ type: 'call.moved', call: 'c3', to: 'c4' }, over('c3'), over('c4'));
  assert.equal(phone.state(), 'onHook');
});

void test('a port that is taken away, or fails, hangs up first', () => {
  for (const [event, reason] of [
    [{ type: 'port.stop' }, 'normal'],
    [{ type: 'fault', message: 'x' }, 'fault'],
  ] as const) {
    const port = startPort(desk);
    port.send({ type: 'port.calls', call: 'c1' }, event);
    assert.equal(port.did().at(-1), 'hang up c1');
    assert.equal(port.actor.getSnapshot().output?.reason, reason);
    assert.equal(port.clock.pending(), 0);
  }
});

void test('what is configured anew counts from the next digit on', () => {
  const port = handset('xxx');
  port.send(offHook);
  port.dial('1');
  port.send({ type: 'port.configure', port: portOf(softPort('p1', { digitMap: 'xx' })) });
  port.dial('2');
  assert.deepEqual(port.did(), ['place 12']);
});

/** A handset that talks in c1. */
function talking() {
  const port = handset('x');
  port.send(offHook);
  port.dial('1');
  port.send({ type: 'call.placed', call: 'c1' }, { type: 'call.connected' });
  port.did();
  return port;
}

/** … and has c2 besides, talked to now; c1 is held. */
function withTwoCalls() {
  const port = talking();
  port.send({ type: 'port.flash' });
  port.dial('2');
  port.send({ type: 'call.placed', call: 'c2' }, { type: 'call.connected' });
  assert.equal(port.state(), 'talking');
  assert.deepEqual(port.did(), ['hold c1', 'place 2']);
  return port;
}

const flash: PortEvent = { type: 'port.flash' };

void test('what is heard at a handset, state by state', () => {
  const port = handset('x');
  port.send(offHook);
  assert.equal(port.sounding.tone, 'dial');
  port.clock.advance(60_000);
  assert.equal(port.sounding.tone, 'howler', 'left off the hook');
  port.dial('1');
  assert.equal(port.sounding.tone, undefined);
  port.send({ type: 'call.placed', call: 'c1' }, { type: 'call.rang', isHeard: false });
  assert.equal(port.sounding.tone, 'ringback');
  assert.equal(port.sounding.call, 'c1');
  port.send({ type: 'call.rang', isHeard: true });
  assert.equal(port.sounding.tone, undefined, 'the other side is heard itself');
  port.send({ type: 'call.connected' });
  assert.equal(port.sounding.tone, undefined);
  port.send(over('c1'));
  assert.equal(port.sounding.tone, 'busy');
  port.send(onHook);
  assert.equal(port.sounding.tone, undefined);
});

void test('busy tone says that somebody is busy, reorder tone that there is no way through', () => {
  for (const [cause, tone] of [
    ['busy', 'busy'],
    ['normal-clearing', 'busy'],
    ['no-answer', 'busy'],
    ['number does not fit the digit map', 'busy'],
    ['no-server-reachable', 'reorder'],
    ['unallocated-number', 'reorder'],
    ['not-permitted', 'reorder'],
    ['overloaded', 'reorder'],
    ['service refused', 'reorder'],
  ] as const) {
    const port = talking();
    port.send({ type: 'call.over', call: 'c1', cause });
    assert.equal(port.sounding.tone, tone, cause);
  }
});

void test('a key during a call is pressed in it', () => {
  const port = talking();
  port.dial('5#');
  assert.deepEqual(port.did(), ['press 5 in c1', 'press # in c1']);
});

void test('tapped, a handset holds its call and may dial another; tapped again it goes back', () => {
  const port = talking();
  port.send(flash);
  assert.deepEqual([port.state(), port.sounding.tone], ['dialTone', 'dial']);
  port.dial('2');
  port.send({ type: 'call.placed', call: 'c2' }, { type: 'call.rang', isHeard: false });
  port.send({ type: 'call.over', call: 'c2', cause: 'busy' });
  assert.deepEqual([port.state(), port.sounding.tone], ['busyTone', 'busy']);
  port.send(flash);
  assert.deepEqual([port.state(), port.sounding.call], ['talking', 'c1']);
  assert.deepEqual(port.did(), ['hold c1', 'place 2', 'retrieve c1']);
  port.send(flash, flash);
  assert.equal(port.state(), 'talking');
  assert.deepEqual(port.did(), ['hold c1', 'retrieve c1']);
});

void test('a call under way is given up by going back', () => {
  const port = talking();
  port.send(flash);
  port.dial('2');
  port.send({ type: 'call.placed', call: 'c2' }, flash, over('c2'));
  assert.deepEqual([port.state(), port.context().call], ['talking', 'c1']);
  assert.deepEqual(port.did(), ['hold c1', 'place 2', 'hang up c2', 'retrieve c1']);
});

void test('a second call waits with a tone, and a tap answers it after a while', () => {
  const port = talking();
  port.waiting.add('c2');
  port.send({ type: 'call.offered', call: 'c2' });
  assert.deepEqual(port.sounding, { tone: 'callWaiting', call: 'c1' });
  port.send(flash);
  assert.equal(port.state(), 'recalled');
  port.clock.advance(2000);
  assert.deepEqual(port.did(), ['hold c1', 'retrieve c2']);
  assert.deepEqual([port.state(), port.sounding], ['talking', { tone: undefined, call: 'c2' }]);
  assert.deepEqual(port.context().others, ['c1']);
});

void test('the key after a tap says what becomes of two calls', () => {
  for (const [key, did, call, others] of [
    ['0', ['let c1 go'], 'c2', []],
    ['1', ['hang up c2', 'retrieve c1'], 'c1', []],
    ['2', ['hold c2', 'retrieve c1'], 'c1', ['c2']],
    ['9', [], 'c2', ['c1']],
  ] as const) {
    const port = withTwoCalls();
    port.send(flash);
    port.dial(key);
    assert.equal(port.state(), 'talking', key);
    assert.deepEqual(port.did(), did, key);
    assert.deepEqual([port.sounding.call, port.context().others], [call, others], key);
  }
});

void test('a call that waits is refused by 0, and cannot be joined before it is answered', () => {
  for (const [key, did] of [
    ['0', ['let c2 go']],
    ['3', []],
  ] as const) {
    const port = talking();
    port.waiting.add('c2');
    port.send({ type: 'call.offered', call: 'c2' }, flash);
    port.dial(key);
    assert.deepEqual([port.state(), port.did()], ['talking', did], key);
  }
});

void test('put down while a call waits, it rings', () => {
  const port = talking();
  port.waiting.add('c2');
  port.send({ type: 'call.offered', call: 'c2' }, onHook);
  assert.deepEqual([port.state(), port.did()], ['ringing', ['hang up c1']]);
  port.send(over('c1'), offHook);
  assert.deepEqual(port.did(), ['answer c2']);
});

void test('the call is over while another waits: busy tone, and a tap answers', () => {
  const port = talking();
  port.waiting.add('c2');
  port.send({ type: 'call.offered', call: 'c2' }, over('c1'));
  assert.equal(port.state(), 'busyTone');
  port.send(flash);
  assert.deepEqual([port.state(), port.did()], ['talking', ['retrieve c2']]);
});

void test('one of two calls is over: the handset goes on with the one that was held', () => {
  const port = withTwoCalls();
  port.send(over('c2'));
  assert.deepEqual([port.state(), port.sounding.call], ['talking', 'c1']);
  assert.deepEqual(port.did(), ['retrieve c1']);
  const other = withTwoCalls();
  other.send(flash, over('c1'));
  other.clock.advance(10_000);
  assert.deepEqual([other.state(), other.context().call, other.did()], ['talking', 'c2', []]);
});

void test('put down with two calls, both end', () => {
  const port = withTwoCalls();
  port.send(onHook);
  assert.deepEqual(port.did(), ['hang up c2', 'let c1 go']);
  assert.deepEqual([port.state(), port.context().others], ['onHook', []]);
});

void test('three in a conference: who leaves leaves the others talking, a tap parts them', () => {
  for (const [event, did, call, others] of [
    [over('c1'), ['part'], 'c2', []],
    [over('c2'), ['part'], 'c1', []],
    [flash, ['part', 'hold c1'], 'c2', ['c1']],
    [{ type: 'port.parted' }, [], 'c2', ['c1']],
  ] as const satisfies readonly (readonly [PortEvent, ...unknown[]])[]) {
    const port = withTwoCalls();
    port.send(flash);
    port.dial('3');
    assert.equal(port.state(), 'conferring');
    assert.deepEqual(port.did(), ['join c2 c1']);
    port.send(event);
    assert.deepEqual([port.state(), port.did()], ['talking', did], event.type);
    assert.deepEqual([port.sounding.call, port.context().others], [call, others]);
  }
});

void test('put down in a conference, everybody is let go', () => {
  const port = withTwoCalls();
  port.send(flash);
  port.dial('3');
  port.send(onHook);
  assert.deepEqual(port.did(), ['join c2 c1', 'hang up c2', 'let c1 go']);
});
