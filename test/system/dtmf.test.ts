/** Keys between soft ports and phones: each mode in each direction. Manual §1.11, P629. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { dtmfModes } from '../../src/domain/dtmf.ts';
import { deskAccount, startCallWorld } from '../support/peers/call-world.ts';
import { until } from '../support/until.ts';

type World = Awaited<ReturnType<typeof startCallWorld>>;

const handsets = [
  'voip ep soft create p1',
  'voip ep soft create p2',
  'voip sip user create carol address 202',
  'voip sip user create dave address 203',
  'voip sip user add carol port p1',
  'voip sip user add dave port p2',
];

const isIn = (port: string, state: string) => (rows: { name: string; state: string }[]) =>
  rows.some((row) => row.name === port && row.state === state);

const hasKeys = ({ gateway }: World, port: string, digits: string) =>
  gateway.until(`voip ep show ${port}`, (row) => row.digits === digits);

for (const mode of dtmfModes) {
  test(`${mode}: keys reach a soft port from a soft port, and back`, async () => {
    await using world = await startCallWorld({ script: handsets });
    const { gateway } = world;
    await gateway.exec(`voip sip protocol set dtmf ${mode}`);
    await gateway.exec('voip ep soft dial p1 203#');
    await gateway.until('voip ep list', isIn('p2', 'ringing'));
    await gateway.exec('voip ep soft answer p2');
    await gateway.until('voip ep list', isIn('p1', 'talking'));
    await gateway.exec('voip ep soft dial p1 5#');
    await hasKeys(world, 'p2', '5#');
    await gateway.exec('voip ep soft dial p2 190');
    await hasKeys(world, 'p1', '190');
  });
}

async function callFromDesk(mode: string) {
  const world = await startCallWorld({ script: handsets });
  const { gateway, desk, lan } = world;
  await gateway.exec(`voip sip protocol set dtmf ${mode}`);
  const calling = desk.call('202', lan, deskAccount);
  await gateway.until('voip ep list', isIn('p1', 'ringing'));
  await gateway.exec('voip ep soft answer p1');
  return { world, gateway, call: await calling.connected };
}

test('auto: a phone that takes telephone-events gets them; its INFO is taken as a key', async () => {
  const { world, gateway, call } = await callFromDesk('auto');
  await using _ = world;
  await call.audio.heardMore(5);
  await gateway.exec('voip ep soft dial p1 7');
  await until(() => call.audio.keys.includes(7), 'the key as an event');
  const info = [['Content-Type', 'application/dtmf-relay']] as const;
  await call.request('INFO', Buffer.from('Signal=3\r\nDuration=100\r\n'), info);
  await hasKeys(world, 'p1', '3');
  assert.ok(!call.asked.includes('INFO'));
});

test('info: a phone gets INFO; by the manual it gets tones, whatever it takes', async () => {
  const asked = await callFromDesk('info');
  {
    await using _ = asked.world;
    await asked.gateway.exec('voip ep soft dial p1 7');
    await until(() => asked.call.asked.includes('INFO'), 'the key as INFO');
  }
  const { world, gateway, call } = await callFromDesk('manual');
  await using _ = world;
  await call.audio.heardMore(5);
  await gateway.exec('voip ep soft dial p1 7');
  await call.audio.heardMore(20);
  assert.deepEqual(call.audio.keys, []);
  assert.ok(!call.asked.includes('INFO'));
});
