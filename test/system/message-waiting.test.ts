/** Messages waiting: subscribed to at the line's server, shown to people and by phones. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createRequest } from '../../src/sip/message/build.ts';
import type { Request } from '../../src/sip/message/message.ts';
import { deskAccount, startCallWorld } from '../support/peers/call-world.ts';
import { envelopeOf } from '../support/peers/peer-call.ts';
import { type Incoming, token } from '../support/peers/sip-socket.ts';
import { until } from '../support/until.ts';

type World = Awaited<ReturnType<typeof startCallWorld>>;

/** The server takes a subscription and tells how many messages there are. */
function mailbox(world: World) {
  const subscribed: Request[] = [];
  const tag = token();
  const { registrar, provider } = world;
  provider.onRequest = (incoming: Incoming) => {
    const { request } = incoming;
    if (request.method !== 'SUBSCRIBE') return registrar.hear(incoming);
    subscribed.push(request);
    incoming.answer(200, {
      toTag: tag,
      fields: [
        ['Expires', '600'],
        ['Contact', `<sip:${provider.socket.host}>`],
      ],
    });
  };
  provider.socket.onRequest = (
    (before) => (incoming: Incoming) =>
      incoming.request.method === 'SUBSCRIBE' ? provider.onRequest(incoming) : before(incoming)
  )(provider.socket.onRequest);
  let cseq = 0;
  const tell = async (body: string) => {
    const [first] = subscribed;
    if (!first) throw new Error('nobody has subscribed');
    const { from, callId } = envelopeOf(first);
    cseq += 1;
    const notify = createRequest({
      method: 'NOTIFY',
      uri: /<([^>]+)>/.exec(first.headers.first('Contact') ?? '')?.[1] ?? '',
      fields: [
        ['Max-Forwards', '70'],
        ['From', `<sip:alice@provider.test>;tag=${tag}`],
        ['To', `<sip:alice@provider.test>;tag=${from.params.get('tag') ?? ''}`],
        ['Call-ID', callId],
        ['CSeq', `${cseq} NOTIFY`],
        ['Contact', `<sip:${provider.socket.host}>`],
        ['Event', 'message-summary'],
        ['Subscription-State', 'active;expires=600'],
        ['Content-Type', 'application/simple-message-summary'],
      ],
      body: Buffer.from(body),
    });
    return (await provider.socket.ask(notify, world.wan).final).status;
  };
  return { subscribed, tell };
}

test('messages at the server are seen in the user and told to its phones, also after they register anew', async () => {
  await using world = await startCallWorld();
  const { subscribed, tell } = mailbox(world);
  const shown: string[] = [];
  world.desk.onRequest = (incoming) => {
    if (incoming.request.method === 'NOTIFY') shown.push(incoming.request.body.toString());
    incoming.answer(200);
  };
  await world.gateway.until('voip sip user show alice', ({ status }) => status === 'up');
  assert.equal(subscribed.length, 0, 'only where the operator wants it');
  await world.gateway.exec('voip sip protocol set message-waiting on');
  await until(() => subscribed.length === 1, 'a subscription');
  assert.equal(await tell('Messages-Waiting: yes\r\nVoice-Message: 2/8 (0/0)\r\n'), 200);
  const alice = await world.gateway.exec('voip sip user show alice');
  assert.deepEqual([alice.newMessages, alice.oldMessages], [2, 8]);
  await until(() => shown.length === 1, 'a NOTIFY to the phone');
  assert.match(shown[0] ?? '', /Messages-Waiting: yes\r\n(.*\r\n)*Voice-Message: 2\/8/);
  assert.equal(await world.desk.register(world.lan, deskAccount), 200);
  await until(() => shown.length === 2, 'a reminder');
  assert.equal(await tell('Messages-Waiting: no\r\nVoice-Message: 0/10 (0/0)\r\n'), 200);
  await until(() => shown.length === 3, 'the lamp goes out');
  assert.match(shown[2] ?? '', /Messages-Waiting: no/);
});

test('the subscription ends with the line, or when nobody wants it any more', async () => {
  await using world = await startCallWorld();
  const { subscribed, tell } = mailbox(world);
  await world.gateway.until('voip sip user show alice', ({ status }) => status === 'up');
  await world.gateway.exec('voip sip protocol set message-waiting on');
  await until(() => subscribed.length === 1, 'a subscription');
  assert.equal(await tell('Messages-Waiting: yes\r\n'), 200);
  await world.gateway.exec('voip sip user remove alice port desk');
  await until(() => subscribed.length === 2, 'its end');
  assert.equal(subscribed[1]?.headers.first('Expires'), '0');
  const alice = await world.gateway.exec('voip sip user show alice');
  assert.equal(alice.newMessages, null);
});

test('where it is wanted, a line that comes up asks at once', async () => {
  await using world = await startCallWorld();
  const { subscribed } = mailbox(world);
  const { gateway } = world;
  await gateway.until('voip sip user show alice', ({ status }) => status === 'up');
  await gateway.exec('voip sip user remove alice port desk');
  await gateway.exec('voip sip protocol set message-waiting on');
  await gateway.exec('voip sip user add alice port desk');
  await until(() => subscribed.length === 1, 'a subscription');
});
