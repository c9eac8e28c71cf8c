/** A live drill of the real gateway among real servers on loopback, ordered as an operator would. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startGateway } from '../support/gateway-process.ts';
import { Party } from '../support/peers/party.ts';
import { createRegistrar } from '../support/peers/registrar.ts';

const passwords = new Map([
  ['alice', 'secret-of-alice'],
  ['bob', 'secret-of-bob'],
]);

async function openServer(name: string) {
  const party = await Party.open(name);
  const registrar = createRegistrar(passwords);
  /** Logins and methods that were heard. */
  const heard: string[] = [];
  party.onRequest = (incoming) => {
    const { method, headers } = incoming.request;
    heard.push(`${method} ${/sip:(\w+)@/.exec(headers.first('From') ?? '')?.[1] ?? ''}`);
    registrar.hear(incoming);
  };
  return { party, registrar, heard, contact: `127.0.0.1:${party.socket.place.port}` };
}

test('one line is drilled: it goes to the second server and comes back, the other line stays', async () => {
  const [east, west] = [await openServer('east'), await openServer('west')];
  const gateway = await startGateway({
    script: [
      'voip sip protocol set register-attempt-ms 500',
      'voip sip protocol set probe-interval 2',
      'voip sip protocol set probe-successes 1',
      'voip sip protocol set suspect-attempt-ms 200',
      `voip sip locationserver create east contact ${east.contact} master`,
      `voip sip locationserver create west contact ${west.contact}`,
      'voip ep soft create p1',
      'voip ep soft create p2',
      'voip sip user create alice address 200 login alice password secret-of-alice',
      'voip sip user create bob address 201 login bob password secret-of-bob',
      'voip sip user add alice port p1',
      'voip sip user add bob port p2',
    ],
  });
  const on = (user: string, server: string) =>
    gateway.until(
      `voip sip user show ${user}`,
      (row) => row.status === 'up' && row.server === server,
    );
  await on('alice', 'east');
  await on('bob', 'east');
  east.heard.length = 0;
  const begun = await gateway.exec('voip drill east down 3 alice');
  assert.deepEqual([begun.mode, begun.state, begun.line], ['live', 'running', 'alice']);
  const refused = await gateway.tryExec('voip drill east down 3 bob');
  assert.equal(refused.ok ? '' : refused.error.code, 'E-DRILL-RUNNING');
  await on('alice', 'west');
  assert.ok(!east.heard.includes('REGISTER 200'), east.heard.join(', '));
  assert.equal((await gateway.exec('voip sip user show bob')).server, 'east');
  assert.notEqual((await gateway.exec('voip sip locationserver show east')).health, 'down');
  const [report] = await gateway.until('voip drill list', ([drill]) => drill.state === 'finished');
  assert.equal((await gateway.exec('voip sip user show alice')).server, 'east');
  assert.ok(report.noticedMs > 0 && report.movedMs >= report.noticedMs && report.returnedMs > 3000);
  assert.deepEqual(await gateway.exec(`voip drill show ${report.name}`), report);

  const shadow = await gateway.exec('voip drill east down 60');
  assert.deepEqual(
    [shadow.mode, shadow.state, shadow.lines, shadow.linesMoved, shadow.linesReturned],
    ['shadow', 'finished', 2, 2, 2],
  );
  const events = await gateway.exec('system events 100');
  const told = events.filter(({ code }: { code: string }) => code === 'drill.ended');
  assert.deepEqual(
    told.map(({ facts }: { facts: { mode: string } }) => facts.mode),
    ['live', 'shadow'],
  );
  await gateway.stop();
  await Promise.all([east.party.close(), west.party.close()]);
});

test('a schedule survives a restart, a drill that runs does not', async () => {
  const [east, west] = [await openServer('east'), await openServer('west')];
  const script = [
    `voip sip locationserver create east contact ${east.contact} master`,
    `voip sip locationserver create west contact ${west.contact}`,
    'voip ep soft create p1',
    'voip sip user create alice address 200 login alice password secret-of-alice',
    'voip sip user add alice port p1',
  ];
  const first = await startGateway({ script });
  const { directory } = first;
  await first.until('voip sip user show alice', ({ status }) => status === 'up');
  await first.exec('voip drill schedule create nightly east 60 daily 03:00 line alice');
  await first.exec('voip drill east down 600 alice');
  await first.until('voip sip user show alice', ({ server }) => server === 'west', 30_000);
  first.child.process.kill('SIGKILL');
  await first.child.ended();
  const again = await startGateway({ directory, lanPort: first.lanPort, wanPort: first.wanPort });
  await again.until(
    'voip sip user show alice',
    ({ status, server }) => status === 'up' && server === 'east',
  );
  assert.deepEqual(await again.exec('voip drill list'), []);
  const [kept] = await again.exec('voip drill schedule list');
  assert.deepEqual(
    [kept.name, kept.server, kept.line, kept.time],
    ['nightly', 'east', 'alice', { daily: '03:00' }],
  );
  await again.exec('voip drill schedule delete nightly');
  assert.deepEqual(await again.exec('voip drill schedule list'), []);
  await again.stop();
  await Promise.all([east.party.close(), west.party.close()]);
});
