/**
 * What a manager expects of the objects of the gateway, whoever serves them: our agent, or snmpd
 * through AgentX.
 */
import assert from 'node:assert/strict';
import { type TestOptions, test } from 'node:test';
import type { Configuration } from '../../src/domain/configuration.ts';
import { emptyConfiguration } from '../../src/domain/empty-configuration.ts';
import { createRule } from '../../src/domain/forwarding-rules.ts';
import { createPort } from '../../src/domain/ports.ts';
import { createServer } from '../../src/domain/servers.ts';
import { createUser } from '../../src/domain/users.ts';
import type { FakeGateway } from '../support/fake-gateway.ts';
import { communityArguments, runTool, v3Arguments } from '../support/net-snmp.ts';

export interface Managed extends AsyncDisposable {
  readonly gateway: FakeGateway;
  /** Where managers ask. */
  readonly port: number;
}

export type StartManaged = (configuration?: Configuration) => Promise<Managed>;

const names = ['b', 'bob', 'al', 'alice'];

export function fullConfiguration(users: readonly string[] = names): Configuration {
  let configuration = emptyConfiguration;
  for (const [at, name] of users.entries()) {
    configuration = createUser(configuration, { name, address: String(1000 + at) });
  }
  configuration = createPort(configuration, 'soft', { name: 'p1' });
  for (const kind of ['location', 'proxy'] as const) {
    configuration = createServer(configuration, { kind, name: 'east', contact: '10.0.0.1' });
    configuration = createServer(configuration, {
      kind,
      name: 'west',
      contact: '[2001:db8::1]:5062',
    });
  }
  return createRule(configuration, { name: 'short', address: '1x', contact: '10.0.0.9' });
}

/** `OFFHOOK-MIB::offhookUserAddress."alice" = STRING: 1003`, line by line. */
async function walk(port: number, from: string): Promise<readonly string[]> {
  const place = `127.0.0.1:${port}`;
  const { text } = await runTool('snmpbulkwalk', [...communityArguments, place, from]);
  assert.doesNotMatch(text, /Wrong Type|OID not increasing|Timeout:/);
  return text.trim().split('\n');
}

function set(port: number, user: string, ...args: readonly string[]) {
  return runTool('snmpset', [...v3Arguments({ user }), `127.0.0.1:${port}`, ...args]);
}

/** Without what time changes. */
function timeless(lines: readonly string[]): readonly string[] {
  return lines.filter((line) => !/Timeticks/.test(line));
}

const north = (column: string) => `offhookLocServer${column}."north"`;

export function snmpSuite(through: string, options: TestOptions, start: StartManaged): void {
  const named = (what: string, body: (managed: Managed) => Promise<void>, from?: Configuration) =>
    test(`${through}: ${what}`, options, async () => {
      await using managed = await start(from);
      await body(managed);
    });

  named(
    'a walk finds every row of every table, each value of its type',
    async ({ port }) => {
      const lines = await walk(port, 'offhookObjects');
      for (const name of names) {
        assert.ok(
          lines.some((line) => line.includes(`offhookUserAddress."${name}"`)),
          name,
        );
      }
      for (const row of [
        'LocServerHost."west"',
        'ProxyServerHost."east"',
        'ForwardAddress."short"',
        'PortKind."p1"',
      ]) {
        assert.ok(
          lines.some((line) => line.includes(`offhook${row}`)),
          row,
        );
      }
      assert.ok(lines.length > 250);
    },
    fullConfiguration(),
  );

  named(
    'a walk by GETNEXT finds the same, always increasing',
    async ({ port }) => {
      const place = `127.0.0.1:${port}`;
      const users = 'offhookUserTable';
      const { code, text } = await runTool('snmpwalk', [...communityArguments, place, users]);
      assert.equal(code, 0, text);
      assert.deepEqual(timeless(text.trim().split('\n')), timeless(await walk(port, users)));
    },
    fullConfiguration(),
  );

  named(
    'a table is shown as a table',
    async ({ port }) => {
      const place = `127.0.0.1:${port}`;
      const args = ['-Ci', ...communityArguments, place, 'offhookForwardTable'];
      const { code, text } = await runTool('snmptable', args);
      assert.equal(code, 0, text);
      assert.match(text, /"short"\s+1x\s+10\.0\.0\.9/);
    },
    fullConfiguration(),
  );

  named(
    'a user comes into being, is changed, taken out of service and destroyed',
    async (managed) => {
      const { port, gateway } = managed;
      const status = 'offhookUserRowStatus."carol"';
      const address = 'offhookUserAddress."carol"';
      const made = await set(port, 'writer', status, 'i', 'createAndGo', address, 's', '42');
      assert.equal(made.code, 0, made.text);
      assert.equal(gateway.configuration().users[0]?.address, '42');
      const again = await set(port, 'writer', address, 's', '42', status, 'i', 'createAndGo');
      assert.match(again.text, /inconsistentValue/);
      const changed = await set(
        port,
        'writer',
        'offhookUserPseudonym."carol"',
        's',
        'Carola Größe',
      );
      assert.equal(changed.code, 0, changed.text);
      assert.equal(gateway.configuration().users[0]?.pseudonym, 'Carola Größe');
      await set(port, 'writer', status, 'i', 'notInService');
      assert.equal(gateway.configuration().users[0]?.enabled, false);
      await set(port, 'writer', status, 'i', 'destroy');
      assert.deepEqual(gateway.configuration().users, []);
    },
  );

  named('createAndWait takes its columns one PDU after the other', async ({ port, gateway }) => {
    const steps = [
      [north('RowStatus'), 'i', 'createAndWait'],
      [north('Transport'), 'i', 'tls'],
      [north('Host'), 's', 'sip.example.net'],
    ] as const;
    for (const step of steps) {
      const { code, text } = await set(port, 'writer', ...step);
      assert.equal(code, 0, text);
    }
    const place = `127.0.0.1:${port}`;
    const read = await runTool('snmpget', [...communityArguments, place, north('RowStatus')]);
    assert.match(read.text, /notInService\(2\)/);
    await set(port, 'writer', north('RowStatus'), 'i', 'active');
    const [server] = gateway.configuration().locationServers;
    assert.deepEqual([server?.contact.transport, server?.enabled], ['tls', true]);
  });

  named('a reader makes nothing and changes nothing', async ({ port, gateway }) => {
    const status = 'offhookUserRowStatus."eve"';
    const address = 'offhookUserAddress."eve"';
    const refused = await set(port, 'reader', address, 's', '666', status, 'i', 'createAndGo');
    assert.match(refused.text, /noAccess/);
    const place = `127.0.0.1:${port}`;
    const args = [...communityArguments, place, status, 'i', 'createAndWait'];
    assert.match((await runTool('snmpset', args)).text, /noAccess/);
    assert.deepEqual(gateway.configuration().users, []);
  });

  named('a good and a bad value in one PDU change nothing', async ({ port, gateway }) => {
    await set(
      port,
      'writer',
      'offhookUserAddress."a"',
      's',
      '1',
      'offhookUserRowStatus."a"',
      'i',
      '4',
    );
    const mixed = await set(
      port,
      'writer',
      ...['offhookUserAreaCode."a"', 's', '030'],
      ...['offhookUserDomain."a"', 's', 'no host'],
    );
    assert.match(mixed.text, /wrongValue|Failed object.*offhookUserDomain/s);
    assert.equal(gateway.configuration().users[0]?.areaCode, '');
  });

  named(
    'the entry after the last is refused with resourceUnavailable',
    async ({ port, gateway }) => {
      const status = 'offhookUserRowStatus."late"';
      const late = await set(
        port,
        'writer',
        'offhookUserAddress."late"',
        's',
        '9',
        status,
        'i',
        '4',
      );
      assert.match(late.text, /resourceUnavailable/);
      assert.equal(gateway.view.entries().used, 100);
    },
    fullConfiguration(Array.from({ length: 99 }, (_none, at) => `u${at}`)),
  );
}
