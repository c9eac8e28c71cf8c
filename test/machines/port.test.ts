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
  const machine = portMachine.provide({
    actions: {
      placeCall: (_, { digits }) => void did.push(`place ${digits}`),
      answerCall: (_, { call }) => void did.push(`answer ${call}`),
      hangUp: (_, { call }) => void did.push(`hang up ${call}`),
    },
  });
  const queries = { judge: dialledSoFar, interDigitMs: () => 4000 };
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
  port.send({ type: 'call.placed', call: 'c1' }, { type: 'call.rang' });
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
    [{ type: 'call.rang' }],
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

void test('a phone that has another call goes on with it when one is over', () => {
  const phone = startPort(desk);
  phone.send({ type: 'port.calls', call: 'c1' }, { type: 'call.connected' });
  phone.send({ type: 'call.offered', call: 'c2' }, { type: 'call.offered', call: 'c3' });
  phone.send(over('c2'), over('c1'));
  assert.equal(phone.state(), 'talking');
  assert.equal(phone.context().call, 'c3');
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
