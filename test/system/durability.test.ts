/** What an operator was told is done survives whatever ends the process. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import {
  ftruncateSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { test } from 'node:test';
import { findProgram } from '../support/child.ts';
import { startGateway } from '../support/gateway-process.ts';

test('a change that was acknowledged is there after kill -9', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'offhook-durable-'));
  const first = await startGateway({ directory });
  await first.exec('voip sip user create alice address 200 login a password planted-secret-7731');
  await first.stop('SIGKILL');
  const second = await startGateway({ directory });
  try {
    const users = await second.exec('voip sip user list');
    assert.equal(users.length, 1);
    assert.equal(users[0].name, 'alice');
    assert.equal(users[0].address, '200');
  } finally {
    await second.stop();
    rmSync(directory, { recursive: true, force: true });
  }
});

test('a listener that was switched off stays off after a restart and after a rollback', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'offhook-off-'));
  const off = ['web set listen off', 'snmp set listen off'];
  const first = await startGateway({ directory, script: off });
  await first.stop('SIGKILL');
  const second = await startGateway({ directory });
  try {
    const isOff = async () => {
      const { script } = await second.exec('system config show');
      return off.every((line) => script.includes(line));
    };
    assert.ok(await isOff(), 'after a restart');
    await second.exec('voip ep soft create p1');
    await second.exec('system config rollback 1');
    assert.ok(await isOff(), 'after a rollback');
  } finally {
    await second.stop();
    rmSync(directory, { recursive: true, force: true });
  }
});

test('a change on trial that nobody confirms goes back, though the process was killed', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'offhook-trial-'));
  const first = await startGateway({ directory });
  await first.exec('voip sip user create alice address 200');
  await first.exec('system config commit-confirmed 5');
  await first.exec('voip sip user delete alice');
  await first.exec('voip sip user create eve address 666');
  const { confirmBy } = await first.exec('system status');
  await first.stop('SIGKILL');
  const second = await startGateway({ directory });
  assert.equal((await second.exec('system status')).confirmBy, confirmBy);
  assert.equal((await second.exec('voip sip user list'))[0].name, 'eve');
  await second.stop('SIGKILL');
  setDeadline(join(directory, 'offhook.sqlite'), 0);
  const third = await startGateway({ directory });
  try {
    assert.equal((await third.exec('system status')).confirmBy, null);
    const [one, ...more] = await third.exec('voip sip user list');
    assert.deepEqual([one.name, more.length], ['alice', 0]);
    const events: { readonly code: string }[] = await third.exec('system events');
    const codes = events.map(({ code }) => code);
    assert.ok(codes.includes('configuration.changed') && codes.includes('configuration.reverted'));
  } finally {
    await third.stop();
    rmSync(directory, { recursive: true, force: true });
  }
});

/** As if the gateway had not run until then. */
function setDeadline(path: string, until: number): void {
  using database = new DatabaseSync(path);
  const { changes } = database
    .prepare("UPDATE state SET value = json_set(value, '$.until', ?) WHERE key = ?")
    .run(until, 'configuration/trial');
  assert.equal(changes, 1);
}

test('the script of the first start is not applied again', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'offhook-script-'));
  const script = ['voip sip user create alice address 200'];
  const first = await startGateway({ directory, script });
  await first.exec('voip sip user delete alice');
  await first.stop();
  const second = await startGateway({ directory, script });
  try {
    assert.deepEqual(await second.exec('voip sip user list'), []);
  } finally {
    await second.stop();
    rmSync(directory, { recursive: true, force: true });
  }
});

test('a planted secret stands in no file, list, show or log; the files are the owner’s alone', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'offhook-secret-'));
  const secret = 'planted-secret-7731';
  const gateway = await startGateway({ directory });
  try {
    await gateway.exec(`voip sip user create alice address 200 login a password ${secret}`);
    await gateway.exec(`voip ep sip create desk login desk password ${secret}`);
    for (const line of [
      'voip sip user list',
      'voip sip user show alice',
      'voip ep show desk',
      'system config show',
      'system config revisions',
    ]) {
      assert.equal(JSON.stringify(await gateway.exec(line)).includes(secret), false, line);
    }
    assert.equal(gateway.child.output().includes(secret), false);
    for (const file of readdirSync(directory)) {
      const path = join(directory, file);
      if (!statSync(path).isFile()) continue;
      if (file !== 'first.script')
        assert.equal(statSync(path).mode & 0o077, 0, `${file} is open to others`);
      assert.equal(readFileSync(path).includes(secret), false, file);
    }
  } finally {
    await gateway.stop();
    rmSync(directory, { recursive: true, force: true });
  }
});

test('the configuration shown recreates itself in an empty gateway', async () => {
  const first = await startGateway({
    script: [
      'voip sip locationserver create east contact sip.example.net:5070;transport=tcp master',
      'voip sip locationserver create west contact [2001:db8::1]:5060',
      'voip sip proxyserver create out contact proxy.example.net',
      'voip ep soft create p1',
      'voip sip user create alice address 200 areacode 030 domain example.net pseudonym ally',
      'voip sip user add alice port p1',
      'voip sip fdb create short01 address 01 contact 127.0.0.1:5099 fwaddress 00390224141121 priority 3',
    ],
  });
  const lines: string[] = (await first.exec('system config show')).script;
  await first.stop();
  const second = await startGateway({ script: lines });
  try {
    assert.deepEqual((await second.exec('system config show')).script, lines);
  } finally {
    await second.stop();
  }
});

test('on a full disk the alarm says so, calls go on, and their records are written when there is room again', async (t) => {
  const directory = mkdtempSync(join(tmpdir(), 'offhook-full-'));
  const [mount, unmount] = [findProgram('mount'), findProgram('umount')];
  const options = ['-t', 'tmpfs', '-o', 'size=1500k,mode=0700', 'tmpfs', directory];
  if (!mount || !unmount || spawnSync(mount, options).status !== 0) {
    return t.skip('a tmpfs cannot be mounted here');
  }
  t.after(() => spawnSync(unmount, ['-l', directory]));
  // What it prints is on the full disk as well.
  const log = join(directory, 'log');
  const gateway = await startGateway({
    directory,
    under: ['sh', '-c', 'exec "$@" >"$0"', log],
    script: ['p1', 'p2'].flatMap((port, at) => [
      `voip ep soft create ${port}`,
      `voip sip user create user${at} address 20${at}`,
      `voip sip user add user${at} port ${port}`,
    ]),
  });
  t.after(() => gateway.stop());
  const filler = openSync(join(directory, 'filler'), 'w');
  assert.throws(
    () => {
      for (;;) writeSync(filler, Buffer.alloc(4096));
    },
    { code: 'ENOSPC' },
  );
  const change = 'voip sip user create carol address 300';
  const refused = await gateway.tryExec(change);
  assert.equal(refused.ok ? '' : refused.error.code, 'E-STORE-FULL');
  assert.match((await gateway.exec('system status')).alarms.join(), /no room is left/);
  for (const time of ['first', 'second', 'third']) {
    await gateway.exec('voip ep soft dial p1 201#');
    await gateway.until('voip ep show p2', ({ state }) => state === 'ringing');
    await gateway.exec('voip ep soft answer p2');
    await gateway.until('voip call list', ([call]) => call?.state === 'connected');
    for (const port of ['p1', 'p2']) await gateway.exec(`voip ep soft onhook ${port}`);
    const calls = await gateway.until('voip call list', (rows) => rows.length === 0);
    assert.deepEqual(calls, [], time);
  }
  const waiting = '3 call records wait to be written';
  await gateway.until('system status', ({ alarms }) => alarms.includes(waiting));
  const shown: readonly { readonly id: string }[] = await gateway.exec('voip call log');
  assert.equal(shown.length, 3);
  ftruncateSync(filler);
  await gateway.exec(change);
  await gateway.until('system status', ({ alarms }) => alarms.length === 0);
  assert.deepEqual(await gateway.exec('voip call log'), shown);
});
