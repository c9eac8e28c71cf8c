/** Messages waiting for a line: RFC 3842, RFC 6665. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseMessageSummary } from '../../../src/sip/ua/message-summary.ts';
import { type MessageWaitingFact, watchMessages } from '../../../src/sip/ua/message-waiting.ts';
import { peer, requestText } from '../wire-world.ts';
import { cseqOf, digestFields, Scene } from './scene.ts';

const summary = 'Messages-Waiting: yes\r\nMessage-Account: sip:a@b\r\nVoice-Message: 2/8 (0/2)\r\n';

function start() {
  const scene = new Scene();
  const facts: MessageWaitingFact[] = [];
  const stop = watchMessages(
    scene.services,
    {
      aor: 'sip:alice@example.com',
      contact: 'sip:alice@192.0.2.1:5070',
      routes: ['<sip:p2.example.com;lr>'],
      callId: 'mwi',
      fromTag: 'ours',
      expiresSeconds: 3600,
      target: peer,
      side: 'wan',
      credentials: scene.credentials(),
      dialogs: scene.dialogs,
    },
    (fact) => facts.push(fact),
  );
  let cseq = 0;
  const notify = (state = 'active', event = 'message-summary', body = summary) => {
    cseq += 1;
    scene.world.receive(
      requestText('NOTIFY', {
        branch: `z9hG4bKn${cseq}`,
        from: '<sip:alice@example.com>;tag=peer',
        to: '<sip:alice@example.com>;tag=ours',
        callId: 'mwi',
        cseq,
        fields: [`Event: ${event}`, `Subscription-State: ${state}`],
        body,
      }),
    );
    return scene.world.takeResponse().status;
  };
  return { scene, facts, stop, notify };
}

test('the line subscribes with its credentials, and is told what waits', () => {
  const { scene, facts, notify } = start();
  const first = scene.world.takeRequest();
  assert.equal(first.method, 'SUBSCRIBE');
  assert.equal(first.headers.first('Event'), 'message-summary');
  assert.deepEqual(first.headers.all('Route'), ['<sip:p2.example.com;lr>']);
  scene.world.answer(first, 401, { fields: digestFields('WWW-Authenticate') });
  const second = scene.world.takeRequest();
  assert.match(second.headers.first('Authorization') ?? '', /^Digest/);
  scene.world.answer(second, 202, { fields: ['Expires: 600', 'Contact: <sip:n@192.0.2.7>'] });
  assert.equal(notify(), 200);
  const told = { areWaiting: true, voice: { fresh: 2, old: 8 } };
  assert.deepEqual(facts, [{ type: 'waiting', summary: told }]);
});

test('a NOTIFY that comes before the 2xx belongs to it', () => {
  const { scene, facts, notify } = start();
  const first = scene.world.takeRequest();
  assert.equal(notify(), 200);
  scene.world.answer(first, 200, { fields: ['Expires: 600'] });
  assert.equal(notify('active', 'message-summary', 'Messages-Waiting: no\r\n'), 200);
  assert.equal(facts.length, 2);
});

test('it is renewed at four fifths of its time, inside its dialog', () => {
  const { scene } = start();
  const fields = ['Expires: 600', 'Contact: <sip:n@192.0.2.7>'];
  const first = scene.world.takeRequest();
  scene.world.answer(first, 200, { fields });
  scene.world.clock.advance(479_999);
  assert.deepEqual(scene.world.take(), []);
  scene.world.clock.advance(1);
  const again = scene.world.takeRequest();
  assert.equal(cseqOf(again), cseqOf(first) + 1);
  assert.match(again.headers.first('To') ?? '', /;tag=peer$/);
  assert.equal(again.uri, 'sip:n@192.0.2.7');
  scene.world.answer(again, 481);
});

test('a refusal, a silence and a terminated state are told once', () => {
  const refused = start();
  refused.scene.world.answer(refused.scene.world.takeRequest(), 489);
  assert.deepEqual(refused.facts, [{ type: 'ended', reason: '489 Because' }]);
  const silent = start();
  silent.scene.world.clock.advance(33_000);
  assert.deepEqual(silent.facts, [{ type: 'ended', reason: 'no answer' }]);
  const over = start();
  over.scene.world.answer(over.scene.world.takeRequest(), 200);
  over.notify('terminated;reason=deactivated', 'message-summary', '');
  assert.deepEqual(over.facts, [{ type: 'ended', reason: 'terminated;reason=deactivated' }]);
  over.scene.world.clock.advance(10_000_000);
  assert.deepEqual(over.scene.world.take(), []);
  assert.equal(over.scene.dialogs.count(), 0);
});

test('stopping un-subscribes and tells nothing more', () => {
  const { scene, facts, stop, notify } = start();
  scene.world.answer(scene.world.takeRequest(), 200);
  stop();
  const last = scene.world.takeRequest();
  assert.equal(last.headers.first('Expires'), '0');
  notify('terminated');
  scene.world.answer(last, 200);
  assert.deepEqual(facts, []);
  assert.equal(scene.dialogs.count(), 0);
});

test('another event gets 489, an old number 500', () => {
  const { scene, notify } = start();
  scene.world.answer(scene.world.takeRequest(), 200);
  assert.equal(notify('active', 'presence'), 489);
  assert.equal(notify(), 200);
});

for (const [text, expected] of [
  ['messages-waiting:  YES\n', { areWaiting: true, voice: undefined }],
  [
    'Messages-Waiting: no\r\nVoice-Message: 0/3\r\n',
    { areWaiting: false, voice: { fresh: 0, old: 3 } },
  ],
  ['Messages-Waiting: yes\r\nVoice-Message: many\r\n', { areWaiting: true, voice: undefined }],
  ['Voice-Message: 1/2\r\n', undefined],
  ['', undefined],
] as const) {
  test(`the summary ${JSON.stringify(text)}`, () => {
    assert.deepEqual(parseMessageSummary(text), expected);
  });
}
