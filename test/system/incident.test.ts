/** A real failover on loopback, written as an incident by the gateway and run again elsewhere. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { strFromU8, strToU8, unzipSync, zipSync } from 'fflate';
import { startGateway } from '../support/gateway-process.ts';
import { Party } from '../support/peers/party.ts';
import { createRegistrar } from '../support/peers/registrar.ts';

const main = fileURLToPath(new URL('../../src/main.ts', import.meta.url));

function offhook(...words: readonly string[]) {
  return spawnSync(process.execPath, [main, ...words], { encoding: 'utf8' });
}

async function openServer(name: string) {
  const party = await Party.open(name);
  const registrar = createRegistrar(new Map([['alice', 'secret-of-alice']]));
  party.onRequest = (incoming) => registrar.hear(incoming);
  return { party, contact: `127.0.0.1:${party.socket.place.port}` };
}

test('a line that lost its master is written down, run again, and decides the same', async () => {
  const [east, west] = [await openServer('east'), await openServer('west')];
  const gateway = await startGateway({
    script: [
      'voip sip protocol set register-attempt-ms 500',
      `voip sip locationserver create east contact ${east.contact} master`,
      `voip sip locationserver create west contact ${west.contact}`,
      `voip sip proxyserver create west contact ${west.contact}`,
      'voip ep soft create p1',
      'voip sip user create alice address 200 login alice password secret-of-alice',
      'voip sip user add alice port p1',
    ],
  });
  const on = (server: string) =>
    gateway.until(
      'voip sip user show alice',
      (row) => row.status === 'up' && row.server === server,
    );
  await on('east');
  await east.party.close();
  await gateway.exec('voip sip user try alice');
  await on('west');
  await gateway.exec('voip sip user set alice password another-secret');
  await gateway.until('voip sip user show alice', ({ lastStatus }) => lastStatus === 403);
  await gateway.exec('voip sip user set alice password secret-of-alice');
  await on('west');
  await gateway.exec('voip ep soft dial p1 5550100#');
  const [call] = await gateway.until('voip call log', (records) => records.length > 0);

  const place = mkdtempSync(join(tmpdir(), 'offhook-incident-'));
  const file = join(place, 'line.zip');
  const written = offhook('incident', 'alice', '--data', gateway.directory, '--out', file);
  assert.deepEqual([written.status, written.stdout.trim()], [0, file], written.stderr);
  assert.equal(statSync(file).mode & 0o777, 0o600);
  const again = offhook('incident', 'alice', '--data', gateway.directory, '--out', file);
  assert.match(again.stderr, /^E-FILE/);
  const unknown = offhook('incident', 'nobody', '--data', gateway.directory);
  assert.deepEqual([unknown.status, unknown.stderr.split(':')[0]], [1, 'E-NOT-FOUND']);
  const ofCall = join(place, 'call.zip');
  assert.equal(
    offhook('incident', call.id, '--data', gateway.directory, '--out', ofCall).status,
    0,
  );
  await gateway.stop();
  await west.party.close();

  const replayed = offhook('replay', file);
  assert.equal(replayed.status, 0, replayed.stdout.slice(-2000) + replayed.stderr);
  assert.match(replayed.stdout, /registration of user alice {2}attempt\.accepted -> up\.held/);
  assert.match(replayed.stdout, /: register \{"server":"west"/);
  assert.match(replayed.stdout, /steps of \d+ charts: the same decisions/);
  const json = JSON.parse(offhook('replay', ofCall, '--json').stdout);
  assert.equal(json.isSame, true);
  const machines = json.lives.map(({ machine }: { machine: string }) => machine);
  assert.ok(machines.includes('call') && machines.includes('hunt'), machines.join(' '));

  // Nothing in it tells a password, or what was made of one.
  const files = unzipSync(readFileSync(file));
  const names = Object.keys(files).sort();
  assert.deepEqual(names, [
    'configuration.txt',
    'dns.jsonl',
    'events.jsonl',
    'manifest.json',
    'messages.pcap',
    'recordings.json',
  ]);
  const all = Object.values(files)
    .map((bytes) => Buffer.from(bytes).toString('latin1'))
    .join('\n');
  assert.ok(!/secret-of-alice|another-secret/.test(all));
  assert.match(all, /Authorization: Digest/);
  assert.doesNotMatch(all, /response="[0-9a-f]{8}/);
  assert.match(strFromU8(files['recordings.json'] ?? new Uint8Array()), /"@secret":"secret 2"/);

  // One input changed: the first place where it matters is shown, and the exit code says so.
  const text = strFromU8(files['recordings.json'] ?? new Uint8Array());
  const changed = text.replaceAll('"expiresSeconds":3600', '"expiresSeconds":60');
  assert.notEqual(changed, text);
  const forged = join(place, 'forged.zip');
  writeFileSync(forged, zipSync({ ...files, 'recordings.json': strToU8(changed) }));
  const differing = offhook('replay', forged);
  assert.equal(differing.status, 1);
  assert.match(
    differing.stdout,
    /registration of user alice, step \d+: \w+ differ\n {2}recorded .*\n {2}replayed /,
  );
  assert.match(differing.stdout, /not the same$/m);
  const broken = offhook('replay', main);
  assert.deepEqual([broken.status, broken.stderr.split(':')[0]], [1, 'E-INCIDENT']);
  rmSync(place, { recursive: true });
});
