/** Which codecs pass, and in what order. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Refusal } from '../../../src/domain/refusal.ts';
import { restrictCodecs } from '../../../src/media/sdp/codecs.ts';
import { readDescription } from '../../../src/media/sdp/description.ts';
import { joinLines } from '../../../src/media/sdp/lines.ts';

const head = 'v=0\r\no=- 1 1 IN IP4 10.0.0.1\r\ns=-\r\nc=IN IP4 10.0.0.1\r\nt=0 0\r\n';
const audio = `${head}m=audio 4000 RTP/AVP 96 9 8 0 18 101 13\r
a=rtpmap:96 opus/48000/2\r
a=fmtp:96 useinbandfec=1\r
a=rtpmap:8 PCMA/8000\r
a=fmtp:18 annexb=no\r
a=rtpmap:101 telephone-event/8000\r
a=fmtp:101 0-15\r
a=ptime:30\r
m=video 4002 RTP/AVP 96\r
a=rtpmap:96 VP8/90000\r
`;

function restrictedTo(...codecs: readonly string[]): string {
  return joinLines(restrictCodecs(readDescription(Buffer.from(audio)), codecs).lines).toString();
}

test('codecs outside the list go with their attributes, companions and everything else stay', () => {
  assert.equal(
    restrictedTo('pcmu', 'pcma'),
    `${head}m=audio 4000 RTP/AVP 0 8 101 13\r
a=rtpmap:8 PCMA/8000\r
a=rtpmap:101 telephone-event/8000\r
a=fmtp:101 0-15\r
a=ptime:30\r
m=video 4002 RTP/AVP 96\r
a=rtpmap:96 VP8/90000\r
`,
  );
});

test('the order is that of the list, static payload types included', () => {
  assert.match(restrictedTo('g729', 'opus', 'g722'), /^m=audio 4000 RTP\/AVP 18 96 9 101 13\r$/m);
});

test('a stream without any codec of the list is refused', () => {
  assert.throws(
    () => restrictedTo('gsm'),
    (error) =>
      error instanceof Refusal &&
      error.code === 'E-SDP-UNACCEPTABLE' &&
      error.message.includes('gsm'),
  );
});
