/**
 * The objects through Debian's snmpd as AgentX master (RFC 2741): the same suite, restarts, many
 * managers at once.
 */
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import type { Configuration } from '../../src/domain/configuration.ts';
import { type SnmpWorld, startSnmpWorld } from '../management/snmp/snmp-world.ts';
import { type Child, findProgram } from '../support/child.ts';
import {
  communityArguments,
  runTool,
  skipWithoutTools,
  startMaster,
  startTrapReceiver,
  v3Arguments,
} from '../support/net-snmp.ts';
import { freePort } from '../support/ports.ts';
import { fullConfiguration, type Managed, snmpSuite } from './snmp-suite.ts';

const skip = findProgram('snmpd') === undefined ? 'snmpd is not installed' : skipWithoutTools;
const options = { skip };

/** What an operator gives snmpd, with the users of the tests instead of theirs. */
const access = [
  'agentXTimeout 3',
  'createUser writer SHA-256 authentic-pass AES private-pass',
  'createUser reader SHA-256 authentic-pass AES private-pass',
  'createUser viewer SHA-256 authentic-pass AES private-pass',
  'rwuser writer priv',
  'rouser reader priv',
  'view usersonly included .1.3.6.1.4.1.8072.9999.9999.4246.1.5',
  'rouser viewer priv -V usersonly',
  'rocommunity public 127.0.0.1',
];

interface Through extends Managed {
  readonly world: SnmpWorld;
  readonly socket: string;
  master: Child;
  restartMaster(): Promise<void>;
  /** Resolves once the master has the objects. */
  untilServed(): Promise<void>;
}

async function startThrough(
  configuration?: Configuration,
  lines: readonly string[] = [],
): Promise<Through> {
  const socket = join(mkdtempSync(join(tmpdir(), 'offhook-agentx-')), 'master');
  const port = await freePort();
  const start = () => startMaster(port, [`agentXSocket ${socket}`, ...access, ...lines]);
  const master = start();
  await master.until(/NET-SNMP version/);
  const world = await startSnmpWorld({
    settings: { users: [], communities: [], agentx: socket },
    ...(configuration && { configuration }),
  });
  const through: Through = {
    gateway: world.gateway,
    port,
    world,
    socket,
    master,
    async restartMaster() {
      await through.master.stop();
      through.master = start();
      await through.master.until(/NET-SNMP version/);
    },
    async untilServed() {
      for (let tries = 0; ; tries += 1) {
        const place = `127.0.0.1:${port}`;
        const args = [...communityArguments, place, 'offhookSysVersion.0'];
        const { text } = await runTool('snmpget', args);
        if (/STRING/.test(text)) return;
        assert.ok(tries < 60, text);
        await new Promise((resolve) => setTimeout(resolve, 100));
      }
    },
    async [Symbol.asyncDispose]() {
      await world.face.stop();
      await through.master.stop();
    },
  };
  await through.untilServed();
  return through;
}

snmpSuite('snmpd', options, startThrough);

test('snmpd’s own views decide what a user of snmpd sees', options, async () => {
  await using through = await startThrough(fullConfiguration());
  const place = `127.0.0.1:${through.port}`;
  const walk = (from: string) =>
    runTool('snmpbulkwalk', [...v3Arguments({ user: 'viewer' }), place, from]);
  const users = await walk('offhookUserTable');
  assert.match(users.text, /offhookUserAddress."alice"/);
  assert.doesNotMatch((await walk('offhookForwardTable')).text, /offhookForwardAddress/);
});

test('when snmpd starts again the objects are back within 5 s', options, async () => {
  await using through = await startThrough(fullConfiguration());
  await through.restartMaster();
  const started = Date.now();
  await through.untilServed();
  assert.ok(Date.now() - started < 5_000);
});

test('eight managers at once are all answered', options, async () => {
  await using through = await startThrough(fullConfiguration());
  const place = `127.0.0.1:${through.port}`;
  const walks = Array.from({ length: 8 }, () =>
    runTool('snmpwalk', [...communityArguments, place, 'offhookUserTable']),
  );
  const lines = (await Promise.all(walks)).map(({ code, text }) => {
    assert.equal(code, 0, text);
    return text.split('\n').length;
  });
  assert.equal(new Set(lines).size, 1);
});

test('notifications leave through snmpd too', options, async () => {
  const trapPort = await freePort();
  const receiver = startTrapReceiver(trapPort, []);
  await receiver.until(/NET-SNMP version/);
  await using through = await startThrough(undefined, [`trap2sink 127.0.0.1:${trapPort} traps`]);
  through.gateway.events.report({
    code: 'registration.lost',
    subject: { kind: 'user', name: 'alice' },
    text: 'alice has no binding any more',
    facts: { server: 'east', status: 503, reason: 'Service Unavailable' },
  });
  await receiver.until(/9999\.4246\.0\.1.*alice.*Service Unavailable/s);
  await receiver.stop();
});

test('the arrangement that is shipped is one that snmpd takes', options, async () => {
  const file = new URL('../../deploy/snmpd.conf.d/offhook.conf', import.meta.url);
  const lines = readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'));
  assert.ok(lines.includes('master agentx'));
  const socket = join(mkdtempSync(join(tmpdir(), 'offhook-agentx-')), 'master');
  const own = [
    ...lines.map((line) => line.replace(/^agentXSocket .*/, `agentXSocket ${socket}`)),
    'rouser watcher priv -V offhookWatch',
  ];
  const master = startMaster(
    await freePort(),
    own.filter((line) => !line.startsWith('agentXPerms')),
  );
  await master.until(/NET-SNMP version/);
  await master.stop();
  assert.doesNotMatch(master.output(), /Unknown token|Error|Warning/);
});
