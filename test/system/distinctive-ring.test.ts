/** Distinctive ring on the real gateway: told to phones, shown on soft ports. Manual P622. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { deskAccount, startCallWorld } from '../support/peers/call-world.ts';

const rules = [
  'voip sip alertinfo create inside cadence-type Bellcore-dr4 caller 200',
  'voip sip alertinfo create external cadence-type Bellcore-dr2',
];

test('Alert-Info of a server becomes a ring by name; its URI reaches no phone', async () => {
  await using world = await startCallWorld({ script: rules });
  const ringOf = async (value: string | undefined) => {
    const rings = world.kitchen.nextCall();
    const fields = value === undefined ? [] : [['Alert-Info', value] as const];
    const calling = world.provider.call('201', world.wan, undefined, true, fields);
    calling.connected.catch(() => undefined);
    const { request } = await rings;
    await calling.cancel().catch(() => undefined);
    return request.headers.first('Alert-Info');
  };
  const ring = '<http://127.0.0.1/Bellcore-dr2>;info=Bellcore-dr2';
  assert.equal(await ringOf('<http://evil.example/ring.wav>;info=external'), ring);
  assert.equal(await ringOf('<urn:alert:source:external>'), ring);
  assert.equal(await ringOf('<http://evil.example/ring.wav>'), undefined);
  assert.equal(await ringOf(undefined), undefined);
});

test('a call from inside rings by its rule, on phones and on soft ports', async () => {
  await using world = await startCallWorld({
    script: [...rules, 'voip ep soft create robot', 'voip sip user add bob port robot'],
  });
  const rings = world.kitchen.nextCall();
  const alert = [['Alert-Info', '<http://evil.example/x>;info=external'] as const];
  const calling = world.desk.call('201', world.lan, deskAccount, true, alert);
  calling.connected.catch(() => undefined);
  const { request } = await rings;
  assert.match(request.headers.first('Alert-Info') ?? '', /info=Bellcore-dr4$/);
  type Ports = { name: string; state: string }[];
  await world.gateway.until('voip ep list', (ports: Ports) =>
    ports.some(({ name, state }) => name === 'robot' && state === 'ringing'),
  );
  assert.equal((await world.gateway.exec('voip ep show robot')).ring, 'Bellcore-dr4');
  await calling.cancel().catch(() => undefined);
  await world.gateway.until('voip call list', (calls) => calls.length === 0);
  assert.equal((await world.gateway.exec('voip ep show robot')).ring, null);
});
