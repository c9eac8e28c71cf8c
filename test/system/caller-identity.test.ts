/** Who is seen to call: asserted, hidden, refused; on the real gateway. RFC 3323, 3325, 5079. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Request } from '../../src/sip/message/message.ts';
import { type CallWorld, deskAccount, startCallWorld } from '../support/peers/call-world.ts';
import type { Party } from '../support/peers/party.ts';

type Fields = readonly (readonly [string, string])[];

/** Header fields of a request, those that are there. */
function fieldsOf({ headers }: Request, ...names: string[]): Record<string, string> {
  return Object.fromEntries(
    names.flatMap((name) => {
      const value = headers.first(name)?.replace(/;tag=.*/, '');
      return value === undefined ? [] : [[name, value.replace(/@127[0-9.]*/, '@gateway')]];
    }),
  );
}

const names = ['From', 'Privacy', 'P-Asserted-Identity', 'P-Preferred-Identity'];

/** What the called side gets to see of an INVITE. */
async function seen(to: Party, call: () => { cancel(): Promise<void> }) {
  const rings = to.nextCall();
  const calling = call();
  const ringing = await rings;
  const shown = fieldsOf(ringing.request, ...names);
  await calling.cancel().catch(() => undefined);
  return shown;
}

function fromOutside(world: CallWorld, fields: Fields) {
  const calling = world.provider.call('201', world.wan, undefined, true, fields);
  calling.connected.catch(() => undefined);
  return calling;
}

function fromDesk(world: CallWorld, number: string, fields: Fields = []) {
  const calling = world.desk.call(number, world.lan, deskAccount, true, fields);
  calling.connected.catch(() => undefined);
  return calling;
}

const pai = ['P-Asserted-Identity', '"Carol" <sip:+15551234@provider.test>'] as const;

test('what a server asserts reaches the phone only when that server is trusted', async () => {
  await using world = await startCallWorld();
  const call = () => fromOutside(world, [pai]);
  const doubted = await seen(world.kitchen, call);
  assert.equal(doubted['P-Asserted-Identity'], undefined);
  assert.doesNotMatch(doubted['From'] ?? '', /15551234/);
  await world.gateway.exec('voip sip proxyserver set out trusted');
  const believed = await seen(world.kitchen, call);
  assert.equal(believed['From'], '"Carol" <sip:+15551234@gateway;user=phone>');
  assert.equal(believed['P-Asserted-Identity'], '"Carol" <sip:+15551234@gateway;user=phone>');
});

test('a caller who wants privacy is shown to no phone, and refused where the user says so', async () => {
  await using world = await startCallWorld({ script: ['voip sip proxyserver set out trusted'] });
  const hidden: Fields = [pai, ['Privacy', 'id']];
  const shown = await seen(world.kitchen, () => fromOutside(world, hidden));
  assert.deepEqual(shown, {
    From: '"Anonymous" <sip:anonymous@anonymous.invalid>',
    Privacy: 'id',
  });
  await world.gateway.exec('voip sip service set bob rejectanonymous');
  const refused = world.provider.call('201', world.wan, undefined, true, hidden);
  await assert.rejects(refused.connected, /433/);
  const open = await seen(world.kitchen, () => fromOutside(world, [pai]));
  assert.match(open['From'] ?? '', /15551234/);
});

test('a user who hides is hidden from servers and from phones inside; its server is told', async () => {
  await using world = await startCallWorld({
    script: ['voip sip service set alice hideidentity'],
  });
  const inside = await seen(world.kitchen, () => fromDesk(world, '201'));
  assert.equal(inside['From'], '"Anonymous" <sip:anonymous@anonymous.invalid>');
  const outside = await seen(world.provider, () => fromDesk(world, '5551234'));
  assert.deepEqual(outside, {
    From: '"Anonymous" <sip:anonymous@anonymous.invalid>',
    Privacy: 'id',
    'P-Preferred-Identity': '"200" <sip:200@gateway>',
  });
  const once = await seen(world.provider, () => fromDesk(world, '#31#5551234'));
  assert.match(once['From'] ?? '', /sip:200@/, 'not for this call');
  await world.gateway.exec('voip sip service set bob rejectanonymous');
  await assert.rejects(fromDesk(world, '201').connected, /433/);
});

test('a server is told who calls as it wants it, with numbers as it wants them', async () => {
  await using world = await startCallWorld({
    script: [
      'voip sip protocol set country de',
      'voip sip proxyserver set out identity asserted numbers e164',
    ],
  });
  const shown = await seen(world.provider, () => fromDesk(world, '0305551234'));
  assert.equal(shown['P-Asserted-Identity'], '"200" <sip:200@gateway>');
  const rings = world.provider.nextCall();
  const calling = fromDesk(world, '0305551234');
  const { request } = await rings;
  assert.match(request.uri, /^sip:\+49305551234@/);
  assert.match(request.headers.first('To') ?? '', /sip:\+49305551234@/);
  await calling.cancel().catch(() => undefined);
});

test('whoever does not say who it is cannot be called back', async () => {
  await using world = await startCallWorld();
  await seen(world.kitchen, () => fromOutside(world, [['Privacy', 'id']]));
  const { kitchen, lan } = world;
  world.provider.onRinging = () => assert.fail('somebody was called back');
  const back = await kitchen.call('*69#', lan, { login: 'kitchen', password: 'secret-of-kitchen' })
    .connected;
  await back.ended;
  assert.equal((await world.gateway.exec('voip call list')).length, 0);
});

test('a server that takes no registrations is not asked for any', async () => {
  await using world = await startCallWorld({
    script: ['voip sip locationserver delete reg', 'voip sip proxyserver set out noregister'],
  });
  const rings = world.provider.nextCall();
  const calling = fromDesk(world, '5551234');
  await rings;
  await calling.cancel().catch(() => undefined);
  const alice = await world.gateway.exec('voip sip user show alice');
  assert.deepEqual([alice.registerAttempts, alice.server], [0, null]);
  assert.equal(world.registrar.bindings.size, 0);
  await world.gateway.exec('voip sip proxyserver set out register');
  await world.gateway.until('voip sip user show alice', ({ status }) => status === 'up');
});
