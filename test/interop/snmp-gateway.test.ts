/**
 * The whole gateway with the fixed commands: watched and provisioned by Net-SNMP, unhurt when its
 * agent dies.
 */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { type RunningGateway, startGateway } from '../support/gateway-process.ts';
import {
  communityArguments,
  runTool,
  skipWithoutTools,
  startTrapReceiver,
  v3Arguments,
} from '../support/net-snmp.ts';
import { freePort } from '../support/ports.ts';

const options = { skip: skipWithoutTools };
const writer =
  'snmp user create writer auth sha256 authentic-pass priv aes128 private-pass access write';

async function startWatched(...lines: readonly string[]) {
  const port = await freePort();
  const gateway = await startGateway({
    script: [
      `snmp set listen 127.0.0.1:${port}`,
      writer,
      'snmp community create public source 127.0.0.0/8',
      ...lines,
    ],
  });
  return { gateway, place: `127.0.0.1:${port}` };
}

/** The process of the agent: the one of our children that runs its file. */
function agentPid(gateway: RunningGateway): number {
  const { pid } = gateway.child;
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ');
  const found = children.find((child) =>
    readFileSync(`/proc/${child}/cmdline`, 'utf8').includes('snmp/agent-process'),
  );
  return Number(found);
}

test('a line made by snmpset is the line that the command line shows', options, async () => {
  const { gateway, place } = await startWatched();
  try {
    const { code, text } = await runTool('snmpset', [
      ...v3Arguments({ user: 'writer' }),
      place,
      ...['offhookPortKind."p1"', 'i', 'soft', 'offhookPortRowStatus."p1"', 'i', '4'],
      ...['offhookUserAddress."alice"', 's', '200', 'offhookUserPorts."alice"', 's', 'p1'],
      ...['offhookUserRowStatus."alice"', 'i', '4'],
    ]);
    assert.equal(code, 0, text);
    const users = await gateway.exec('voip sip user list');
    assert.deepEqual([users[0].name, users[0].address, users[0].ports], ['alice', '200', ['p1']]);
    const revisions = await gateway.exec('system config revisions');
    assert.ok(revisions.some((one: { author: string }) => /snmp.*writer/.test(one.author)));
    const walked = await runTool('snmpwalk', [...communityArguments, place, 'offhookUserTable']);
    assert.match(walked.text, /offhookUserPorts\."alice" = STRING: p1/);
    const shown = await gateway.until('snmp show', ({ requests }) => requests['v3 set'] === 1);
    assert.equal(shown.listen, place);
    assert.equal(shown.engineBoots, 1);
  } finally {
    await gateway.stop();
  }
});

test('the agent dies, the gateway goes on, another agent answers', options, async () => {
  const { gateway, place } = await startWatched('voip ep soft create p1');
  try {
    process.kill(agentPid(gateway), 'SIGKILL');
    const shown = await gateway.until('snmp show', ({ engineBoots }) => engineBoots === 2);
    assert.equal(shown.engineBoots, 2);
    await gateway.until('snmp show', ({ listen }) => listen === place);
    const { code } = await runTool('snmpget', [
      ...communityArguments,
      place,
      'offhookSysVersion.0',
    ]);
    assert.equal(code, 0);
  } finally {
    await gateway.stop();
  }
});

test('what was set is there after a restart; keys too, and boots have risen', options, async () => {
  const { gateway, place } = await startWatched();
  const directory = gateway.directory;
  const set = ['1.3.6.1.2.1.1.6.0', 's', 'attic'];
  await runTool('snmpset', [...v3Arguments({ user: 'writer' }), place, ...set]);
  process.kill(gateway.child.pid, 'SIGKILL');
  await gateway.child.ended();
  const again = await startGateway({
    directory,
    lanPort: gateway.lanPort,
    wanPort: gateway.wanPort,
  });
  try {
    const get = [...v3Arguments({ user: 'writer' }), place, '1.3.6.1.2.1.1.6.0'];
    assert.match((await runTool('snmpget', get)).text, /attic/);
    assert.equal((await again.exec('snmp show')).engineBoots, 2);
  } finally {
    await again.stop();
  }
});

test('the last entry taken arrives as a v3 inform', options, async () => {
  const trapPort = await freePort();
  const receiver = startTrapReceiver(trapPort, [
    'createUser writer SHA-256 authentic-pass AES private-pass',
    'authUser log writer priv',
  ]);
  await receiver.until(/NET-SNMP version/);
  const { gateway } = await startWatched(
    `snmp target create nms host 127.0.0.1:${trapPort} version 3 user writer inform`,
    'voip sip protocol set entries-max 2',
    'voip sip user create alice address 200',
  );
  try {
    await gateway.exec('voip sip user create bob address 201');
    await receiver.until(/9999\.4246\.0\.5\b.*4246\.1\.2\.2\.0 = 2/s);
    await gateway.until('snmp show', ({ notifications }) => notifications['nms confirmed'] > 1);
  } finally {
    await gateway.stop();
    await receiver.stop();
  }
});
