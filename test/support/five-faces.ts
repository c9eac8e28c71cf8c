/**
 * One real gateway with every face open, and what each face says: command line, REST, SNMP, TR-069,
 * Prometheus.
 */
import assert from 'node:assert/strict';
import { mibArc } from '../../src/management/snmp/object-table.ts';
import { Acs } from './acs.ts';
import { ask, valuesIn } from './acs-requests.ts';
import type { GatewayOptions } from './gateway-process.ts';
import { runTool, v3Arguments } from './net-snmp.ts';
import { type CallWorld, startCallWorld } from './peers/call-world.ts';
import { freePort } from './ports.ts';

// biome-ignore lint: the shape of an answer is what each test asserts.
type Json = any; // oxlint-disable-line typescript/no-explicit-any

export interface HttpAnswer {
  readonly status: number;
  readonly json: Json;
}

/** Instances by their numbers; octets as text, everything else as the number that it is. */
export type SnmpValues = ReadonlyMap<string, Buffer | number>;

export interface FiveFaces extends AsyncDisposable {
  readonly calls: CallWorld;
  readonly acs: Acs;
  cli(line: string): Promise<Json>;
  rest(method: string, path: string, body?: unknown): Promise<HttpAnswer>;
  metrics(): Promise<string>;
  /** Everything below the arc of OFFHOOK-MIB. */
  walk(): Promise<SnmpValues>;
  snmpset(...varbinds: readonly string[]): Promise<string>;
  /** Plays requests of an ACS in the next session. */
  cwmp(...requests: readonly string[]): ReturnType<Acs['play']>;
  parameters(path: string): Promise<Readonly<Record<string, string>>>;
}

const credentials = v3Arguments({ user: 'writer' });

/** Without MIBs, `-OnqUtx`: names, labels and ticks as numbers, octets in hexadecimal. */
function readWalk(text: string): SnmpValues {
  const rows = text.trim().split(/\n(?=\.1\.3)/);
  return new Map(
    rows.map((row): [string, Buffer | number] => {
      const [, oid = '', value = ''] = /^\.(\S+) ?([\s\S]*)$/.exec(row) ?? [];
      const [, octets] = /^"([^"]*)"/.exec(value) ?? [];
      if (octets === undefined) return [oid, Number.parseInt(value, 10)];
      return [oid, Buffer.from(octets.replace(/\s/g, ''), 'hex')];
    }),
  );
}

export async function startFiveFaces(options: GatewayOptions = {}): Promise<FiveFaces> {
  const acs = new Acs();
  const url = await acs.start();
  const [web, snmp] = [await freePort(), await freePort()];
  const calls = await startCallWorld({
    ...options,
    script: [
      `web set listen 127.0.0.1:${web}`,
      `snmp set listen 127.0.0.1:${snmp}`,
      'snmp user create writer auth sha256 authentic-pass priv aes128 private-pass access write',
      ...(options.script ?? []),
      'cwmp set plain-http on',
      'cwmp set connection-request off',
      `cwmp set url ${url}`,
    ],
  }).catch(async (error: unknown) => {
    await acs.stop();
    throw error;
  });
  const { gateway } = calls;
  const { token } = await gateway.exec('web token create faces scope configure');
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
  const origin = `http://127.0.0.1:${web}`;

  async function cwmp(...requests: readonly string[]): ReturnType<Acs['play']> {
    const playing = acs.play(requests);
    await gateway.exec('cwmp inform');
    return await playing;
  }

  return {
    calls,
    acs,
    cli: (line) => gateway.exec(line),
    async rest(method, path, body) {
      const init =
        body === undefined ? { method, headers } : { method, headers, body: JSON.stringify(body) };
      const response = await fetch(`${origin}/api/v1/${path}`, init);
      return { status: response.status, json: await response.json() };
    },
    async metrics() {
      const response = await fetch(`${origin}/metrics`, { headers });
      assert.equal(response.status, 200);
      return await response.text();
    },
    async walk() {
      const place = `127.0.0.1:${snmp}`;
      const { code, text } = await runTool('snmpbulkwalk', [
        '-m',
        '',
        '-OnqUtx',
        ...credentials,
        place,
        mibArc,
      ]);
      assert.equal(code, 0, text);
      return readWalk(text);
    },
    async snmpset(...varbinds) {
      return (await runTool('snmpset', [...credentials, `127.0.0.1:${snmp}`, ...varbinds])).text;
    },
    cwmp,
    async parameters(path) {
      const [answer] = await cwmp(ask.values(path));
      return valuesIn(answer);
    },
    async [Symbol.asyncDispose]() {
      await calls[Symbol.asyncDispose]();
      await acs.stop();
    },
  };
}
