/** The watch judges by what SIP says, and by no more: an onlooker that is wrong finds nothing. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { respondTo } from '../../src/sip/message/build.ts';
import { formatMessage } from '../../src/sip/message/format.ts';
import { parseMessage } from '../../src/sip/message/parse.ts';
import { requestText } from '../sip/wire-world.ts';
import { WireWatch } from './wire-watch.ts';

const caller = { address: '192.0.2.7', port: 5060, transport: 'udp' } as const;
const invite = Buffer.from(requestText('INVITE'));
const ack = Buffer.from(requestText('ACK'));

function watched() {
  const broken: string[] = [];
  let nowMs = 0;
  const report = {
    broken: (rule: string) => void broken.push(rule),
    note: () => undefined,
    now: () => nowMs,
    isGarbled: () => false,
    isSeenLate: () => false,
    isSecure: () => false,
  };
  const told = {
    began: () => undefined,
    answered: () => undefined,
    refused: () => undefined,
    lost: () => undefined,
  };
  const watch = new WireWatch(report, told);
  return {
    watch,
    broken,
    pass: (ms: number) => void (nowMs += ms),
    hears: (bytes = invite) => watch.hears(bytes, 'wan', caller, () => undefined),
    answers: (status: number) => {
      const parsed = parseMessage(invite, 'datagram');
      assert.ok(parsed.ok && parsed.message.kind === 'request');
      watch.sent(formatMessage(respondTo(parsed.message, status)), 'wan', caller);
    },
  };
}

test('two different finals to one INVITE break the rule, however often it came', () => {
  const { broken, hears, answers, pass } = watched();
  hears();
  answers(486);
  pass(31_999);
  hears();
  answers(480);
  assert.deepEqual(broken, ['an INVITE was answered 486 and then 480']);
});

test('an INVITE that comes once more when its transaction is over is another one', () => {
  const { watch, broken, hears, answers, pass } = watched();
  hears();
  answers(486);
  pass(32_000);
  hears();
  answers(480);
  watch.settle();
  assert.deepEqual(broken, []);
});

test('one that comes soon after the ACK is known again, however late that was', () => {
  const { watch, broken, hears, answers, pass } = watched();
  hears();
  answers(486);
  pass(31_999);
  hears(ack);
  pass(4999);
  hears();
  watch.settle();
  assert.deepEqual(broken, []);
});

test('and it needs a final answer like any other', () => {
  const { watch, broken, hears, answers, pass } = watched();
  hears();
  answers(486);
  pass(32_000);
  hears();
  watch.settle();
  assert.deepEqual(broken, ['INVITE z9hG4bKpeer never got a final answer']);
});
