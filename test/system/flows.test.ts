/** Connections to location servers, lost and kept: RFC 5626 §4.4.1, §4.5. */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { Authority, noOpenssl } from '../support/certificates.ts';
import { type RunningGateway, startGateway } from '../support/gateway-process.ts';
import { StreamNat } from '../support/peers/stream-nat.ts';
import { StreamRegistrar } from '../support/peers/stream-registrar.ts';
import { until } from '../support/until.ts';

interface Told {
  readonly code: string;
  readonly facts: Readonly<Record<string, unknown>>;
}

const lines = ['200', '201', '202'].flatMap((number) => [
  `voip ep soft create p${number}`,
  `voip sip user create u${number} address ${number} login u password secret`,
  `voip sip user add u${number} port p${number}`,
]);

async function lostConnections(gateway: RunningGateway): Promise<readonly Told[]> {
  const events: readonly Told[] = await gateway.exec('system events');
  return events.filter(({ code }) => code === 'server.connection-lost');
}

const areAll = (status: string, server: string) => (rows: { status: string; server: string }[]) =>
  rows.length === 3 && rows.every((row) => row.status === status && row.server === server);

/** By which connections the three lines have registered since. */
const over = (registrar: StreamRegistrar, connection: number) =>
  new Set(
    registrar.registered.filter((heard) => heard.connection === connection).map(({ line }) => line),
  ).size === 3;

for (const [how, reason] of [
  ['end', 'closed by the other end'],
  ['reset', 'reset by the other end'],
] as const) {
  test(`a connection with three lines is lost (${how}): they register anew over another, at once`, async () => {
    const registrar = await StreamRegistrar.open();
    const contact = `127.0.0.1:${registrar.port};transport=tcp`;
    const gateway = await startGateway({
      script: [`voip sip locationserver create reg contact ${contact}`, ...lines],
    });
    try {
      await gateway.until('voip sip user list', areAll('up', 'reg'));
      assert.ok(over(registrar, 1));
      registrar.drop(how);
      await until(() => over(registrar, 2), 'all lines over the second connection');
      await gateway.until('voip sip user list', areAll('up', 'reg'));
      const [event, ...others] = await lostConnections(gateway);
      assert.deepEqual([event?.facts['reason'], event?.facts['lines']], [reason, 3]);
      assert.deepEqual(others, []);
    } finally {
      await gateway.stop();
      await registrar.close();
    }
  });
}

test('a server that does not come back: the lines walk on, and say why', async () => {
  const [first, second] = [await StreamRegistrar.open(), await StreamRegistrar.open()];
  const gateway = await startGateway({
    script: [
      `voip sip locationserver create reg contact 127.0.0.1:${first.port};transport=tcp master`,
      `voip sip locationserver create west contact 127.0.0.1:${second.port};transport=tcp`,
      ...lines,
    ],
  });
  try {
    await gateway.until('voip sip user list', areAll('up', 'reg'));
    await first.close();
    await gateway.until('voip sip user list', areAll('up', 'west'));
    const { tries } = await gateway.exec('voip sip user show u200');
    assert.deepEqual(
      tries.map(({ server, outcome }: { server: string; outcome: string }) => [server, outcome]),
      [
        ['reg', 'unreachable'],
        ['west', 'answered'],
      ],
    );
  } finally {
    await gateway.stop();
    await second.close();
  }
});

test('a server that closes again and again is waited for, and the line says that its connection was lost', async () => {
  const registrar = await StreamRegistrar.open();
  const contact = `127.0.0.1:${registrar.port};transport=tcp`;
  const gateway = await startGateway({
    script: [`voip sip locationserver create reg contact ${contact}`, ...lines.slice(0, 3)],
  });
  try {
    for (const connection of [1, 2]) {
      await until(() => registrar.registered.length === connection, `connection ${connection}`);
      await gateway.until('voip sip user show u200', ({ status }) => status === 'up');
      registrar.drop('end');
    }
    const row = await gateway.until(
      'voip sip user show u200',
      ({ status }) => status === 'errorNetwork',
    );
    assert.equal(row.tries[0].reason, 'connection lost again: closed by the other end');
    await gateway.exec('voip sip user try u200');
    await gateway.until('voip sip user show u200', ({ status }) => status === 'up');
  } finally {
    await gateway.stop();
    await registrar.close();
  }
});

test('over TLS, the peer dies: the line is back over another connection', {
  skip: noOpenssl,
}, async () => {
  const authority = new Authority();
  const folder = mkdtempSync(join(tmpdir(), 'offhook-flows-'));
  writeFileSync(join(folder, 'ca.pem'), authority.ca());
  const registrar = await StreamRegistrar.open({ tls: authority.sign('IP:127.0.0.1') });
  const contact = `127.0.0.1:${registrar.port};transport=tls`;
  const gateway = await startGateway({
    script: [
      `voip sip protocol set tls-ca ${join(folder, 'ca.pem')}`,
      `voip sip locationserver create reg contact ${contact}`,
      ...lines,
    ],
  });
  try {
    await gateway.until('voip sip user list', areAll('up', 'reg'));
    registrar.drop('reset');
    await until(() => over(registrar, 2), 'all lines over the second connection');
    const [event] = await lostConnections(gateway);
    assert.equal(event?.facts['transport'], 'tls');
  } finally {
    await gateway.stop();
    await registrar.close();
    authority.remove();
    rmSync(folder, { recursive: true });
  }
});

test('pings come as often as is set, or as Flow-Timer says; whoever has answered them must go on', async () => {
  const registrar = await StreamRegistrar.open();
  registrar.fields = [['Flow-Timer', '1']];
  registrar.doesPong = true;
  const contact = `127.0.0.1:${registrar.port};transport=tcp`;
  const gateway = await startGateway({
    script: [
      `voip sip locationserver create reg contact ${contact} expires 120`,
      ...lines.slice(0, 3),
    ],
  });
  try {
    await until(() => registrar.pings >= 2, 'two pings');
    assert.equal(registrar.registered[0]?.expires, '120');
    assert.deepEqual(await lostConnections(gateway), []);
    registrar.doesPong = false;
    await gateway.until('system events', (events: readonly Told[]) =>
      events.some(({ facts }) => facts['reason'] === 'no answer to a keep-alive in 10 s'),
    );
    await until(() => registrar.registered.length === 2, 'another connection');
  } finally {
    await gateway.stop();
    await registrar.close();
  }
});

test('behind a NAT over TCP: the Contact is that of the connection, and of the one after it', async () => {
  const registrar = await StreamRegistrar.open();
  const nat = await StreamNat.open(registrar.port, '127.0.0.50');
  const contact = `127.0.0.1:${nat.port};transport=tcp`;
  const gateway = await startGateway({
    script: [`voip sip locationserver create reg contact ${contact}`, ...lines.slice(0, 3)],
  });
  try {
    for (const connection of [1, 2]) {
      const last = () => registrar.registered.at(-1);
      await until(
        () =>
          last()?.connection === connection &&
          last()?.contact.includes(`@${last()?.from};`) === true,
        `the public Contact of connection ${connection}`,
      );
      const { seenAt } = await gateway.exec('voip sip locationserver show reg');
      assert.equal(seenAt, last()?.from);
      nat.restart();
    }
  } finally {
    await gateway.stop();
    nat.close();
    await registrar.close();
  }
});

test('an INVITE that finds its connection dead goes to the same proxy over a new one, then to the next', async (t) => {
  const [first, second] = [await StreamRegistrar.open(), await StreamRegistrar.open()];
  const asked: string[] = [];
  const dead = new Set<number>();
  first.invited = (connection) => {
    asked.push(`first, ${connection}`);
    return dead.has(connection) ? undefined : 486;
  };
  second.invited = () => {
    asked.push('second');
    return 404;
  };
  const gateway = await startGateway({
    script: [
      `voip sip proxyserver create first contact 127.0.0.1:${first.port};transport=tcp master`,
      `voip sip proxyserver create second contact 127.0.0.1:${second.port};transport=tcp noregister`,
      ...lines.slice(0, 3),
    ],
  });
  t.after(async () => {
    await gateway.stop();
    await Promise.all([first.close(), second.close()]);
  });
  await gateway.until('voip sip user list', ([line]) => line.status === 'up');
  const call = async () => {
    const before = (await gateway.exec('voip call log')).length;
    await gateway.exec('voip ep soft dial p200 5551234#');
    const [{ id }] = await gateway.until('voip call log', ({ length }) => length > before);
    await gateway.exec('voip ep soft onhook p200');
    const { cause, tries } = await gateway.exec(`voip call record ${id}`);
    return [cause, tries.map(({ server }: { server: string }) => server)];
  };
  assert.deepEqual(await call(), ['busy', ['first']]);
  dead.add(1);
  assert.deepEqual(await call(), ['busy', ['first']]);
  assert.deepEqual(asked, ['first, 1', 'first, 1', 'first, 2']);
  for (const connection of [2, 3, 4, 5]) dead.add(connection);
  const [cause, servers] = await call();
  assert.deepEqual([cause, servers], ['unallocated-number', ['first', 'second']]);
  assert.equal(asked.length, 6, 'twice the first, once the second');
});
