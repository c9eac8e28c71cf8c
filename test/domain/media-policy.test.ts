/** Codecs and encryption of servers and ports: read, refused, kept in the script. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Configuration } from '../../src/domain/configuration.ts';
import { emptyConfiguration } from '../../src/domain/empty-configuration.ts';
import { createPort, setPort } from '../../src/domain/ports.ts';
import { toScript } from '../../src/domain/script.ts';
import { createServer, setServer } from '../../src/domain/servers.ts';

const server = { kind: 'proxy', name: 'out', contact: 'proxy.test' } as const;
const refused = { name: 'Refusal', code: 'E-VALUE' };

function lineOf(configuration: Configuration, word: string): string | undefined {
  return toScript(configuration, { secrets: false }).find((line) => line.includes(word));
}

test('a server takes codecs in order, in any case, and encryption; an empty text takes them away', () => {
  const made = createServer(emptyConfiguration, {
    ...server,
    codecs: 'PCMA,pcmu',
    srtp: 'required',
  });
  assert.deepEqual(made.proxyServers[0]?.codecs, ['pcma', 'pcmu']);
  assert.match(lineOf(made, 'proxyserver') ?? '', /codecs pcma,pcmu srtp required/);
  const kept = setServer(made, { kind: 'proxy', name: 'out', master: true });
  assert.equal(kept.proxyServers[0]?.srtp, 'required');
  const bare = setServer(kept, { kind: 'proxy', name: 'out', codecs: '', srtp: 'off' });
  assert.deepEqual(
    [bare.proxyServers[0]?.codecs, bare.proxyServers[0]?.srtp],
    [undefined, undefined],
  );
});

test('a port has them too; nothing is encrypted on the way to a soft port', () => {
  const made = createPort(emptyConfiguration, 'sip', { name: 'desk', login: 'desk' });
  const set = setPort(made, { name: 'desk', codecs: 'g722,pcma', srtp: 'preferred' });
  assert.match(lineOf(set, 'ep set desk') ?? '', /codecs g722,pcma srtp preferred/);
  assert.throws(() => createPort(emptyConfiguration, 'soft', { name: 'bot', srtp: 'required' }), {
    code: 'E-PORT-KIND',
  });
});

test('what is no codec, twice the same, too many, or no kind of encryption is refused', () => {
  const many = Array.from({ length: 17 }, (_, at) => `c${at}`).join(',');
  for (const codecs of ['pcma,', 'pcma pcmu', 'pcma,PCMA', 'größe', many, '-a']) {
    assert.throws(() => createServer(emptyConfiguration, { ...server, codecs }), refused);
  }
  assert.throws(() => createServer(emptyConfiguration, { ...server, srtp: 'maybe' }), refused);
});
