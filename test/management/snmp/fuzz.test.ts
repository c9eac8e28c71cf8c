/**
 * Mutated and odd packets of nobody, a reader and a writer, from fixed seeds: nothing throws,
 * nothing
 * hangs, no answer is long. `FUZZ=50000` for the whole of it.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { emptyConfiguration } from '../../../src/domain/empty-configuration.ts';
import { initialSnmpSettings } from '../../../src/domain/snmp-settings.ts';
import { createUser } from '../../../src/domain/users.ts';
import { Agent } from '../../../src/management/snmp/agent.ts';
import { agentSettings } from '../../../src/management/snmp/face-settings.ts';
import { Keyring } from '../../../src/management/snmp/keyring.ts';
import { createSourceList } from '../../../src/management/snmp/source-list.ts';
import { Usm } from '../../../src/management/snmp/usm.ts';
import { seededRandom } from '../../simulation/random.ts';
import { classes } from './odd-packets.ts';
import { engineId, snmpUser } from './snmp-world.ts';
import { openStore } from './store-world.ts';

const packets = Number(process.env['FUZZ'] ?? 4000);

function openFuzzed() {
  const configuration = createUser(
    { ...emptyConfiguration, snmp: initialSnmpSettings },
    { name: 'alice', address: '100' },
  );
  const store = openStore({ configuration });
  const thrown: unknown[] = [];
  let longest = 0;
  const engine = { id: Buffer.from(engineId, 'hex'), boots: 1, time: () => 0 };
  const keyring = new Keyring(engine.id, {}, () => undefined);
  keyring.install();
  const usm = new Usm(engine, keyring);
  const users = [snmpUser('reader'), snmpUser('writer', { access: 'write' })];
  usm.setUsers(agentSettings({ ...initialSnmpSettings, users }).users);
  let nowMs = 0;
  const agent = new Agent({
    usm,
    engineId: engine.id,
    now: () => (nowMs += 20),
    async ask(request) {
      try {
        return await store.dispatch(request);
      } catch (error) {
        thrown.push(error);
        throw error;
      }
    },
    send(datagram) {
      longest = Math.max(longest, datagram.length);
    },
    onAuthenticationFailure: () => undefined,
  });
  agent.setCommunities([
    { name: 'public', sources: createSourceList(['127.0.0.0/8']), view: 'all' },
  ]);
  return { store, agent, thrown, longest: () => longest };
}

for (const [who, seed, make] of classes) {
  test(`${packets} packets of ${who} do no harm (seed ${seed})`, async () => {
    const { store, agent, thrown, longest } = openFuzzed();
    const random = seededRandom(seed);
    const before = process.memoryUsage().heapUsed;
    for (let at = 0; at < packets; at += 1) {
      agent.receive(make(random), { address: '127.0.0.1', port: 1 });
      if (at % 64 === 0) await new Promise((resolve) => setImmediate(resolve));
    }
    assert.deepEqual(thrown, []);
    // An error sends the request back, whatever its length.
    assert.ok(longest() <= 2_048, String(longest()));
    assert.ok(process.memoryUsage().heapUsed - before < 120_000_000);
    const { users } = store.gateway.configuration();
    if (who !== 'a writer')
      assert.deepEqual(
        users.map(({ name }) => name),
        ['alice'],
      );
    assert.equal(await store.read('offhookEntriesLimit'), 100);
  });
}
