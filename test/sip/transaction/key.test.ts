/** Which messages meet in one transaction: RFC 3261 §17.1.3, §17.2.3, §8.2.2.2. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readEnvelope } from '../../../src/sip/message/envelope.ts';
import { mergeKey, serverKey } from '../../../src/sip/transaction/key.ts';
import { parsedRequest } from '../message/samples.ts';

interface Parts {
  readonly method?: string;
  readonly sentBy?: string;
  readonly branch?: string;
  readonly uri?: string;
  readonly fromTag?: string;
  readonly toTag?: string;
  readonly callId?: string;
  readonly cseq?: number;
}

const cookie = ';branch=z9hG4bKone';

function read(parts: Parts) {
  const { method = 'INVITE', sentBy = '192.0.2.1:5060', branch = cookie } = parts;
  const { uri = 'sip:b@c', fromTag = ';tag=a', toTag = '', callId = 'id', cseq = 1 } = parts;
  const request = parsedRequest(
    `${method} ${uri} SIP/2.0\r\nVia: SIP/2.0/UDP ${sentBy}${branch}\r\nFrom: <sip:a@c>${fromTag}\r\n` +
      `To: <sip:b@c>${toTag}\r\nCall-ID: ${callId}\r\nCSeq: ${cseq} ${method}\r\n\r\n`,
  );
  const envelope = readEnvelope(request);
  assert.ok(envelope.ok);
  return { server: serverKey(request, envelope.envelope), merge: mergeKey(envelope.envelope) };
}

const keyOf = (parts: Parts) => read(parts).server;

test('with the magic cookie branch, sent-by and method decide, and nothing else', () => {
  const key = keyOf({});
  assert.equal(keyOf({ uri: 'sip:x@y', fromTag: ';tag=z', callId: 'other', cseq: 9 }), key);
  assert.notEqual(keyOf({ branch: ';branch=z9hG4bKtwo' }), key);
  assert.notEqual(keyOf({ sentBy: '192.0.2.2:5060' }), key);
  assert.notEqual(keyOf({ sentBy: '192.0.2.1:5062' }), key);
  assert.notEqual(keyOf({ method: 'BYE' }), key);
});

test('an ACK meets its INVITE, a CANCEL is a transaction of its own', () => {
  assert.equal(keyOf({ method: 'ACK', toTag: ';tag=b' }), keyOf({}));
  assert.notEqual(keyOf({ method: 'CANCEL' }), keyOf({}));
});

for (const branch of ['', ';branch=1', ';branch=z9hG4bK']) {
  test(`RFC 2543: with "${branch}" URI, tags, Call-ID, CSeq and top Via decide`, () => {
    const key = keyOf({ branch });
    assert.equal(keyOf({ branch }), key);
    assert.equal(keyOf({ branch, method: 'ACK', toTag: ';tag=ours' }), key);
    for (const other of [
      { uri: 'sip:x@c' },
      { fromTag: ';tag=z' },
      { callId: 'z' },
      { cseq: 2 },
      { sentBy: '192.0.2.9:5060' },
      { method: 'BYE' },
    ]) {
      assert.notEqual(keyOf({ branch, ...other }), key, JSON.stringify(other));
    }
    assert.notEqual(
      keyOf({ branch, method: 'BYE', toTag: ';tag=1' }),
      keyOf({ branch, method: 'BYE', toTag: ';tag=2' }),
    );
  });
}

test('a merged request has From tag, Call-ID and CSeq in common, not the branch', () => {
  const { merge } = read({});
  assert.equal(read({ branch: ';branch=z9hG4bKtwo', uri: 'sip:x@y' }).merge, merge);
  assert.notEqual(read({ fromTag: ';tag=b' }).merge, merge);
  assert.notEqual(read({ callId: 'b' }).merge, merge);
  assert.notEqual(read({ cseq: 2 }).merge, merge);
  assert.notEqual(read({ method: 'OPTIONS' }).merge, merge);
});
