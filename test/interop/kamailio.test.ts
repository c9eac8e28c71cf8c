/**
 * Kamailio as registrar and proxy: failover, fail-back and calls against a program that is not
 * ours.
 */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { networkInterfaces, tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { Authority, noOpenssl } from '../support/certificates.ts';
import { startGateway } from '../support/gateway-process.ts';
import { findKamailioModule, kamailioPath, startKamailio } from '../support/kamailio.ts';
import { freePort } from '../support/ports.ts';
import { sippPath, startSipp } from '../support/sipp.ts';

const skip = kamailioPath === undefined ? 'kamailio is not installed' : false;
const noTls =
  findKamailioModule('tls') === undefined ? 'the TLS module of kamailio is not installed' : false;
const noIpv6 = Object.values(networkInterfaces())
  .flat()
  .some((one) => one?.address === '::1')
  ? false
  : 'IPv6 is not here';
const password = 'kamailio-secret';

interface UserRow {
  readonly status: string;
  readonly server: string | null;
}

const isUpOn = (server: string) => (rows: readonly UserRow[]) =>
  rows.length > 0 && rows.every((row) => row.status === 'up' && row.server === server);

function usersScript(count: number): string[] {
  return Array.from({ length: count }, (_, index) => 200 + index).flatMap((number) => [
    `voip ep soft create p${number}`,
    `voip sip user create u${number} address ${number} login u${number} password ${password}`,
    `voip sip user add u${number} port p${number}`,
  ]);
}

test('lines register with digest at the master, move when it dies, and come back', {
  skip,
}, async () => {
  const [eastPort, westPort] = [await freePort(), await freePort()];
  let east = await startKamailio({ port: eastPort, password });
  const west = await startKamailio({ port: westPort, password });
  const gateway = await startGateway({
    script: [
      'voip sip protocol set probe-interval 1',
      'voip sip protocol set register-rate 100',
      `voip sip locationserver create west contact 127.0.0.1:${westPort}`,
      `voip sip locationserver create east contact 127.0.0.1:${eastPort} master`,
      ...usersScript(5),
    ],
  });
  try {
    await gateway.until('voip sip user list', isUpOn('east'));
    assert.equal(
      west.output().includes('REGISTER'),
      false,
      'no other server is asked after a success',
    );

    await east.stop('SIGKILL');
    await gateway.exec('voip sip user set u200 domain example.test');
    await gateway.until(
      'voip sip user show u200',
      (row) => row.status === 'up' && row.server === 'west',
    );
    const shown = await gateway.exec('voip sip user show u200');
    assert.equal(shown.tries[0].server, 'east');
    assert.notEqual(shown.tries[0].outcome, 'answered');

    east = await startKamailio({ port: eastPort, password });
    await gateway.until('voip sip user list', isUpOn('east'), 30_000);
  } finally {
    await gateway.stop();
    await east.stop();
    await west.stop();
  }
});

test('a wrong password is refused, said, and not hammered', { skip }, async () => {
  const port = await freePort();
  const kamailio = await startKamailio({ port, password });
  const gateway = await startGateway({
    script: [
      `voip sip locationserver create east contact 127.0.0.1:${port}`,
      'voip ep soft create p1',
      'voip sip user create wrong address 200 login wrong password not-the-secret',
      'voip sip user add wrong port p1',
    ],
  });
  try {
    const row = await gateway.until(
      'voip sip user show wrong',
      (found) => found.lastRefusal !== null,
    );
    assert.equal(row.lastRefusal.status, 401);
    assert.equal(row.status, 'errorMisconfigured');
  } finally {
    await gateway.stop();
    await kamailio.stop();
  }
});

test('a call goes out through the proxy with its credentials, to a callee that answers', {
  skip: skip || (sippPath === undefined ? 'sipp is not installed' : false),
}, async () => {
  const [port, calleePort] = [await freePort(), await freePort()];
  const kamailio = await startKamailio({
    port,
    password,
    callee: `127.0.0.1:${calleePort}`,
    challengeInvites: true,
  });
  const callee = startSipp({ scenario: 'callee', port: calleePort, calls: 1 });
  const gateway = await startGateway({
    script: [
      `voip sip locationserver create east contact 127.0.0.1:${port}`,
      `voip sip proxyserver create out contact 127.0.0.1:${port}`,
      ...usersScript(1),
    ],
  });
  try {
    await gateway.until('voip sip user list', isUpOn('east'));
    await gateway.exec('voip ep soft dial p200 5551234');
    const [call] = await gateway.until(
      'voip call list',
      (calls) => calls[0]?.state === 'connected',
    );
    assert.equal(call.server, 'out');
    await gateway.exec('voip ep soft onhook p200');
    const [record] = await gateway.until('voip call log', (records) => records.length === 1);
    assert.equal(record.verdict, 'success');
    assert.equal(record.tries[0].server, 'out');
    assert.equal(await callee.ended(), 0);
  } finally {
    await gateway.stop();
    await callee.stop();
    await kamailio.stop();
  }
});

/** Registers one line by the way that the script says, and sees its binding given back at the end. */
async function registersBy(contact: string, script: readonly string[] = []): Promise<void> {
  const gateway = await startGateway({
    script: [
      ...script,
      `voip sip locationserver create east contact ${contact}`,
      ...usersScript(1),
    ],
  });
  try {
    await gateway.until('voip sip user list', isUpOn('east'));
  } finally {
    assert.equal(await gateway.stop(), 0);
  }
}

test('over TCP a line registers with digest', { skip }, async () => {
  const port = await freePort();
  const kamailio = await startKamailio({ port, password });
  try {
    await registersBy(`127.0.0.1:${port};transport=tcp`);
    assert.match(kamailio.output(), /REGISTER 200 from 127\.0\.0\.1:\d+ expires 0/);
  } finally {
    await kamailio.stop();
  }
});

test('over TCP the server is restarted: its lines are back without waiting for a refresh', {
  skip,
}, async () => {
  const port = await freePort();
  let kamailio = await startKamailio({ port, password });
  const gateway = await startGateway({
    script: [
      'voip sip protocol set retry-base 1',
      'voip sip protocol set retry-max 1',
      `voip sip locationserver create east contact 127.0.0.1:${port};transport=tcp`,
      ...usersScript(5),
    ],
  });
  try {
    await gateway.until('voip sip user list', isUpOn('east'));
    await kamailio.stop();
    await gateway.until('voip sip user list', (rows: readonly UserRow[]) =>
      rows.every(({ status }) => status !== 'up'),
    );
    kamailio = await startKamailio({ port, password });
    await gateway.until('voip sip user list', isUpOn('east'));
    const events: readonly { code: string }[] = await gateway.exec('system events');
    assert.ok(events.some(({ code }) => code === 'server.connection-lost'));
  } finally {
    await gateway.stop();
    await kamailio.stop();
  }
});

test('over IPv6 a line registers with digest', { skip: skip || noIpv6 }, async () => {
  const port = await freePort('::1');
  const kamailio = await startKamailio({ port, password, host: '[::1]' });
  try {
    await registersBy(`[::1]:${port}`, ['voip sip interface set wan address ::1']);
    assert.match(kamailio.output(), /REGISTER 200 from .*::1/);
  } finally {
    await kamailio.stop();
  }
});

test('over TLS a line registers where the certificate is of the configured name, and nowhere else', {
  skip: skip || noTls || noOpenssl,
}, async () => {
  const folder = mkdtempSync(join(tmpdir(), 'offhook-tls-'));
  const authority = new Authority();
  const file = (name: string, text: string) => {
    writeFileSync(join(folder, name), text);
    return join(folder, name);
  };
  const ca = file('ca.pem', authority.ca());
  const start = async (name: string) => {
    const signed = authority.sign(name);
    const tls = { cert: file('own.pem', signed.cert), key: file('own.key', signed.key) };
    const port = await freePort();
    return { port, kamailio: await startKamailio({ port, password, tls }) };
  };
  const script = [`voip sip protocol set tls-ca ${ca}`];
  const right = await start('IP:127.0.0.1');
  try {
    await registersBy(`127.0.0.1:${right.port};transport=tls`, script);
  } finally {
    await right.kamailio.stop();
  }
  const wrong = await start('DNS:somebody.else');
  const contact = `127.0.0.1:${wrong.port};transport=tls`;
  const gateway = await startGateway({
    script: [
      ...script,
      `voip sip locationserver create east contact ${contact}`,
      ...usersScript(1),
    ],
  });
  try {
    const row = await gateway.until(
      'voip sip user show u200',
      ({ status }) => status === 'errorNetwork',
    );
    assert.match(row.tries[0].reason, /certificate/i);
    assert.equal(wrong.kamailio.output().includes('REGISTER'), false);
  } finally {
    await gateway.stop();
    await wrong.kamailio.stop();
    authority.remove();
    rmSync(folder, { recursive: true });
  }
});
