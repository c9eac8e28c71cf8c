/** What is left of an offer for who has refused all of it. RFC 3261 §21.4.26; RFC 3264 §5.1. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { plainUri, reducedOffer } from '../../../src/sip/ua/reduced.ts';

const none = Buffer.alloc(0);
const session = ['v=0', 'o=- 1 1 IN IP4 192.0.2.1', 's=-', 'c=IN IP4 192.0.2.1', 't=0 0'];

function sdp(...lines: readonly string[]): Buffer {
  return Buffer.from([...session, ...lines, ''].join('\r\n'));
}

/** The media lines that are left, or undefined. */
function left(lines: readonly string[], described: Buffer = none): readonly string[] | undefined {
  const reduced = reducedOffer(sdp(...lines), described);
  return reduced?.toString().split('\r\n').slice(session.length, -1);
}

const audio = [
  'm=audio 40000 RTP/AVP 96 9 8 0 101 13',
  'a=rtpmap:96 opus/48000/2',
  'a=fmtp:96 useinbandfec=1',
  'a=rtpmap:101 telephone-event/8000',
  'a=fmtp:101 0-15',
  'a=sendrecv',
];
const crypto = 'a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:c2VjcmV0';

test('a plain audio line is as small as it can be', () => {
  assert.equal(left(audio), undefined);
});

test('keys beside plain RTP go; a profile that must be secure stays as it is', () => {
  assert.deepEqual(left([...audio, crypto]), audio);
  assert.equal(left(['m=audio 40000 RTP/SAVP 8', crypto]), undefined);
});

test('other lines keep their places, not wanted and not described; one not wanted before stays', () => {
  const video = ['m=video 40002 RTP/AVP 97', 'c=IN IP4 192.0.2.9', 'a=rtpmap:97 H264/90000'];
  const fax = ['m=image 40004 udptl t38', 'a=T38FaxVersion:0'];
  const off = ['m=audio 0 RTP/AVP 8', 'a=inactive'];
  assert.deepEqual(left([...off, ...video, ...audio, ...fax]), [
    ...off,
    'm=video 0 RTP/AVP 97',
    'c=IN IP4 192.0.2.9',
    ...audio,
    'm=image 0 udptl t38',
  ]);
  assert.equal(left(fax), undefined, 'without audio nothing can be spared');
});

test('media that the refusal names stays', () => {
  const video = ['m=video 40002 RTP/AVP 97', 'a=rtpmap:97 H264/90000'];
  const described = sdp('m=audio 0 RTP/AVP 8', 'm=video 0 RTP/AVP 99');
  assert.deepEqual(left(['m=audio 40000 RTP/AVP 8 0', ...video], described), [
    'm=audio 40000 RTP/AVP 8',
    ...video,
  ]);
});

test('of the codecs those stay that the refusal names, in our order, whatever their numbers', () => {
  const described = sdp(
    'm=audio 0 RTP/AVP 0 111 100',
    'a=rtpmap:111 OPUS/48000/2',
    'a=rtpmap:100 telephone-event/8000',
  );
  assert.deepEqual(left(audio, described), [
    'm=audio 40000 RTP/AVP 96 0 101',
    'a=rtpmap:96 opus/48000/2',
    'a=fmtp:96 useinbandfec=1',
    'a=rtpmap:101 telephone-event/8000',
    'a=fmtp:101 0-15',
    'a=sendrecv',
  ]);
});

test('no alternative: no codec in common, no audio named, another security wanted', () => {
  assert.equal(
    left(audio, sdp('m=audio 0 RTP/AVP 18 101', 'a=rtpmap:101 telephone-event/8000')),
    undefined,
  );
  assert.equal(left(audio, sdp('m=video 0 RTP/AVP 97')), undefined);
  assert.equal(left([...audio, crypto], sdp('m=audio 0 RTP/SAVP 8')), undefined);
  assert.equal(left(['m=audio 4 RTP/SAVP 8 0', crypto], sdp('m=audio 0 RTP/AVP 8')), undefined);
});

test('what is no description at all does no harm', () => {
  for (const text of ['', 'x', 'm=', 'm=audio', 'm=audio 1 RTP/AVP\n']) {
    assert.equal(reducedOffer(Buffer.from(text), none), undefined, text);
    assert.equal(reducedOffer(sdp(...audio), Buffer.from(text.replace('audio', 'x'))), undefined);
  }
});

test('a SIP URI for a number or a service is at home; one of more security is never undone', () => {
  const home = 'sip:112@proxy.example.com:5070;transport=tcp';
  assert.equal(
    plainUri('tel:+39-02;phone-context=x', home),
    'sip:+39-02@proxy.example.com:5070;user=phone',
  );
  assert.equal(plainUri('urn:service:sos', home), 'sip:112@proxy.example.com:5070');
  assert.equal(plainUri('sip:a@example.com;user=phone', home), 'sip:a@example.com');
  assert.equal(plainUri('sip:a@example.com', home), undefined);
  assert.equal(plainUri('sips:a@example.com;user=phone', home), undefined);
  assert.equal(plainUri('tel:1', 'sips:a@example.com'), undefined);
  assert.equal(plainUri('', home), undefined);
});
