/** The trace of requests: bounded, on when asked for, without communities and values. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { allCommands } from '../../../src/management/cli/all-commands.ts';
import { createSession } from '../../../src/management/cli/session.ts';
import { limits } from '../../../src/management/snmp/limits.ts';
import { errorStatuses } from '../../../src/management/snmp/pdu.ts';
import type { AgentReply, AgentRequest } from '../../../src/management/snmp/request.ts';
import { RequestTrace } from '../../../src/management/snmp/request-trace.ts';
import { nullValue } from '../../../src/management/snmp/value.ts';
import { startOfTime } from '../../support/fake-gateway.ts';
import { runTool, skipWithoutTools, v3Arguments } from '../../support/net-snmp.ts';
import { until } from '../../support/until.ts';
import { startSnmpWorld } from './snmp-world.ts';
import { instance, text } from './store-world.ts';

const done: AgentReply = { errorStatus: 0, errorIndex: 0, varbinds: Buffer.alloc(0) };

function requestOf(part: Partial<AgentRequest> = {}): AgentRequest {
  return {
    operation: 'get',
    version: 'v3',
    nonRepeaters: 0,
    maxRepetitions: 0,
    varbinds: [{ oid: instance('offhookUserRegState.alice'), value: nullValue }],
    access: 'read',
    view: 'all',
    who: 'reader',
    source: '192.0.2.7',
    budgetBytes: 1000,
    ...part,
  };
}

function openTrace(reply: () => Promise<AgentReply> = async () => done) {
  let nowMs = 0;
  const trace = new RequestTrace({ now: () => nowMs, wallClock: () => startOfTime + nowMs });
  const ask = trace.around(async () => {
    nowMs += 2.5;
    return await reply();
  });
  return { trace, ask };
}

test('a request is kept with who, from where, what, the result and how long it took', async () => {
  const { trace, ask } = openTrace();
  await ask(requestOf());
  assert.deepEqual(trace.rows(), []);
  trace.set(true);
  await ask(requestOf());
  assert.deepEqual(trace.rows(), [
    {
      at: '2026-01-01T00:00:00.005Z',
      source: '192.0.2.7',
      who: 'reader',
      version: 'v3',
      operation: 'get',
      names: ['offhookUserRegState.alice'],
      varbinds: 1,
      result: 'noError',
      milliseconds: 2.5,
    },
  ]);
  trace.set(false);
  assert.deepEqual(trace.rows(), []);
});

test('an error is told with the varbind to blame, a request that fails as genErr', async () => {
  const errorStatus = errorStatuses.indexOf('notWritable');
  const refused = openTrace(async () => ({ ...done, errorStatus, errorIndex: 2 }));
  refused.trace.set(true);
  await refused.ask(requestOf());
  assert.equal(refused.trace.rows()[0]?.result, 'notWritable 2');
  const failing = openTrace(() => Promise.reject(new Error('the disk is full')));
  failing.trace.set(true);
  await assert.rejects(failing.ask(requestOf()), /disk/);
  assert.equal(failing.trace.rows()[0]?.result, 'genErr');
});

test('values that are written are not kept', async () => {
  const { trace, ask } = openTrace();
  trace.set(true);
  const oid = instance('offhookUserPassword.alice');
  await ask(requestOf({ operation: 'set', varbinds: [{ oid, value: text('planted') }] }));
  const kept = JSON.stringify(trace.rows());
  assert.match(kept, /offhookUserPassword\.alice/);
  assert.doesNotMatch(kept, /planted/);
});

test('two hundred requests are kept, with the first four names of each', async () => {
  const { trace, ask } = openTrace();
  trace.set(true);
  const varbinds = Array.from({ length: 250 }, (_, n) => ({ oid: [1, 3, n], value: nullValue }));
  for (let n = 0; n < limits.tracedRequests + 50; n += 1) await ask(requestOf({ varbinds }));
  assert.equal(trace.rows().length, limits.tracedRequests);
  assert.deepEqual(trace.rows()[0]?.names, ['1.3.0', '1.3.1', '1.3.2', '1.3.3']);
  assert.equal(trace.rows()[0]?.varbinds, 250);
});

test('snmp trace shows what managers asked, and who was not answered; never a community', {
  skip: skipWithoutTools,
}, async () => {
  await using world = await startSnmpWorld();
  const { view, commands, events } = world.gateway;
  const session = createSession({
    grammar: allCommands,
    view: { ...view, snmp: world.face.operations },
    commands,
    events,
    author: { face: 'cli', name: 'test' },
    onFault: (error) => assert.fail(String(error)),
  });
  const run = async (line: string) => {
    const outcome = await session.execute(line);
    assert.ok(outcome.ok, line);
    return outcome.answer;
  };
  await run('snmp trace on');
  const agent = `127.0.0.1:${world.port}`;
  await runTool('snmpget', ['-v2c', '-c', 'public', agent, 'offhookCallsActive.0']);
  await runTool('snmpget', [...v3Arguments({ user: 'reader' }), agent, 'offhookEntriesUsed.0']);
  const quick = ['-r', '0', '-t', '0.2'];
  await runTool('snmpget', ['-v2c', '-c', 'guessed', ...quick, agent, 'offhookCallsActive.0']);
  await until(() => world.face.operations.trace().length >= 3);
  const rows = world.face.operations.trace();
  assert.deepEqual(
    rows.map(({ who, version, names, result }) => [version, who, names[0], result]),
    [
      ['v2c', 'community', 'offhookCallsActive.0', 'noError'],
      ['v3', 'reader', 'offhookEntriesUsed.0', 'noError'],
      ['', '', undefined, 'inBadCommunityNames'],
    ],
  );
  assert.ok(rows.every(({ source }) => source === '127.0.0.1'));
  const shown = await run('snmp trace show');
  assert.doesNotMatch(JSON.stringify(shown), /public|guessed/);
  assert.match(shown.text, /inBadCommunityNames/);
  await run('snmp trace off');
  assert.deepEqual((await run('snmp trace show')).json, []);
});
