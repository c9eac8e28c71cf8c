/** Profiles on the real gateway: one revision or nothing, files of one's own, a platform for agents. */
import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { startCallWorld } from '../support/peers/call-world.ts';
import { Party } from '../support/peers/party.ts';

test('a profile of the data directory is applied as one revision, or not at all', async () => {
  await using world = await startCallWorld();
  const { gateway } = world;
  const folder = join(gateway.directory, 'profiles');
  mkdirSync(folder);
  const file = {
    title: 'Ours',
    documentation: ['https://ours.example/sip'],
    registrar: '127.0.0.1:9',
    proxy: '127.0.0.1:9',
    numbers: 'e164',
    parameters: { 'register-expires': '600' },
  };
  writeFileSync(join(folder, 'ours.json'), JSON.stringify(file));
  writeFileSync(join(folder, 'broken.json'), '{"title":');
  const list: { name: string; origin: string; fault: string | null }[] =
    await gateway.exec('voip profile list');
  assert.equal(list.find(({ name }) => name === 'ours')?.origin, 'own');
  assert.match(list.find(({ name }) => name === 'broken')?.fault ?? '', /no JSON/);
  const script = async () => (await gateway.exec('system config show')).script as string[];
  const before = await script();
  const dry = await gateway.exec('voip profile apply ours as isp dry-run');
  assert.deepEqual(await script(), before);
  const { commands } = await gateway.exec('voip profile apply ours as isp');
  assert.deepEqual(commands, dry.commands);
  assert.deepEqual(
    (await script()).filter((line) => !before.includes(line)),
    commands,
  );
  await assert.rejects(gateway.exec('voip profile apply ours as isp'), /E-NAME-TAKEN/);
  const revisions: { summary: string }[] = await gateway.exec('system config revisions');
  assert.match(revisions[0]?.summary ?? '', /voip profile apply ours as isp/);
});

test('calls from the provider and from inside go to the agent, which may call users', async () => {
  const agent = await Party.open('agent', undefined, '127.0.0.2');
  await using world = await startCallWorld();
  const { gateway } = world;
  const folder = join(gateway.directory, 'profiles');
  mkdirSync(folder);
  const platform = `127.0.0.2:${agent.socket.place.port}`;
  const file = { title: 'Agents', documentation: ['https://agents.example/'], platform };
  writeFileSync(join(folder, 'agents.json'), JSON.stringify(file));
  const stranger = agent.call('201', world.wan);
  await assert.rejects(stranger.connected, /403/);
  await gateway.exec('voip profile apply agents as agent numbers 700');
  const rings = agent.nextCall();
  const calling = world.provider.call('700', world.wan);
  const answered = await (await rings).answer();
  const there = await calling.connected;
  await Promise.all([answered.audio.heardMore(5), there.audio.heardMore(5)]);
  await there.hangUp();
  await answered.ended;
  const kitchenRings = world.kitchen.nextCall();
  const back = agent.call('201', world.wan);
  const kitchen = await (await kitchenRings).answer();
  await (await back.connected).hangUp();
  await kitchen.ended;
  await agent.close();
});
