/** Profiles of providers: read strictly, and made into nothing but ordinary configuration. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { checkConfiguration } from '../../src/domain/check-configuration.ts';
import { emptyConfiguration } from '../../src/domain/empty-configuration.ts';
import { applyProfile, type ProfileUse, readProfile } from '../../src/domain/profile.ts';
import { Refusal } from '../../src/domain/refusal.ts';
import { toScript } from '../../src/domain/script.ts';
import { configured, user } from '../support/configured.ts';

const minimal = { title: 'A', documentation: ['https://a.example/'], proxy: 'sip.a.example' };

function profile(fields: object, name = 'a') {
  return readProfile(name, JSON.stringify({ ...minimal, ...fields }));
}

function script(fields: object, use: Partial<ProfileUse> = {}) {
  const before = configured(user('alice', '200'));
  const after = applyProfile(before, profile(fields), { as: 'p', ...use });
  checkConfiguration(after);
  const known = toScript(before, { secrets: false });
  return toScript(after, { secrets: false }).filter((line) => !known.includes(line));
}

test('a profile comes down to the commands that would have made the same', () => {
  assert.deepEqual(
    script({
      registrar: 'reg.a.example;transport=tls',
      codecs: ['pcma', 'g722'],
      srtp: 'required',
      identity: 'asserted',
      numbers: 'e164',
      trusted: true,
      expires: '600',
      keepalive: 'options',
      parameters: { 'invite-policy': 'manual' },
    }),
    [
      'voip sip protocol set invite-policy manual',
      'voip sip locationserver create p contact reg.a.example;transport=tls codecs pcma,g722 srtp required identity asserted numbers e164 expires 600 keepalive options trusted',
      'voip sip proxyserver create p contact sip.a.example codecs pcma,g722 srtp required identity asserted numbers e164 expires 600 keepalive options trusted',
    ],
  );
});

test('without a registrar nobody registers there', () => {
  assert.deepEqual(script({}), ['voip sip proxyserver create p contact sip.a.example noregister']);
});

test('an account stands where the profile says; a user gets the domain', () => {
  const fields = { account: 'the trunk', proxy: '<account>.a.example', domain: '<account>.net' };
  assert.deepEqual(script(fields, { account: 'acme', user: 'alice' }), [
    'voip sip proxyserver create p contact acme.a.example noregister',
    'voip sip user create alice address 200 domain acme.net',
  ]);
});

test('a platform gets the numbers that it is given, may call in, and is asked for nothing else', () => {
  const platform = { proxy: undefined, platform: 'agent.example;transport=tls' };
  assert.deepEqual(script(platform, { numbers: '555xxxx' }), [
    'voip sip locationserver create p contact agent.example;transport=tls noregister',
    'voip sip fdb create p address 555xxxx contact agent.example;transport=tls',
  ]);
});

function refused(act: () => unknown, what: RegExp, code = 'E-PROFILE') {
  assert.throws(act, (error) => {
    assert.ok(error instanceof Refusal);
    assert.equal(error.code, code);
    assert.match(error.message, what);
    return true;
  });
}

test('a file that is no profile is refused with what is wrong', () => {
  const table: readonly (readonly [object | string, RegExp])[] = [
    ['', /no JSON object/],
    ['[]', /no JSON object/],
    ['x'.repeat(20_000), /longer than/],
    [{ title: '' }, /"title"/],
    [{ documentation: [] }, /public pages/],
    [{ documentation: ['file:///etc/passwd'] }, /public pages/],
    [{ password: 'secret' }, /no field "password"/],
    [{ proxy: 'a b' }, /a b/],
    [{ proxy: undefined }, /neither registrar/],
    [{ proxy: '<account>.a.example' }, /"account" says/],
    [{ account: 'the trunk' }, /"account" says/],
    [{ domain: '..' }, /\.\./],
    [{ codecs: 'pcma' }, /"codecs" is a list/],
    [{ codecs: ['pcma', 'pcma'] }, /codecs/],
    [{ srtp: 'yes' }, /srtp is/],
    [{ identity: 'yes' }, /identity is/],
    [{ numbers: 'yes' }, /numbers is/],
    [{ trusted: 'yes' }, /"trusted"/],
    [{ parameters: { nonsense: '1' } }, /no parameter "nonsense"/],
    [{ parameters: { t1: '1' } }, /t1 is/],
    [{ parameters: { t1: 500 } }, /"parameters.t1"/],
    [{ notes: Array.from({ length: 17 }, () => 'n') }, /"notes" is a list/],
  ];
  for (const [file, what] of table) {
    const text = typeof file === 'string' ? file : JSON.stringify({ ...minimal, ...file });
    refused(() => readProfile('a', text), what);
  }
  for (const name of ['', 'A', 'a b', '../a', 'a'.repeat(33)]) {
    refused(() => profile({}, name), /its file is named/);
  }
});

test('what a profile needs and is not told is named; what exists already is not touched', () => {
  refused(() => script({ account: 'the trunk', proxy: '<account>.a' }), /account: the trunk/);
  for (const account of ['a b', '-a', 'a;transport=tcp', '<account>', 'a/../b']) {
    refused(() => script({ account: 'x', proxy: '<account>.a' }, { account }), /host name/);
  }
  refused(() => script({ proxy: undefined, platform: 'a.example' }), /numbers/);
  refused(() => script({}, { user: 'alice' }), /no domain/);
  refused(() => script({ domain: 'a.net' }, { user: 'nobody' }), /nobody/, 'E-NOT-FOUND');
  const once = applyProfile(emptyConfiguration, profile({}), { as: 'p' });
  refused(() => applyProfile(once, profile({}), { as: 'p' }), /exists/, 'E-NAME-TAKEN');
});

test('no file whatever does anything but give a profile or a refusal', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
      try {
        readProfile('a', text);
      } catch (error) {
        assert.ok(error instanceof Refusal);
      }
    }),
  );
});
