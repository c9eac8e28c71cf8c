/**
 * The shipped rules that mark packets: they load, name the ports of the gateway, and mark what it
 * sends. RFC 4594.
 */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { type TestContext, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { emptyConfiguration } from '../../src/domain/empty-configuration.ts';
import { parameters } from '../../src/domain/protocol.ts';
import { findProgram, startChild } from '../support/child.ts';

const file = fileURLToPath(new URL('../../deploy/nftables/offhook.nft', import.meta.url));
const nft = findProgram('nft') ?? '';
const ip = findProgram('ip') ?? '';
const tshark = findProgram('tshark') ?? '';

function run(program: string, ...args: readonly string[]): void {
  const { status, stderr } = spawnSync(program, [...args], { encoding: 'utf8' });
  assert.equal(status, 0, stderr);
}

test('the ports are those that the gateway has by default', () => {
  const text = readFileSync(file, 'utf8');
  const { lan, wan } = emptyConfiguration.interfaces;
  const ports = [lan.port, lan.port + 1, wan.port, wan.port + 1].join(', ');
  assert.ok(text.includes(`define sip_ports = { ${ports} }`));
  assert.ok(text.includes(`define media_ports = ${parameters['rtp-port-range'].initial}`));
});

/** The path of a network of its own, which goes with the test; undefined where none can be had. */
function ownNetwork(t: TestContext): string | undefined {
  const name = `offhook-nft-${process.pid}`;
  const isMade = ip !== '' && spawnSync(ip, ['netns', 'add', name]).status === 0;
  if (!isMade) return undefined;
  t.after(() => run(ip, 'netns', 'del', name));
  run(ip, '-n', name, 'link', 'set', 'lo', 'up');
  return name;
}

test('loaded, twice, they mark media EF and signalling CS3, and nothing else', async (t) => {
  const name = nft === '' || tshark === '' ? undefined : ownNetwork(t);
  if (name === undefined) return t.skip('nft, tshark or a network of its own is missing');
  const inside = ['netns', 'exec', name];
  run(ip, ...inside, nft, '-f', file);
  run(ip, ...inside, nft, '-f', file);
  const fields = ['-T', 'fields', '-e', 'udp.srcport', '-e', 'ip.dsfield.dscp'];
  const capture = startChild(ip, [...inside, tshark, '-l', '-i', 'lo', ...fields, 'udp']);
  t.after(() => capture.stop());
  // Again and again: nobody tells when the capture really begins.
  const sending = `const { createSocket } = require('node:dgram');
    for (const port of [16384, 5070, 40000]) {
      const socket = createSocket('udp4');
      socket.bind(port, '127.0.0.1', () =>
        setInterval(() => socket.send('x', 9, '127.0.0.1'), 100));
    }`;
  const sender = startChild(ip, [...inside, process.execPath, '-e', sending]);
  t.after(() => sender.stop());
  await capture.until(/^16384\t46$/m);
  await capture.until(/^5070\t24$/m);
  await capture.until(/^40000\t0$/m);
});
