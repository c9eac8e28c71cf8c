/** What a relay changes in a description, and what it must not. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { Refusal } from '../../../src/domain/refusal.ts';
import { readDescription } from '../../../src/media/sdp/description.ts';
import { joinLines } from '../../../src/media/sdp/lines.ts';
import {
  numberDescription,
  rewriteDescription,
  type Sent,
} from '../../../src/media/sdp/rewrite.ts';

const anchor = { address: '203.0.113.7', ports: [20_000, 20_002, 20_004] };

function rewritten(sdp: string, ports: readonly number[] = anchor.ports): string {
  const lines = rewriteDescription(readDescription(Buffer.from(sdp, 'latin1')), {
    ...anchor,
    ports,
  });
  return joinLines(lines).toString('latin1');
}

const head = 'v=0\r\no=alice 7 9 IN IP4 10.0.0.1\r\ns=-\r\nc=IN IP4 10.0.0.1\r\nt=0 0\r\n';

test('addresses and ports become ours, everything else stays', () => {
  const sdp = `${head}a=tool:odd  blanks \r\nm=audio 4000 RTP/AVP  8 0\r\na=rtcp:4001\r\na=x-new:\xff\xfe;=\r\n`;
  assert.equal(
    rewritten(sdp),
    'v=0\r\no=alice 7 9 IN IP4 203.0.113.7\r\ns=-\r\nc=IN IP4 203.0.113.7\r\nt=0 0\r\n' +
      'a=tool:odd  blanks \r\nm=audio 20000 RTP/AVP  8 0\r\na=rtcp:20001 IN IP4 203.0.113.7\r\na=x-new:\xff\xfe;=\r\n',
  );
});

test('each stream has its own port, its own c= line is rewritten too, and 0 stays 0', () => {
  const sdp = `${head}m=audio 4000 RTP/AVP 8\r\nm=video 0 RTP/AVP 99\r\nm=image 4004 udptl t38\r\nc=IN IP6 2001:db8::1\r\n`;
  const result = rewritten(sdp, [20_000, 0, 20_004]);
  assert.match(result, /^m=audio 20000 RTP\/AVP 8\r$/m);
  assert.match(result, /^m=video 0 RTP\/AVP 99\r$/m);
  assert.match(result, /^m=image 20004 udptl t38\r\nc=IN IP4 203\.0\.113\.7\r$/m);
});

test('a muxed RTCP port stays the RTP port', () => {
  const sdp = `${head}m=audio 4000 RTP/AVP 8\r\na=rtcp-mux\r\na=rtcp:4000\r\n`;
  assert.match(rewritten(sdp), /^a=rtcp-mux\r\na=rtcp:20000 IN IP4 203\.0\.113\.7\r$/m);
});

test('a hold by the address zero stays one, in the other family too', () => {
  const sdp = `${head.replace('c=IN IP4 10.0.0.1', 'c=IN IP4 0.0.0.0')}m=audio 4000 RTP/AVP 8\r\n`;
  assert.match(rewritten(sdp), /^c=IN IP4 0\.0\.0\.0\r$/m);
  const lines = rewriteDescription(readDescription(Buffer.from(sdp)), {
    ...anchor,
    address: '2001:db8::7',
  });
  assert.match(joinLines(lines).toString(), /^c=IN IP6 ::\r$/m);
});

test('what leads around an anchored stream is dropped', () => {
  const attributes = [
    'group:BUNDLE 0 1',
    'ice-lite',
    'ice-ufrag:x',
    'ice-pwd:y',
    'candidate:1 1 UDP 1 10.0.0.1 9 typ host',
    'end-of-candidates',
    'fingerprint:sha-256 00',
    'setup:actpass',
  ];
  const sdp = `${head}m=audio 4000 RTP/AVP 8\r\n${attributes.map((line) => `a=${line}\r\n`).join('')}a=mid:0\r\n`;
  assert.match(rewritten(sdp), /^m=audio 20000 RTP\/AVP 8\r\na=mid:0\r\n$/m);
});

test('the version rises only when what we send changes, and the origin stays one', () => {
  let sent: Sent | undefined;
  const versions: string[] = [];
  const send = (sdp: string) => {
    const description = readDescription(Buffer.from(sdp));
    const lines = rewriteDescription(description, anchor);
    const [bytes, next] = numberDescription(lines, description.origin, sent);
    sent = next;
    versions.push(/^o=(.*)\r$/m.exec(bytes.toString())?.[1] ?? '');
  };
  const first = `${head}m=audio 4000 RTP/AVP 8\r\n`;
  send(first);
  send(first.replace('7 9', '7 10'));
  send(`${first}a=sendonly\r\n`);
  send(`${first.replace('7 9', '7 15')}a=sendrecv\r\n`);
  send(`${first.replace('alice 7 9', 'bob 1 1')}a=inactive\r\n`);
  assert.deepEqual(versions, [
    'alice 7 9 IN IP4 203.0.113.7',
    'alice 7 9 IN IP4 203.0.113.7',
    'alice 7 10 IN IP4 203.0.113.7',
    'alice 7 15 IN IP4 203.0.113.7',
    'alice 7 16 IN IP4 203.0.113.7',
  ]);
});

const malformed: Readonly<Record<string, string>> = {
  'nothing at all': '',
  'no version line': head.slice(5),
  'another version': head.replace('v=0', 'v=1'),
  'a line that is no field': `${head}m=audio 4000 RTP/AVP 8\r\nhello\r\n`,
  'a NUL byte': `${head}a=\0\r\n`,
  'an origin that is short': head.replace(' IN IP4 10.0.0.1\r\ns', ' IN IP4\r\ns'),
  'an origin whose version is no number': head.replace('7 9', '7 x'),
  'a stream without an address': `${head.replace('c=IN IP4 10.0.0.1\r\n', '')}m=audio 4000 RTP/AVP 8\r\n`,
  'an address that is none': head.replace('c=IN IP4 10.0.0.1', 'c=IN IP4 10.0.0.256'),
  'a port above 65535': `${head}m=audio 65536 RTP/AVP 8\r\n`,
  'a media line without formats': `${head}m=audio 4000 RTP/AVP\r\n`,
  'too many streams': head + 'm=audio 4000 RTP/AVP 8\r\n'.repeat(17),
  'too many lines': head + 'a=x\r\n'.repeat(1100),
  'a line that is too long': `${head}a=${'x'.repeat(5000)}\r\n`,
  'too many bytes': head + `a=${'x'.repeat(4000)}\r\n`.repeat(9),
};

for (const [what, sdp] of Object.entries(malformed)) {
  test(`${what} is refused with the rule that it breaks`, () => {
    assert.throws(
      () => readDescription(Buffer.from(sdp, 'latin1')),
      (error) =>
        error instanceof Refusal && error.code === 'E-SDP-INVALID' && error.message.length > 10,
    );
  });
}

/** Lines that no relay has any business with. */
const attribute = fc
  .string({ unit: 'binary-ascii', maxLength: 30 })
  .map((text) => `a=x${text.replace(/[\0\r\n]/g, '_')}`);
const lineEnd = fc.constantFrom('\r\n', '\n');

test('unchanged lines survive byte for byte and in order', () => {
  fc.assert(
    fc.property(
      fc.array(attribute),
      fc.array(fc.record({ port: fc.nat(65_535), attributes: fc.array(attribute) }), {
        maxLength: 3,
      }),
      lineEnd,
      (session, streams, end) => {
        const lines = [
          ...['v=0', 'o=- 1 2 IN IP4 10.0.0.1', 's= ', 'c=IN IP4 10.0.0.1', 't=0 0', ...session],
          ...streams.flatMap(({ port, attributes }) => [
            `m=audio ${port} RTP/AVP 0`,
            ...attributes,
          ]),
        ];
        const result = rewritten(lines.map((line) => line + end).join(''), [1000, 1002, 1004]);
        const ours = result.split(end).slice(0, -1);
        assert.equal(ours.length, lines.length);
        for (const [index, line] of lines.entries()) {
          if (!/^[ocm]=/.test(line)) assert.equal(ours[index], line);
        }
      },
    ),
  );
});

test('any bytes at all are read or refused, nothing else', () => {
  const line = fc.oneof(
    fc.constantFrom(
      'v=0',
      'o=- 1 1 IN IP4 127.0.0.1',
      'c=IN IP4 1.2.3.4',
      'c=IN IP6 ::1/3',
      'm=audio 1 RTP/AVP 0',
      'm=video 0/2 X',
      'a=rtcp:1 IN IP4 x',
      'a=rtpmap:0 PCMU/8000',
      'a=rtcp:',
      'm=',
      'c=',
      'o=',
    ),
    fc.string({ unit: 'binary', maxLength: 20 }),
  );
  fc.assert(
    fc.property(fc.array(line), (lines) => {
      const sdp = Buffer.from(`v=0\r\n${lines.join('\r\n')}`);
      try {
        rewriteDescription(readDescription(sdp), anchor);
      } catch (error) {
        assert.ok(error instanceof Refusal, String(error));
      }
    }),
    { numRuns: 2000 },
  );
});
