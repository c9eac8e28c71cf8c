/** Phones over TCP whose connection is lost: who calls them is not kept waiting. RFC 5626 §5.3. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { deskAccount, kitchenAccount, startCallWorld } from '../support/peers/call-world.ts';
import { StreamPhone } from '../support/peers/stream-phone.ts';
import { until } from '../support/until.ts';

const hall = { login: 'hall', password: 'secret-of-hall' };
const forward = 'voip sip service set carol forwardnoanswer 201 forwardnoanswerseconds 60';

/** Carol, 202, has nothing but a phone over TCP; whoever does not reach her gets bob. */
async function startHall(where: 'listening' | 'calling') {
  const world = await startCallWorld({
    script: [
      `voip ep sip create hall login ${hall.login} password ${hall.password}`,
      'voip sip user create carol address 202',
      'voip sip user add carol port hall',
      forward,
    ],
  });
  const phone = await StreamPhone.open(world.gateway.lanPort);
  assert.equal(await phone.register(hall, where), 200);
  await isRegistered(world, true);
  return { world, phone };
}

type World = Awaited<ReturnType<typeof startCallWorld>>;

const isRegistered = ({ gateway }: World, registered: boolean) =>
  gateway.until('voip ep show hall', (port) => port.registered === registered);

/** A call to carol that rings at bob. */
async function reachesBob({ desk, kitchen, lan }: World): Promise<void> {
  const rings = kitchen.nextCall();
  const calling = desk.call('202', lan, deskAccount);
  const there = await (await rings).answer();
  await (await calling.connected).hangUp();
  await there.ended;
}

test('with its connection a phone behind a port of the moment is gone, and the call goes on at once', async (t) => {
  const { world, phone } = await startHall('calling');
  await using gone = world;
  t.after(() => phone.close());
  await assert.rejects(gone.desk.call('202', gone.lan, deskAccount).connected, /486/);
  assert.equal(phone.invites.length, 1);
  await phone.vanish();
  await isRegistered(gone, false);
  await reachesBob(gone);
  assert.equal(await phone.register(hall, 'calling'), 200);
  await isRegistered(gone, true);
  await assert.rejects(gone.desk.call('202', gone.lan, deskAccount).connected, /486/);
  assert.equal(phone.invites.length, 2);
});

test('a phone that is lost while it rings lets the call go on', async (t) => {
  const { world, phone } = await startHall('calling');
  await using gone = world;
  t.after(() => phone.close());
  for (const status of [undefined, 180]) {
    phone.status = status;
    await isRegistered(gone, true);
    const asked = phone.invites.length;
    const rings = gone.kitchen.nextCall();
    const calling = gone.desk.call('202', gone.lan, deskAccount);
    await until(() => phone.invites.length > asked, 'an INVITE');
    if (status === 180) await until(() => calling.provisionals.includes(180), 'ringing');
    await phone.vanish();
    const there = await (await rings).answer();
    await (await calling.connected).hangUp();
    await there.ended;
    assert.equal(await phone.register(hall, 'calling'), 200);
  }
});

test('a phone that listens where its Contact says is called there, until nobody is there either', async (t) => {
  const { world, phone } = await startHall('listening');
  await using gone = world;
  t.after(() => phone.close());
  await phone.vanish({ listens: true });
  await assert.rejects(gone.desk.call('202', gone.lan, deskAccount).connected, /486/);
  assert.equal(phone.invites.length, 1);
  await isRegistered(gone, true);
  phone.close();
  await reachesBob(gone);
  await isRegistered(gone, false);
});

test('a connection over which nothing comes back to a call is given up, and the phone with it', async (t) => {
  const { world, phone } = await startHall('calling');
  await using gone = world;
  t.after(() => phone.close());
  await gone.gateway.exec('voip sip protocol set t1 50');
  phone.status = undefined;
  await reachesBob(gone);
  assert.equal(phone.invites.length, 1);
  await isRegistered(gone, false);
});

test('other phones of the user go on ringing', async (t) => {
  const { world, phone } = await startHall('calling');
  await using gone = world;
  t.after(() => phone.close());
  phone.status = 180;
  await gone.gateway.exec('voip sip user add carol port desk');
  const rings = gone.desk.nextCall();
  const calling = gone.kitchen.call('202', gone.lan, kitchenAccount);
  const ringing = await rings;
  await until(() => phone.invites.length === 1, 'an INVITE');
  await phone.vanish();
  await isRegistered(gone, false);
  const there = await ringing.answer();
  await (await calling.connected).hangUp();
  await there.ended;
});
