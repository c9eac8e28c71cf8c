/** TLS to the ACS: who it is, is checked; nothing is said to another. Threat T12 */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { Acs, type AcsRules } from '../../support/acs.ts';
import { type Cpe, startCpe } from '../../support/acs-cpe.ts';
import { ask } from '../../support/acs-requests.ts';
import { Authority, noOpenssl } from '../../support/certificates.ts';
import { until } from '../../support/until.ts';

const skip = noOpenssl;

interface World {
  readonly authority: Authority;
  readonly file: (name: string, text: string) => string;
}

async function withFiles(run: (world: World) => Promise<void>): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'cwmp-'));
  const file = (name: string, text: string) => {
    writeFileSync(join(folder, name), text);
    return join(folder, name);
  };
  const authority = new Authority();
  try {
    await run({ authority, file });
  } finally {
    authority.remove();
    rmSync(folder, { recursive: true });
  }
}

async function failure(cpe: Cpe): Promise<string> {
  await until(() => cpe.face.view().state === 'waiting');
  assert.equal(cpe.acs.posts.length, 0, 'nothing was said');
  return cpe.face.view().lastFault ?? '';
}

const strict = { 'plain-http': 'off' };

test('an ACS whose name and authority are right is spoken with', { skip }, () =>
  withFiles(async ({ authority, file }) => {
    const rules: AcsRules = { tls: { ...authority.sign('IP:127.0.0.1') } };
    const ca = file('ca.pem', authority.ca());
    await using cpe = await startCpe({ rules, settings: { ...strict, ca } });
    const answers = await cpe.acs.play([ask.methods()]);
    assert.equal(answers.length, 1);
  }),
);

test('a wrong name, an unknown authority and an old TLS are refused', { skip }, () =>
  withFiles(async ({ authority, file }) => {
    const ca = file('ca.pem', authority.ca());
    const right = authority.sign('IP:127.0.0.1');
    const cases: readonly (readonly [AcsRules, Record<string, string>])[] = [
      [{ tls: { ...authority.sign('DNS:other.example') } }, { ca }],
      [{ tls: { ...right } }, {}],
      [{ tls: { ...right, maxVersion: 'TLSv1.1', minVersion: 'TLSv1' } }, { ca }],
    ];
    for (const [rules, settings] of cases) {
      await using cpe = await startCpe({ rules, settings: { ...strict, ...settings } });
      assert.notEqual(await failure(cpe), '');
    }
  }),
);

test('a client certificate is shown when there is one', { skip }, () =>
  withFiles(async ({ authority, file }) => {
    const own = authority.sign('DNS:gateway.example');
    const tls = {
      ...authority.sign('IP:127.0.0.1'),
      requestCert: true,
      rejectUnauthorized: true,
      ca: authority.ca(),
    };
    const ca = file('ca.pem', authority.ca());
    const settings = { ca, cert: file('cert.pem', own.cert), key: file('key.pem', own.key) };
    await using without = await startCpe({ rules: { tls }, settings: { ...strict, ca } });
    await failure(without);
    await using cpe = await startCpe({ rules: { tls }, settings: { ...strict, ...settings } });
    await cpe.acs.play([]);
  }),
);

test('a file that cannot be read is no reason to check less', { skip }, () =>
  withFiles(async ({ authority }) => {
    const rules: AcsRules = { tls: { ...authority.sign('IP:127.0.0.1') } };
    await using cpe = await startCpe({ rules, settings: { ...strict, ca: '/nothing/here.pem' } });
    assert.match(await failure(cpe), /ca cannot be read/);
  }),
);

test('a redirect from https: to http: is refused', { skip }, () =>
  withFiles(async ({ authority, file }) => {
    const plain = new Acs();
    await plain.start();
    const rules: AcsRules = {
      tls: { ...authority.sign('IP:127.0.0.1') },
      intercept: () => ({ status: 307, headers: { location: plain.url() } }),
    };
    const ca = file('ca.pem', authority.ca());
    await using cpe = await startCpe({ rules, settings: { ...strict, ca } });
    await until(() => cpe.face.view().state === 'waiting');
    assert.match(cpe.face.view().lastFault ?? '', /http: is not allowed/);
    assert.equal(plain.posts.length, 0);
    await plain.stop();
  }),
);
