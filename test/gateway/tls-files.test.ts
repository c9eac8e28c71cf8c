/** Files of certificates and keys, as an operator may name them. */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { setCwmp } from '../../src/domain/cwmp-settings.ts';
import { emptyConfiguration } from '../../src/domain/empty-configuration.ts';
import { checkTlsFiles, readTls } from '../../src/gateway/tls-files.ts';
import { Authority, noOpenssl } from '../support/certificates.ts';

const none = { ca: undefined, cert: undefined, key: undefined };

test('what is no certificate, no key or no pair is refused before anything is opened with it', {
  skip: noOpenssl,
}, (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'offhook-tls-'));
  const authority = new Authority();
  t.after(() => {
    authority.remove();
    rmSync(folder, { recursive: true });
  });
  const file = (name: string, text: string) => {
    writeFileSync(join(folder, name), text);
    return join(folder, name);
  };
  const own = authority.sign('DNS:example.com');
  const texts = { ca: authority.ca(), ...own };
  const ca = file('ca', texts.ca);
  const cert = file('cert', texts.cert);
  const key = file('key', texts.key);
  const other = file('other', authority.sign('DNS:example.com').key);
  const garbage = file('garbage', 'root:x:0:0');
  assert.deepEqual(readTls(none), none);
  assert.deepEqual(readTls({ ca, cert, key }), texts);
  assert.equal(readTls({ ...none, cert }).cert, own.cert, 'its key may follow');
  for (const [files, message] of [
    [{ ca: garbage }, /no certificate \(PEM\) in ".*garbage"/],
    [{ ca: key }, /no certificate/],
    [{ cert: garbage, key }, /no certificate/],
    [{ cert, key: garbage }, /no private key/],
    [{ cert, key: other }, /the key in ".*other" is not of the certificate in ".*cert"/],
    [{ cert: join(folder, 'nothing') }, /cannot read/],
  ] as const) {
    assert.throws(() => readTls({ ...none, ...files }), { code: 'E-FILE', message });
  }
});

test('files that a change names for the page or an ACS are checked with it, others are not', () => {
  const { web } = emptyConfiguration;
  const tls = { certificate: '/nothing/web.pem', key: '/nothing/web.key' };
  const page = { ...emptyConfiguration, web: { ...web, tls } };
  const acs = setCwmp(emptyConfiguration, 'ca', '/nothing/ca.pem');
  for (const [after, message] of [
    [page, /cannot read "\/nothing\/web.pem"/],
    [acs, /cannot read "\/nothing\/ca.pem"/],
  ] as const) {
    assert.throws(() => checkTlsFiles(after, emptyConfiguration), { code: 'E-FILE', message });
    checkTlsFiles(setCwmp(after, 'username', 'gateway-7'), after);
    checkTlsFiles(emptyConfiguration, after);
  }
});
