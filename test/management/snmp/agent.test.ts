/**
 * The agent datagram by datagram: who is answered, who is told why not, who hears nothing. F1 to
 * F17, T7, T8.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { emptyConfiguration } from '../../../src/domain/empty-configuration.ts';
import { initialSnmpSettings } from '../../../src/domain/snmp-settings.ts';
import { Agent } from '../../../src/management/snmp/agent.ts';
import { BerReader } from '../../../src/management/snmp/ber-reader.ts';
import { agentSettings } from '../../../src/management/snmp/face-settings.ts';
import { Keyring } from '../../../src/management/snmp/keyring.ts';
import { formatOid } from '../../../src/management/snmp/oid.ts';
import type { AgentReply, AgentRequest } from '../../../src/management/snmp/request.ts';
import { createSourceList } from '../../../src/management/snmp/source-list.ts';
import { Usm } from '../../../src/management/snmp/usm.ts';
import { ask, oid, type Question, readScoped, readV2c, tags, v2c, v3 } from './datagrams.ts';
import { engineId, snmpUser } from './snmp-world.ts';

const sysDescr = ask('1.3.6.1.2.1.1.1.0');
const here = { address: '127.0.0.1', port: 40_000 };
const answer: AgentReply = { errorStatus: 0, errorIndex: 0, varbinds: Buffer.alloc(0) };

interface AgentOptions {
  readonly boots?: number;
  readonly seconds?: number;
  readonly reply?: (request: AgentRequest) => Promise<AgentReply>;
}

function openAgent({ boots = 1, seconds = 0, reply = async () => answer }: AgentOptions = {}) {
  const asked: AgentRequest[] = [];
  const sent: Buffer[] = [];
  const failures: string[] = [];
  let nowMs = 0;
  const engine = { id: Buffer.from(engineId, 'hex'), boots, time: () => seconds };
  const keyring = new Keyring(engine.id, {}, () => undefined);
  keyring.install();
  const usm = new Usm(engine, keyring);
  const users = [snmpUser('reader'), snmpUser('writer', { access: 'write' })];
  usm.setUsers(agentSettings({ ...initialSnmpSettings, users }).users);
  const agent = new Agent({
    usm,
    engineId: engine.id,
    now: () => nowMs,
    ask(request) {
      asked.push(request);
      return reply(request);
    },
    send: (datagram) => void sent.push(datagram),
    onAuthenticationFailure: (_from, counter) => void failures.push(counter),
  });
  agent.setCommunities([
    { name: 'public', sources: createSourceList(['127.0.0.0/8']), view: 'no-calls' },
  ]);
  return {
    agent,
    asked,
    sent,
    failures,
    hear: async (datagram: Buffer, from = here) => {
      agent.receive(datagram, from);
      // Answers are given in a later turn.
      await new Promise((resolve) => setImmediate(resolve));
      return sent.at(-1);
    },
    advance: (ms: number) => {
      nowMs += ms;
    },
  };
}

/** The counter that a report in the clear or an authentic one names. */
function reported(datagram: Buffer | undefined): string {
  assert.ok(datagram);
  const reader = new BerReader(datagram);
  reader.enter(0x30);
  reader.integer();
  reader.octets(0x30);
  reader.octets();
  const { tag, varbinds } = readScoped(datagram.subarray(reader.at));
  assert.equal(tag, 0xa8);
  return formatOid(varbinds[0]?.oid ?? []);
}

const usmStats = '1.3.6.1.6.3.15.1.1';

test('a community is answered as a reader, from where it may ask', async () => {
  const { hear, asked } = openAgent();
  const response = await hear(v2c({ requestId: 99, varbinds: [sysDescr] }));
  assert.ok(response);
  assert.equal(readV2c(response).requestId, 99);
  assert.deepEqual(
    asked.map(({ access, view, version }) => ({ access, view, version })),
    [{ access: 'read', view: 'no-calls', version: 'v2c' }],
  );
});

test('T7: outside its sources a community is nobody: no answer at all', async () => {
  const { hear, asked, failures, agent } = openAgent();
  const far = { address: '192.0.2.1', port: 1 };
  assert.equal(
    await hear(v2c({ tag: tags.getBulk, third: 100, varbinds: [sysDescr] }), far),
    undefined,
  );
  assert.equal(await hear(v2c({ varbinds: [sysDescr] }, 'private')), undefined);
  assert.deepEqual(asked, []);
  assert.deepEqual(failures, ['refusedSources', 'inBadCommunityNames']);
  assert.equal(agent.counts.inBadCommunityNames, 1);
});

test('a community that sets is refused by the store, whatever it sends', async () => {
  const { hear, asked, agent } = openAgent();
  await hear(v2c({ tag: tags.set, varbinds: [ask('1.3.6.1.2.1.1.4.0', { type: 'null' })] }));
  assert.equal(asked[0]?.access, 'read');
  assert.equal(agent.counts.inBadCommunityUses, 1);
});

test('version 1 has no GETBULK', async () => {
  const { hear, asked } = openAgent();
  await hear(v2c({ tag: tags.getBulk, varbinds: [sysDescr] }, 'public', 0));
  assert.deepEqual(asked, []);
});

test('an authentic and private request is answered, authentic and private', async () => {
  const { hear, asked } = openAgent();
  const response = await hear(v3({ varbinds: [sysDescr] }, { user: 'writer' }));
  assert.ok(response);
  assert.equal(asked[0]?.access, 'write');
  assert.equal(asked[0]?.who, 'writer');
  assert.deepEqual(asked[0]?.varbinds, [sysDescr]);
});

const told: readonly (readonly [why: string, datagram: () => Buffer, counter: string])[] = [
  [
    'an engine id that is not ours',
    () => v3({}, { engineId: '8000000001020304' }),
    `${usmStats}.4.0`,
  ],
  [
    'no engine id: discovery',
    () => v3({}, { engineId: '', user: '', level: 'noAuthNoPriv' }),
    `${usmStats}.4.0`,
  ],
  [
    'F9: a user without a name',
    () => v3({}, { user: '', level: 'noAuthNoPriv' }),
    `${usmStats}.3.0`,
  ],
  ['a user that nobody knows', () => v3({}, { user: 'mallory' }), `${usmStats}.3.0`],
  [
    'a known user without authentication',
    () => v3({}, { level: 'noAuthNoPriv' }),
    `${usmStats}.1.0`,
  ],
  ['a known user without privacy', () => v3({}, { level: 'authNoPriv' }), `${usmStats}.1.0`],
  ['F17: a wrong password', () => v3({}, { authPass: 'another-pass' }), `${usmStats}.5.0`],
  ['a clock that is 151 s off', () => v3({}, { time: 151 }), `${usmStats}.2.0`],
  ['T8: boots of before a restart', () => v3({}, { boots: 0 }), `${usmStats}.2.0`],
];

for (const [why, datagram, counter] of told) {
  test(`${why} is told so, and nothing is asked`, async () => {
    const { hear, asked } = openAgent();
    assert.equal(reported(await hear(datagram())), counter);
    assert.deepEqual(asked, []);
  });
}

test('who does not want reports gets none', async () => {
  const { hear } = openAgent();
  assert.equal(await hear(v3({}, { user: 'mallory', isReportable: false })), undefined);
});

test('a context that is not there is told so', async () => {
  const { hear, asked, agent } = openAgent();
  assert.ok(await hear(v3({ varbinds: [sysDescr] }, { contextName: 'other' })));
  assert.deepEqual(asked, []);
  assert.equal(agent.counts.unknownContexts, 1);
});

test('F16: random engine ids cost no key: 500 of them are refused in a blink', async () => {
  const { hear, agent, advance } = openAgent();
  const started = process.cpuUsage();
  for (let at = 0; at < 500; at += 1) {
    advance(1000);
    await hear(v3({}, { engineId: `80000000${String(at).padStart(8, '0')}` }));
  }
  assert.equal(agent.counts.unknownEngineIds, 500);
  assert.ok(process.cpuUsage(started).user < 1_500_000);
});

test('F1: a name with 4294967295 from nobody, and from a reader, ends nothing', async () => {
  const { hear, asked } = openAgent();
  const question: Question = { varbinds: [ask('1.3.6.1.2.1.4294967295')] };
  reported(
    await hear(v3(question, { user: '', level: 'noAuthNoPriv', engineId: '8000000001020304' })),
  );
  await hear(v2c(question));
  await hear(v3(question));
  assert.deepEqual(
    asked.map(({ varbinds }) => varbinds[0]?.oid),
    [oid('1.3.6.1.2.1.4294967295'), oid('1.3.6.1.2.1.4294967295')],
  );
});

const odd: readonly (readonly [why: string, question: Question])[] = [
  ['F2: 2147483647 repetitions', { tag: tags.getBulk, third: 2_147_483_647, varbinds: [sysDescr] }],
  ['F3: -1 non-repeaters', { tag: tags.getBulk, second: -1, varbinds: [sysDescr] }],
  ['F4: a last arc of 4294967295', { varbinds: [ask('1.3.6.1.2.1.4294967295')] }],
  ['F5: a name that begins with 2.999', { varbinds: [ask('2.999.1')] }],
  ['F14: no repetitions of nothing', { tag: tags.getBulk, varbinds: [] }],
];

for (const [why, question] of odd) {
  test(`${why} is a question like others`, async () => {
    const { hear, asked } = openAgent();
    assert.ok(await hear(v2c(question)));
    assert.ok(await hear(v3(question)));
    assert.equal(asked.length, 2);
  });
}

test('an error sends the request’s own names and values back', async () => {
  const reply = { errorStatus: 6, errorIndex: 1, varbinds: Buffer.alloc(0) };
  const { hear } = openAgent({ reply: async () => reply });
  const response = await hear(v2c({ varbinds: [sysDescr] }));
  assert.ok(response);
  const { errorStatus, errorIndex, varbinds } = readV2c(response);
  assert.deepEqual([errorStatus, errorIndex], [6, 1]);
  assert.deepEqual(varbinds, [sysDescr]);
});

test('the answer fits what the asker can take', async () => {
  const { hear, asked } = openAgent();
  await hear(v3({ varbinds: [sysDescr] }, { maxSize: 484 }));
  await hear(v3({ varbinds: [sysDescr] }, { maxSize: 65_507 }));
  assert.ok((asked[0]?.budgetBytes ?? 0) < 484);
  assert.ok((asked[1]?.budgetBytes ?? 0) > 1_100 && (asked[1]?.budgetBytes ?? 0) < 1_400);
});

test('T7: an answer is at most 30 times its question', async () => {
  const { hear, asked } = openAgent();
  const question = v2c({ tag: tags.getBulk, third: 127, varbinds: [ask('1.3')] });
  await hear(question);
  assert.ok(question.length < 40);
  assert.ok((asked[0]?.budgetBytes ?? 0) < 30 * question.length);
});

test('reports to one source are few, however many ask', async () => {
  const { agent, sent, advance } = openAgent();
  const datagram = v3({}, { user: 'mallory' });
  for (let at = 0; at < 1000; at += 1) agent.receive(datagram, here);
  assert.equal(sent.length, 100);
  advance(1000);
  for (let at = 0; at < 1000; at += 1) agent.receive(datagram, here);
  assert.equal(sent.length, 150);
});

test('a flood of wrong passwords from everywhere does not flood the gateway', () => {
  const { agent, failures } = openAgent();
  for (let at = 0; at < 1000; at += 1) {
    const address = `10.0.${at >> 8}.${at & 255}`;
    agent.receive(v2c({ varbinds: [sysDescr] }, 'guess'), { address, port: 1 });
  }
  assert.equal(failures.length, 20);
  assert.equal(agent.counts.inBadCommunityNames, 1000);
});

test('one source can ask only so much, and does not take it from others', async () => {
  const { agent, asked, hear } = openAgent();
  const datagram = v2c({ varbinds: [sysDescr] });
  for (let at = 0; at < 20_100; at += 1) agent.receive(datagram, here);
  assert.equal(agent.counts.refusedRates, 100);
  await hear(datagram, { address: '127.0.0.2', port: 1 });
  assert.ok(asked.length > 0);
});

test('a gateway that does not answer fills no memory', async () => {
  const { agent, asked } = openAgent({ reply: () => new Promise(() => undefined) });
  for (let at = 0; at < 1000; at += 1) agent.receive(v2c({ varbinds: [sysDescr] }), here);
  assert.equal(asked.length, 256);
  assert.equal(agent.counts.silentDrops, 744);
});

test('too short, too long, no SNMP, traps and responses are counted and forgotten', async () => {
  const { hear, agent, asked } = openAgent();
  await hear(Buffer.alloc(5));
  await hear(Buffer.alloc(9000));
  await hear(Buffer.alloc(64, 0x30));
  await hear(v2c({ tag: tags.response, varbinds: [sysDescr] }));
  await hear(v2c({ varbinds: [sysDescr] }, 'public', 7));
  assert.deepEqual(asked, []);
  const { refusedSizes, inAsnParseErrs, unknownPduHandlers, inBadVersions } = agent.counts;
  assert.deepEqual([refusedSizes, inAsnParseErrs, unknownPduHandlers, inBadVersions], [2, 1, 1, 1]);
});

test('closed: without a community and a user there is nothing to hear', () => {
  const { users, communities } = agentSettings(emptyConfiguration.snmp);
  assert.deepEqual([users, communities], [[], []]);
});
