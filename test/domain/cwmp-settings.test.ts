/**
 * The settings of TR-069 and the drafts of an ACS: rules, refusals, the script that recreates them.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checkConfiguration } from '../../src/domain/check-configuration.ts';
import { cwmpSetting, setCwmp } from '../../src/domain/cwmp-settings.ts';
import { createDraft, deleteDraft, setDraft } from '../../src/domain/drafts.ts';
import { emptyConfiguration } from '../../src/domain/empty-configuration.ts';
import { entriesUsed } from '../../src/domain/entries.ts';
import { toScript } from '../../src/domain/script.ts';
import { createUser } from '../../src/domain/users.ts';

test('TR-069 is off until it has a URL, and an http: URL must be allowed first', () => {
  assert.equal(cwmpSetting(emptyConfiguration.cwmp, 'url'), 'off');
  const url = 'http://127.0.0.1:7547/acs';
  assert.throws(() => setCwmp(emptyConfiguration, 'url', url), { code: 'E-CWMP-PLAIN' });
  const plain = setCwmp(emptyConfiguration, 'plain-http', 'on');
  const set = setCwmp(plain, 'url', url);
  assert.equal(cwmpSetting(set.cwmp, 'url'), url);
  assert.throws(() => setCwmp(set, 'plain-http', 'off'), { code: 'E-CWMP-PLAIN' });
});

test('what no ACS could be reached at is refused', () => {
  for (const url of ['ftp://acs', 'acs.example', 'https://u:p@acs.example/', 'https://a/#x']) {
    assert.throws(() => setCwmp(emptyConfiguration, 'url', url), { code: 'E-VALUE' }, url);
  }
  for (const listen of ['7547', 'acs:7547', '127.0.0.1', '127.0.0.1:0']) {
    const act = () => setCwmp(emptyConfiguration, 'connection-request', listen);
    assert.throws(act, { code: 'E-VALUE' }, listen);
  }
  assert.throws(() => setCwmp(emptyConfiguration, 'nothing', '1'), { code: 'E-PARAMETER' });
  assert.throws(() => setCwmp(emptyConfiguration, 'retry-minimum', '0'), { code: 'E-VALUE' });
});

test('secrets are in the script only when asked for, and the URL comes after what it needs', () => {
  let configuration = setCwmp(emptyConfiguration, 'plain-http', 'on');
  configuration = setCwmp(configuration, 'url', 'http://127.0.0.1/');
  configuration = setCwmp(configuration, 'plain-http', 'on');
  configuration = setCwmp(configuration, 'password', 'secret');
  assert.deepEqual(toScript(configuration, { secrets: false }), [
    'cwmp set plain-http on',
    'cwmp set url http://127.0.0.1/',
  ]);
  assert.deepEqual(toScript(configuration, { secrets: true }).slice(1), [
    'cwmp set password secret',
    'cwmp set url http://127.0.0.1/',
  ]);
  assert.doesNotMatch(JSON.stringify(configuration), /secret"/);
});

test('a draft of an entry counts against the shared limit, a draft of a server does not', () => {
  let configuration = emptyConfiguration;
  for (let n = 0; n < 99; n += 1) {
    configuration = createUser(configuration, { name: `u${n}`, address: String(1000 + n) });
  }
  configuration = createDraft(configuration, 'user', 'd1');
  assert.equal(entriesUsed(configuration).used, 100);
  const refused = { code: 'E-ENTRY-LIMIT' };
  assert.throws(() => createDraft(configuration, 'forwardingRule', 'd2'), refused);
  assert.throws(() => createUser(configuration, { name: 'more', address: '9' }), refused);
  configuration = createDraft(configuration, 'proxyServer', 'd3');
  configuration = deleteDraft(configuration, 'd1');
  assert.equal(entriesUsed(configuration).used, 99);
  checkConfiguration(configuration);
});

test('a draft keeps what is written into it, its password as a secret', () => {
  let configuration = createDraft(emptyConfiguration, 'user', 'd1');
  configuration = setDraft(configuration, 'd1', { address: '12', login: 'al' }, 'hidden');
  configuration = setDraft(configuration, 'd1', { login: '' });
  assert.deepEqual(toScript(configuration, { secrets: true }), [
    'cwmp draft create d1 user',
    'cwmp draft set d1 address 12',
    'cwmp draft set d1 password hidden',
  ]);
  assert.doesNotMatch(JSON.stringify(configuration), /hidden/);
  assert.throws(() => setDraft(configuration, 'd2', {}), { code: 'E-NOT-FOUND' });
});
