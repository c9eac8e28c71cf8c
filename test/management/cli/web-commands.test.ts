/**
 * `web …` and `metrics …` on the command line: listeners, people, tokens, and the script they make.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { toScript } from '../../../src/domain/script.ts';
import { isPassword } from '../../../src/management/credentials.ts';
import { createFakeSession } from '../../support/fake-session.ts';

void test('listeners are set, shown and switched off; two on one address are refused', async () => {
  const { all, json, refusal } = createFakeSession();
  assert.equal((await json('web show')).listen, '127.0.0.1:8060');
  await all('web set listen 127.0.0.2:9000', 'metrics set listen [::1]:9100');
  await all('web set tls /etc/offhook/web.pem /etc/offhook/web.key');
  assert.deepEqual(await json('web show'), {
    listen: '127.0.0.2:9000',
    certificate: '/etc/offhook/web.pem',
    key: '/etc/offhook/web.key',
    metricsListen: '[::1]:9100',
    consoleListen: 'off',
    captureTarget: 'off',
    syslogTarget: 'off',
    otlpEndpoint: 'off',
  });
  assert.match(await refusal('metrics set listen 127.0.0.2:9000'), /^E-LISTEN/);
  assert.match(await refusal('web set listen example.com:80'), /^E-LISTEN/);
  await all('web set listen off', 'web set tls off', 'metrics set listen off');
  assert.deepEqual(await json('web show'), {
    listen: 'off',
    certificate: '',
    key: '',
    metricsListen: 'off',
    consoleListen: 'off',
    captureTarget: 'off',
    syslogTarget: 'off',
    otlpEndpoint: 'off',
  });
});

void test('a person may log in with the password given, which is kept as a hash only', async () => {
  const { all, json, refusal, gateway } = createFakeSession();
  await all('web user create ann password "correct horse" role configure');
  const hash = gateway.configuration().web.users[0]?.passwordHash ?? '';
  assert.match(hash, /^scrypt\$15\$/);
  assert.ok(await isPassword('correct horse', hash));
  assert.ok(!(await isPassword('wrong horse', hash)));
  assert.match(await refusal('web user create bob password short role read'), /^E-PASSWORD/);
  assert.match(await refusal('web user create bob password "long enough" role king'), /^E-VALUE/);
  await all('web user set ann role read');
  assert.deepEqual(await json('web user list'), [{ name: 'ann', role: 'read', mayLogIn: true }]);
  assert.equal(gateway.configuration().web.users[0]?.passwordHash, hash);
  await all('web user delete ann');
  assert.match(await refusal('web user delete ann'), /^E-NOT-FOUND/);
});

void test('a token is shown once and kept as a hash', async () => {
  const { json, all, gateway } = createFakeSession();
  const { token } = await json('web token create prom scope read');
  assert.match(token, /^offhook_[\w-]{32}$/);
  assert.ok(!JSON.stringify(gateway.configuration()).includes(token));
  assert.deepEqual(await json('web token list'), [{ name: 'prom', scope: 'read' }]);
  await all('web token delete prom');
  assert.deepEqual(await json('web token list'), []);
});

void test('the script with secrets makes the same settings again, the one without lets nobody in', async () => {
  const { all, gateway } = createFakeSession();
  await all(
    'web set listen 127.0.0.2:9000',
    'metrics set listen 127.0.0.1:9100',
    'web set tls "/a b/c.pem" /k',
    'web user create ann password "correct horse" role configure',
    'web token create prom scope read',
    'console set listen 127.0.0.1:2022',
    'voip trace set hep 127.0.0.1:9060',
    'syslog set target log.example.com:6514;transport=tls',
    `web user set ann key "ssh-ed25519 ${'A'.repeat(68)}"`,
  );
  const configuration = gateway.configuration();
  const replayed = async (secrets: boolean) => {
    const other = createFakeSession();
    await other.all(...toScript(configuration, { secrets }));
    return other.gateway.configuration().web;
  };
  assert.deepEqual(await replayed(true), configuration.web);
  const bare = await replayed(false);
  assert.equal(bare.users[0]?.passwordHash, undefined);
  assert.equal(await isPassword('', undefined), false);
});
