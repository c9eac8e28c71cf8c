/** A configuration becomes a document and itself again; its secrets are sealed to their places. */
import assert from 'node:assert/strict';
import { createSecretKey } from 'node:crypto';
import { test } from 'node:test';
import * as fc from 'fast-check';
import type { Configuration } from '../../src/domain/configuration.ts';
import { emptyConfiguration } from '../../src/domain/empty-configuration.ts';
import { createSecret } from '../../src/domain/secret.ts';
import {
  decodeConfiguration,
  encodeConfiguration,
} from '../../src/store/configuration-document.ts';
import { createSealing } from '../../src/store/sealing.ts';

const { seal, unseal } = createSealing(createSecretKey(Buffer.alloc(32, 1)));

const alice = {
  name: 'alice',
  address: '200',
  password: createSecret('swordfish'),
  domain: undefined,
  ports: ['desk', 'p1'],
};

/** Rows may have fewer or other keys than today's: a document holds what it is given. */
function configurationWith(parts: object): Configuration {
  return Object.assign({}, emptyConfiguration, parts);
}

/** Secrets laid open beside their places, so that two can be compared. */
function plain(configuration: Configuration): unknown {
  return JSON.parse(encodeConfiguration(configuration, (secret, place) => `${place} ${secret}`));
}

const key = fc.oneof(
  fc.string({ maxLength: 8 }),
  fc.constantFrom('sealed', '$sealed', '$$sealed', 'reveal', 'name', '__proto__', 'toString'),
);
const { value, object } = fc.letrec((tie) => ({
  value: fc.oneof(
    { depthSize: 'small' },
    fc.string(),
    fc.integer(),
    fc.boolean(),
    fc.constant(undefined),
    fc.string({ unit: 'binary', maxLength: 40 }).map(createSecret),
    tie('rows'),
    tie('object'),
  ),
  object: fc.dictionary(key, tie('value'), { maxKeys: 5 }),
  // JSON has no undefined in a list, and neither has a configuration.
  rows: fc.array(
    fc.oneof(tie('object'), fc.string(), fc.string({ maxLength: 40 }).map(createSecret)),
    { maxLength: 4 },
  ),
}));
const configurations = fc
  .record({
    users: fc.array(object, { maxLength: 4 }),
    ports: fc.array(object, { maxLength: 4 }),
    protocol: fc.dictionary(key, fc.string()),
    e164CountryCode: fc.option(fc.string(), { nil: undefined }),
    addedLater: value,
  })
  .map(configurationWith);

test('any configuration comes back as it was, every secret in its place', () => {
  fc.assert(
    fc.property(configurations, (configuration) => {
      const back = decodeConfiguration(encodeConfiguration(configuration, seal), unseal);
      assert.deepEqual(plain(back), plain(configuration));
    }),
    { numRuns: 500 },
  );
});

test('no secret stands in the document, and what comes back prints as ***', () => {
  const document = encodeConfiguration(configurationWith({ users: [alice] }), seal);
  assert.doesNotMatch(document, /swordfish/);
  const back = decodeConfiguration(document, unseal);
  assert.equal(String(back.users[0]?.password), '***');
  assert.equal(back.users[0]?.password?.reveal(), 'swordfish');
});

test('a secret is bound to keys and row names, not to the place in a list', () => {
  const contexts: string[] = [];
  const configuration = configurationWith({
    users: [{ name: 'bob' }, alice],
    ports: [{ name: 'desk', password: createSecret('p') }],
    keys: [createSecret('a'), createSecret('b')],
  });
  encodeConfiguration(configuration, (text, context) => {
    contexts.push(context);
    return text;
  });
  assert.deepEqual(contexts, ['users/alice/password', 'ports/desk/password', 'keys/0', 'keys/1']);
});

test('a secret moved to another row, or changed, does not open', () => {
  const document = encodeConfiguration(configurationWith({ users: [alice] }), seal);
  const moved = document.replace('"name":"alice"', '"name":"mallory"');
  assert.throws(() => decodeConfiguration(moved, unseal), {
    code: 'E-SECRET-SEALED',
    message: /users\/mallory\/password/,
  });
  const changed = document.replace('"sealed":"v1:', '"sealed":"v1:A');
  assert.throws(() => decodeConfiguration(changed, unseal), { code: 'E-SECRET-SEALED' });
});

test('what is undefined stays so, whatever an empty configuration has in its place', () => {
  const { web, snmp } = emptyConfiguration;
  const off = configurationWith({
    users: [{ ...alice, password: undefined }],
    web: { ...web, listen: undefined },
    snmp: { ...snmp, listen: undefined },
  });
  assert.deepEqual(decodeConfiguration(encodeConfiguration(off, seal), unseal), off);
});

test('what an older document does not know is as in an empty configuration', () => {
  assert.deepEqual(decodeConfiguration('{}', unseal), emptyConfiguration);
  const older = JSON.stringify({
    users: [],
    interfaces: { wan: { address: '192.0.2.1', port: 5070 } },
    protocol: { 'failback-mode': 'master' },
  });
  assert.deepEqual(decodeConfiguration(older, unseal), {
    ...emptyConfiguration,
    interfaces: {
      lan: emptyConfiguration.interfaces.lan,
      wan: { address: '192.0.2.1', port: 5070 },
    },
    protocol: { 'failback-mode': 'master' },
  });
});

test('what a newer document knows besides is kept', () => {
  const newer = JSON.stringify({ colour: { of: 'doors' }, users: [] });
  const back = decodeConfiguration(newer, unseal);
  assert.deepEqual(JSON.parse(encodeConfiguration(back, seal)).colour, { of: 'doors' });
});

test('a text that is no document is refused', () => {
  for (const text of ['', 'voip sip user create', '[]', 'null', '7', '{"users":']) {
    assert.throws(() => decodeConfiguration(text, unseal), { code: 'E-STORE-FAILED' }, text);
  }
});
