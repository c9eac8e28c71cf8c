/** Traces: what is kept and for how long, what is masked, the ladder, the capture file. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { createUser } from '../../src/domain/users.ts';
import { ladder } from '../../src/management/trace-ladder.ts';
import { pcapOf } from '../../src/management/trace-pcap.ts';
import {
  dialoguesOf,
  messageJson,
  messagesOfCall,
  messagesOfLine,
} from '../../src/management/trace-queries.ts';
import { type Passed, TraceRing } from '../../src/management/traces.ts';
import { findProgram } from '../support/child.ts';
import { createFakeGateway } from '../support/fake-gateway.ts';

const start = Date.UTC(2026, 0, 1);

function message(firstLine: string, fields: readonly string[] = [], callId = 'c1', body = '') {
  const head = [
    firstLine,
    'Via: SIP/2.0/UDP 192.0.2.1:5070;branch=z9hG4bKa',
    'From: "Alice" <sip:2001@example.com>;tag=1',
    'To: <sip:0891234@example.com>',
    `Call-ID: ${callId}`,
    'CSeq: 1 INVITE',
    'Max-Forwards: 70',
    ...fields,
    `Content-Length: ${body.length}`,
  ];
  return `${head.join('\r\n')}\r\n\r\n${body}`;
}

function passed(text: string, part: Partial<Passed> = {}): Passed {
  return {
    direction: 'out',
    side: 'wan',
    transport: 'udp',
    local: { address: '192.0.2.1', port: 5070 },
    remote: { address: '198.51.100.7', port: 5060 },
    bytes: Buffer.from(text),
    ...part,
  };
}

function startRing() {
  let now = start;
  const ring = new TraceRing(() => (now += 5));
  return ring;
}

function callRing() {
  const ring = startRing();
  const phone = { side: 'lan' as const, remote: { address: '10.0.0.5', port: 5062 } };
  ring.note(
    passed(message('INVITE sip:0891234@gw SIP/2.0', [], 'phone'), { ...phone, direction: 'in' }),
  );
  ring.note(passed(message('INVITE sip:0891234@example.com SIP/2.0')));
  ring.note(passed(message('SIP/2.0 180 Ringing'), { direction: 'in' }));
  ring.note(passed(message('SIP/2.0 180 Ringing', [], 'phone'), phone));
  return ring;
}

void test('digest answers and media keys are masked, nothing else changes, lengths neither', () => {
  const ring = startRing();
  const proof =
    'Authorization: Digest username="a", nonce="n", response="0123456789abcdef", qop=auth';
  const sdp = 'v=0\r\na=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:c2VjcmV0a2V5 KDR=1\r\n';
  const text = message(
    'INVITE sip:x@y SIP/2.0',
    [proof, proof.replace('Auth', 'Proxy-Auth')],
    'c',
    sdp,
  );
  ring.note(passed(text));
  const [kept] = ring.messages();
  const shown = kept?.bytes.toString() ?? '';
  assert.equal(shown.length, text.length);
  assert.doesNotMatch(shown, /0123456789abcdef|c2VjcmV0a2V5/);
  assert.match(shown, /username="a", nonce="n", response="\*{16}", qop=auth/);
  assert.match(shown, /inline:\*{12} KDR=1/);
});

void test('compact field names are read, and a foreign Call-ID in a body is not taken', () => {
  const ring = startRing();
  ring.note(
    passed(
      'OPTIONS sip:x SIP/2.0\r\ni: compact\r\nf: <sip:a@b>\r\nCSeq: 1 OPTIONS\r\n\r\ni: other',
    ),
  );
  ring.note(passed('garbage without any structure'));
  const [first, second] = ring.messages();
  assert.deepEqual(
    [first?.callId, first?.from, first?.method],
    ['compact', '<sip:a@b>', 'OPTIONS'],
  );
  assert.deepEqual([second?.callId, second?.firstLine], ['', 'garbage without any structure']);
});

void test('the ring keeps the newest messages and never more than its bytes', () => {
  const ring = startRing();
  for (let at = 0; at < 9000; at += 1) ring.note(passed(message(`INVITE sip:${at}@y SIP/2.0`)));
  const all = ring.messages();
  assert.equal(all.length, 2000);
  assert.match(all.at(-1)?.firstLine ?? '', /sip:8999@/);
  for (let at = 0; at < 400; at += 1)
    ring.note(passed(message('INVITE sip:x SIP/2.0', [], 'c', 'x'.repeat(60_000))));
  const bytes = ring.messages().reduce((sum, one) => sum + one.bytes.length, 0);
  assert.ok(bytes <= 4_194_304, String(bytes));
});

void test('the ladder has phones on the left, providers on the right, arrows the way they went', () => {
  const lines = ladder(callRing().messages()).split('\n');
  assert.match(lines[0] ?? '', /^ {14}10\.0\.0\.5:5062 +gateway +198\.51\.100\.7:5060$/);
  assert.match(lines[1] ?? '', /^00:00:00\.005 {2}│── INVITE ─+>│ +│$/);
  assert.match(lines[2] ?? '', /^00:00:00\.010 {2}│ +│── INVITE ─+>│$/);
  assert.match(lines[3] ?? '', /│ +│<─ 180 Ringing \(INVITE\) ─+│$/);
  assert.match(lines[4] ?? '', /│<─ 180 Ringing \(INVITE\) ─+│ +│$/);
});

void test('hostile bytes of the wire are harmless in ladder, list and JSON', () => {
  const ring = startRing();
  ring.note(
    passed(message('INVITE sip:\u001b]0;x\u0007@y SIP/2.0', ['X: \u202e\u0000\n\u001b[2J'])),
  );
  const all = ring.messages();
  const [json] = all.map(messageJson);
  const text = `${ladder(all)}${JSON.stringify(dialoguesOf(all))}${json?.text.replaceAll('\n', '')}`;
  // oxlint-disable-next-line no-control-regex -- these must not be there
  assert.doesNotMatch(text.replaceAll('\n', ''), /[\u0000-\u001f\u202e]/);
});

void test('messages are found by call in progress, by Call-ID and by line', () => {
  const configuration = createUser(createFakeGateway().configuration(), {
    name: 'alice',
    address: '2001',
  });
  const ring = callRing();
  const gateway = createFakeGateway({ configuration });
  const { view } = gateway;
  gateway.setView({
    calls: [
      {
        id: '17',
        direction: 'outgoing',
        from: 'alice',
        to: '0891234',
        state: 'ringing',
        server: 'east',
        route: 'proxies',
        user: 'alice',
        sipCallId: 'c1',
        startedAt: '2026-01-01T00:00:00.000Z',
        connectedAt: null,
        tries: [],
      },
    ],
  });
  const seen = { ...view, traces: ring };
  assert.equal(messagesOfCall(seen, '17').length, 2);
  assert.equal(messagesOfCall(seen, 'phone').length, 2);
  assert.equal(messagesOfLine(seen, 'alice').length, 4);
  assert.throws(() => messagesOfCall(seen, 'x'), { code: 'E-NOT-FOUND' });
  assert.throws(() => messagesOfLine(seen, 'x'), { code: 'E-NOT-FOUND' });
  assert.throws(() => messagesOfCall(view, '17'), { code: 'E-NOT-FOUND' });
  assert.deepEqual(
    dialoguesOf(ring.messages()).map(({ callId, messages, last }) => [callId, messages, last]),
    [
      ['c1', 2, '180 Ringing (INVITE)'],
      ['phone', 2, '180 Ringing (INVITE)'],
    ],
  );
});

const tshark = findProgram('tshark');

void test('tshark reads the capture file: addresses, methods, times, right checksums', {
  skip: tshark === undefined && 'tshark is not installed',
}, () => {
  const ring = callRing();
  ring.note(
    passed(message('BYE sip:x@y SIP/2.0'), {
      local: { address: '2001:db8::1', port: 5070 },
      remote: { address: '2001:db8:0:1::7', port: 5060 },
    }),
  );
  const directory = mkdtempSync(join(tmpdir(), 'offhook-pcap-'));
  const file = join(directory, 'calls.pcap');
  writeFileSync(file, pcapOf(ring.messages()));
  const fields = ['ip.src', 'ip.dst', 'ipv6.dst', 'udp.dstport', 'sip.Method', 'sip.Status-Code'];
  const columns = [...fields, 'frame.time_epoch'].flatMap((field) => ['-e', field]);
  const { stdout } = spawnSync(
    tshark ?? '',
    ['-r', file, '-d', 'udp.port==5062,sip', '-T', 'fields', '-E', 'separator=,', ...columns],
    { encoding: 'utf8' },
  );
  rmSync(directory, { recursive: true });
  const epoch = start / 1000;
  assert.deepEqual(stdout.trim().split('\n'), [
    `10.0.0.5,192.0.2.1,,5070,INVITE,,${epoch}.005000000`,
    `192.0.2.1,198.51.100.7,,5060,INVITE,,${epoch}.010000000`,
    `198.51.100.7,192.0.2.1,,5070,,180,${epoch}.015000000`,
    `192.0.2.1,10.0.0.5,,5062,,180,${epoch}.020000000`,
    `,,2001:db8:0:1::7,5060,BYE,,${epoch}.025000000`,
  ]);
});
