/** Valid configurations by chance: acts with chance values, those kept that no rule refuses. */
import * as fc from 'fast-check';
import {
  setCountryCode,
  setInterface,
  setInternationalPrefix,
  setProtocol,
} from '../../src/domain/administration.ts';
import { checkConfiguration } from '../../src/domain/check-configuration.ts';
import { codedServices } from '../../src/domain/coded-services.ts';
import type { Configuration } from '../../src/domain/configuration.ts';
import { emptyConfiguration } from '../../src/domain/empty-configuration.ts';
import { createRule } from '../../src/domain/forwarding-rules.ts';
import { createPort, setPort } from '../../src/domain/ports.ts';
import {
  attachPrefixReplacement,
  createPrefixReplacement,
} from '../../src/domain/prefix-replacements.ts';
import { parameters } from '../../src/domain/protocol.ts';
import { Refusal } from '../../src/domain/refusal.ts';
import { createServer } from '../../src/domain/servers.ts';
import { createServiceCode } from '../../src/domain/service-codes.ts';
import { setServices } from '../../src/domain/services.ts';
import { addUserPort, createUser } from '../../src/domain/users.ts';

type Change = (configuration: Configuration) => Configuration;

/**
 * Few first characters and all sorts of others, so that names clash at times and need quotes at
 * others.
 */
const name = fc
  .tuple(fc.constantFrom('a', 'b', 'c'), fc.string({ unit: 'grapheme-ascii', maxLength: 4 }))
  .map((parts) => parts.join(''));
const digits = fc.stringMatching(/^[0-9]{1,4}$/);
const digitMap = fc.oneof(digits, fc.constantFrom('[2-4]xx', '1x.', 'xx|0x.T', '*#x', '9XX'));
const host = fc.constantFrom('sip.example.net', '192.0.2.1', '[2001:db8::1]', 'h');
const suffix = fc.constantFrom('', ';transport=tcp', ';transport=tls');
const contact = fc
  .tuple(host, fc.constantFrom('', ':5060', ':5099'), suffix)
  .map((parts) => parts.join(''));
const secret = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 12 });
const maybe = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined });

/** One of the rows there are; where there is none, a name that nobody has. */
function nameAt(rows: readonly { readonly name: string }[], at: number): string {
  return rows[at % rows.length]?.name ?? 'nobody';
}

const changes: fc.Arbitrary<Change> = fc.oneof(
  fc
    .record({
      name,
      address: digitMap,
      areaCode: maybe(digits),
      login: maybe(secret),
      password: maybe(secret),
      domain: maybe(fc.tuple(host, suffix).map((parts) => parts.join(''))),
      pseudonym: maybe(secret),
      enabled: maybe(fc.boolean()),
    })
    .map(
      (fields): Change =>
        (before) =>
          createUser(before, fields),
    ),
  fc
    .record({
      kind: fc.constantFrom('location' as const, 'proxy' as const),
      name,
      contact,
      master: maybe(fc.boolean()),
      enabled: maybe(fc.boolean()),
      position: maybe(fc.constantFrom('1', '2')),
      codecs: maybe(fc.constantFrom('', 'pcma', 'pcmu,g722')),
      srtp: maybe(fc.constantFrom('off', 'required')),
      trusted: maybe(fc.boolean()),
      identity: maybe(fc.constantFrom('hidden', 'asserted')),
      numbers: maybe(fc.constantFrom('', 'e164', 'national')),
      emergencyUri: maybe(fc.constantFrom('number', 'sos')),
      registers: maybe(fc.boolean()),
      expires: maybe(fc.constantFrom('', '0', '60', '86400')),
      keepAlive: maybe(fc.constantFrom('gateway', 'crlf', 'none')),
    })
    .map(
      (fields): Change =>
        (before) =>
          createServer(before, fields),
    ),
  fc
    .record({
      name,
      address: digitMap,
      contact,
      proxy: maybe(fc.boolean()),
      domain: maybe(host),
      fwaddress: maybe(digits),
      priority: maybe(fc.constantFrom('0', '7')),
      enabled: maybe(fc.boolean()),
    })
    .map(
      (fields): Change =>
        (before) =>
          createRule(before, fields),
    ),
  fc.record({ name, digitMap: maybe(digitMap), dialMask: maybe(fc.constantFrom('0', '3')) }).map(
    (fields): Change =>
      (before) =>
        createPort(before, 'soft', fields),
  ),
  fc
    .record({
      name,
      login: secret,
      password: maybe(secret),
      contact: maybe(fc.constant('sip:desk@192.0.2.9:5060')),
      enabled: maybe(fc.boolean()),
    })
    .map(
      (fields): Change =>
        (before) =>
          createPort(before, 'sip', fields),
    ),
  fc.record({ name, digitMap: fc.constantFrom('', 'xxx'), enabled: fc.boolean() }).map(
    (fields): Change =>
      (before) =>
        setPort(before, fields),
  ),
  fc
    .record({
      at: fc.nat(),
      forwardAlways: maybe(digits),
      forwardAlwaysEnabled: maybe(fc.boolean()),
      forwardNoAnswer: maybe(digits),
      forwardNoAnswerEnabled: maybe(fc.boolean()),
      forwardNoAnswerSeconds: maybe(fc.constantFrom('5', '600')),
      doNotDisturb: maybe(fc.boolean()),
      rejectAnonymous: maybe(fc.boolean()),
      hideIdentity: maybe(fc.boolean()),
      callsMax: maybe(fc.constantFrom('0', '3')),
      minutesPerDay: maybe(fc.constantFrom('0', '90')),
      allowedPrefixes: maybe(fc.constantFrom('', '0039,+44')),
      deniedPrefixes: maybe(fc.constantFrom('', '0900,00')),
    })
    .map(
      ({ at, ...fields }): Change =>
        (before) =>
          setServices(before, nameAt(before.users, at), fields),
    ),
  fc
    .record({
      at: fc.nat(),
      hotline: maybe(digits),
      hotlineEnabled: maybe(fc.boolean()),
      callWaiting: maybe(fc.boolean()),
    })
    .map(
      ({ at, ...fields }): Change =>
        (before) =>
          setPort(before, { name: nameAt(before.ports, at), ...fields }),
    ),
  fc
    .record({
      name,
      at: maybe(fc.nat()),
      service: fc.constantFrom(...codedServices),
      onPrefix: maybe(fc.constantFrom('none', '*9', '*[78]')),
      onSuffix: maybe(fc.constantFrom('none', '#')),
      offPrefix: maybe(fc.constantFrom('none', '#9')),
    })
    .map(
      ({ at, ...fields }): Change =>
        (before) =>
          createServiceCode(before, {
            ...fields,
            port: at === undefined ? undefined : nameAt(before.ports, at),
          }),
    ),
  fc.record({ name, prefix: fc.constantFrom('*001', '0[1-3]', '9.'), replacement: digits }).map(
    (fields): Change =>
      (before) =>
        createPrefixReplacement(before, fields),
  ),
  fc.record({ name, port: name, isAdded: fc.constant(true) }).map(
    (fields): Change =>
      (before) =>
        attachPrefixReplacement(before, fields),
  ),
  fc.tuple(name, name).map(
    ([one, port]): Change =>
      (before) =>
        addUserPort(before, one, port),
  ),
  fc
    .record({
      side: fc.constantFrom('lan' as const, 'wan' as const),
      address: maybe(fc.constantFrom('127.0.0.1', '0.0.0.0', '::1')),
      port: maybe(fc.constantFrom('5060', '5070', '5080')),
      advertise: maybe(fc.constant('198.51.100.7')),
    })
    .map(
      ({ side, ...fields }): Change =>
        (before) =>
          setInterface(before, side, fields),
    ),
  fc
    .tuple(
      fc.constantFrom(...Object.keys(parameters)),
      fc.constantFrom('300', 'on', 'off', 'manual', '', '486', '20000-20100', 'My "agent"'),
    )
    .map(
      ([one, value]): Change =>
        (before) =>
          setProtocol(before, one, value),
    ),
  digits.map(
    (code): Change =>
      (before) =>
        setCountryCode(before, code),
  ),
  digits.map(
    (prefix): Change =>
      (before) =>
        setInternationalPrefix(before, prefix),
  ),
);

/** The change, or none where a rule refuses it: alone or over the whole. */
function attempted(before: Configuration, change: Change): Configuration {
  try {
    const after = change(before);
    checkConfiguration(after);
    return after;
  } catch (error) {
    if (error instanceof Refusal) return before;
    throw error;
  }
}

export const arbitraryConfiguration: fc.Arbitrary<Configuration> = fc
  .array(changes, { maxLength: 40, size: 'max' })
  .map((all) => all.reduce(attempted, emptyConfiguration));
