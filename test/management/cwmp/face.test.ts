/**
 * The face as others see it: its view, its trace, a new ACS that never answers, the same values as
 * every face.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { cwmpSetting } from '../../../src/domain/cwmp-settings.ts';
import { masked } from '../../../src/management/cwmp/session/masked.ts';
import { forwardingRules } from '../../../src/management/model/forwarding-rules.ts';
import type { Value } from '../../../src/management/model/managed-object.ts';
import { locationServers, proxyServers } from '../../../src/management/model/servers.ts';
import { users } from '../../../src/management/model/users.ts';
import { startCpe } from '../../support/acs-cpe.ts';
import { ask, valuesIn } from '../../support/acs-requests.ts';
import { until } from '../../support/until.ts';
import { createSample, sampleConfiguration, voice } from './sample.ts';

test('the view has the last session, faults, events that wait and the next inform', async () => {
  await using cpe = await startCpe();
  await cpe.acs.play([ask.values('Device.Nothing'), ask.methods()]);
  await cpe.idle();
  const view = cpe.face.view();
  assert.deepEqual(Object.keys(view).toSorted(), [
    'connectionRequestUrl',
    'informs',
    'lastFault',
    'lastSession',
    'nextInformAt',
    'pendingEvents',
    'state',
    'url',
  ]);
  assert.equal(view.url, cpe.acs.url());
  assert.deepEqual([view.state, view.informs, view.pendingEvents], ['idle', 1, []]);
  assert.match(view.lastFault ?? '', /^GetParameterValues: 9005 Invalid parameter name/);
  assert.deepEqual(
    { ...view.lastSession },
    {
      startedAt: '2026-01-01T00:00:00.000Z',
      endedAt: '2026-01-01T00:00:00.000Z',
      outcome: 'completed',
      events: ['0 BOOTSTRAP', '1 BOOT'],
      requests: 2,
    },
  );
});

test('the trace keeps the envelopes of the last sessions, every secret masked', async () => {
  await using cpe = await startCpe({ configuration: sampleConfiguration() });
  await cpe.acs.play([]);
  await cpe.idle();
  cpe.face.setTrace(true);
  for (let n = 0; n < 7; n += 1) {
    cpe.face.inform();
    await cpe.acs.play([
      ask.set([
        [`${voice}SIP.Client.1.AuthPassword`, 'planted-one'],
        ['Device.ManagementServer.ConnectionRequestPassword', 'planted-two'],
        [`${voice}SIP.Client.1.AuthUserName`, `name${n}`],
      ]),
    ]);
    await cpe.idle();
  }
  const sessions = cpe.face.trace();
  assert.equal(sessions.length, 5);
  const text = JSON.stringify(sessions);
  assert.match(text, /name6/);
  assert.doesNotMatch(text, /planted|name1/);
  cpe.face.setTrace(false);
  assert.deepEqual(cpe.face.trace(), []);
});

test('passwords are masked whatever prefixes, blanks and attributes stand around them', () => {
  for (const text of [
    '<Password>secret</Password>',
    '<x:Password a="1">secret</x:Password>',
    '<Name>Device.A.AuthPassword</Name><Value xsi:type="xsd:string">secret</Value>',
    '<a:Name>STUNPassword</a:Name>\n  <a:Value>secret</a:Value>',
    '<Password><![CDATA[secret]]></Password>',
    '<Password a=">">secret</Password>',
    '<Name>A.Password</Name><Value><![CDATA[secret]]></Value>',
    '<Name><![CDATA[A.Password]]></Name><Value>secret</Value>',
    '<Name>A.&#80;assword</Name><Value>secret</Value>',
    '<Name>A.Pass<!-- -->word\n</Name><Value>secret</Value>',
    '<ParameterValueStruct><Value>secret</Value><Name>A.Password</Name></ParameterValueStruct>',
    '<Name>A.Password</Name><Value>secret',
    '<Name>A.Pass&word;</Name><Value>secret</Value>',
    '<Password>secret<',
  ]) {
    assert.doesNotMatch(masked(text), /secret/);
    assert.match(masked(text), /\*\*\*/);
  }
  const harmless = '<Name>Device.A.PasswordRetries</Name><Value>3</Value>';
  assert.equal(masked(harmless), harmless);
  const empty = '<Name>A.Password</Name><Value/><Name>A.Password</Name><Value></Value>';
  assert.equal(masked(empty), empty);
});

test('masking a megabyte of nothing that is closed takes one look at each character', () => {
  for (const piece of ['<Password>', '<Name>', '<', '<!--', "<a b='", '<Value>&']) {
    const text = piece.repeat(Math.ceil(1_000_000 / piece.length));
    assert.ok(masked(text).length <= text.length);
  }
});

test('an ACS that another has named and that never answers is given up; it is told of', async () => {
  await using cpe = await startCpe();
  await cpe.set('username', 'first');
  await cpe.acs.play([
    ask.set([
      ['Device.ManagementServer.URL', 'http://127.0.0.1:1/nobody'],
      ['Device.ManagementServer.Username', 'second'],
    ]),
  ]);
  await until(() => {
    cpe.gateway.clock.advance(1000);
    return cwmpSetting(cpe.gateway.configuration().cwmp, 'url') === cpe.acs.url();
  });
  assert.equal(cwmpSetting(cpe.gateway.configuration().cwmp, 'username'), 'first');
  await cpe.acs.play([]);
  const codes = (await cpe.gateway.events.query({ limit: 99 })).map(({ code }) => code);
  assert.ok(codes.includes('cwmp.acs-changed') && codes.includes('cwmp.acs-rolled-back'));
});

test('an ACS that another has named and that answers is kept', async () => {
  await using cpe = await startCpe();
  const next = `${cpe.acs.url()}/next`;
  await cpe.acs.play([ask.set([['Device.ManagementServer.URL', next]])]);
  await cpe.acs.play([]);
  await cpe.idle();
  cpe.acs.rules = { intercept: () => ({ status: 503 }) };
  for (let n = 0; n < 7; n += 1) {
    cpe.face.inform();
    await until(() => cpe.face.view().state === 'waiting');
  }
  assert.equal(cwmpSetting(cpe.gateway.configuration().cwmp, 'url'), next);
});

test('an ACS that was not named after all, as the request was refused, is no change', async () => {
  await using cpe = await startCpe();
  await cpe.acs.play([
    ask.set([
      ['Device.ManagementServer.URL', 'http://127.0.0.1:1/nobody'],
      ['Device.Nothing', '1'],
    ]),
  ]);
  const codes = (await cpe.gateway.events.query({ limit: 99 })).map(({ code }) => code);
  assert.ok(!codes.includes('cwmp.acs-changed'));
});

test('an operator who sets a wrong URL keeps it: only an ACS is corrected', async () => {
  await using cpe = await startCpe();
  await cpe.acs.play([]);
  await cpe.idle();
  await cpe.set('url', 'http://127.0.0.1:1/nobody');
  for (let n = 0; n < 7; n += 1) {
    cpe.face.inform();
    await until(() => cpe.face.view().state === 'waiting');
  }
  assert.match(cwmpSetting(cpe.gateway.configuration().cwmp, 'url'), /nobody/);
});

test('no secret of the configuration is ever sent', async () => {
  await using cpe = await startCpe({
    configuration: sampleConfiguration(),
    settings: { password: 'planted-acs', 'stun-password': 'planted-stun' },
  });
  await cpe.acs.play([ask.values('Device.'), ask.names('')]);
  for (const { text } of cpe.acs.posts) assert.doesNotMatch(text, /planted|>pw</);
});

/** The words of TR-104 differ in case and underscores, and it has no null. */
function plain(value: Value | undefined): string {
  if (value === null || value === undefined) return '';
  if (typeof value === 'boolean') return value ? '1' : '0';
  const text = typeof value === 'object' ? JSON.stringify(value) : String(value);
  return text.replaceAll('_', '').toLowerCase();
}

/** Told in another form there: a reference, an instant, a phase of a call. */
const otherwise = /RegisteredServer$|ExpireTime$|CallStatus$|LastMatch$|StatusSince$/;

test('every managed object that TR-104 has a place for reads the same there', async () => {
  const { gateway, tree, world, read, instances } = await createSample();
  gateway.setView({
    users: {
      u1: {
        status: 'errorNetwork',
        tries: [],
        incoming: { attempts: 9, connected: 8, failed: 1, dropped: 2, seconds: 77 },
      },
      u2: { status: 'up', server: 'west', effectiveDomain: 'west.example' },
    },
    locationServers: { west: { health: 'quarantined', lines: 1, requests: 12, refusals: 3 } },
    proxyServers: { east: { health: 'up', successes: 4 } },
    rules: { r1: { matches: 5, lastMatchAt: null } },
  });
  await world();
  let compared = 0;
  const tables = { users, forwardingRules, locationServers, proxyServers };
  for (const [key, table] of Object.entries(tables)) {
    for (const row of table.rows(gateway.view)) {
      const number = instances.number(key, row.name);
      for (const { name, tr104, type } of table.objects) {
        if (tr104 === undefined || otherwise.test(tr104) || type.kind === 'secret') continue;
        const below = tr104.includes('{i}') ? tr104 : `${table.tr104}${tr104}`;
        const path = `${voice}${below}`
          .replace('Network.{i}', 'Network.1')
          .replace('{i}', String(number))
          .replaceAll('<VID>', 'OFFHOOK');
        const text = (await read(path)) ?? 'nothing';
        const value = row.get(name);
        const expected = value === null && /^[0-9]+$/.test(text) ? '0' : plain(value);
        assert.equal(plain(text), expected, path);
        compared += 1;
      }
    }
  }
  assert.ok(compared > 120, `${compared} values`);
  assert.ok(tree.leaf(await world(), `${voice}SIP.Client.1.Status`));
});

test('values are the same however they are asked for', async () => {
  await using cpe = await startCpe({ configuration: sampleConfiguration() });
  const [all, one] = await cpe.acs.play([
    ask.values('Device.'),
    ask.values(`${voice}SIP.Client.1.X_OFFHOOK_Address`),
  ]);
  for (const [name, value] of Object.entries(valuesIn(one))) {
    assert.equal(valuesIn(all)[name], value);
  }
});
