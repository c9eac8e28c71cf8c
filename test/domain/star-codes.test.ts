/** Codes that phones dial: what each asks for, how far digits are on their way to one. §1.12 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setProtocol } from '../../src/domain/administration.ts';
import type { Configuration } from '../../src/domain/configuration.ts';
import { dialling, isBegunCode } from '../../src/domain/dialled-number.ts';
import { createServiceCode, type ServiceCodeFields } from '../../src/domain/service-codes.ts';
import { isAwaitingNumber, starAct, starMatch } from '../../src/domain/star-codes.ts';
import { configured, softPort } from '../support/configured.ts';

/** Two ports, and codes as an operator has set them. */
function house(...rows: readonly Omit<ServiceCodeFields, 'name'>[]): Configuration {
  return configured(
    softPort('p1'),
    softPort('p2'),
    ...rows.map(
      (row, at) => (before: Configuration) => createServiceCode(before, { name: `c${at}`, ...row }),
    ),
  );
}

function port(configuration: Configuration, name = 'p1') {
  const found = configuration.ports.find((one) => one.name === name);
  assert.ok(found);
  return found;
}

const asFirst = house();
const act = (digits: string, configuration = asFirst, name = 'p1') =>
  starAct(configuration, port(configuration, name), digits);
const match = (digits: string, configuration = asFirst) =>
  starMatch(configuration, port(configuration), digits);

const services = (fields: object) => ({ kind: 'services', fields });
const server = (code: string, number: string) => ({ kind: 'server', code, number });

test('every code asks for what it says', () => {
  const table = [
    ['*21*5551234#', services({ forwardAlways: '5551234', forwardAlwaysEnabled: true })],
    ['#21#', services({ forwardAlways: undefined, forwardAlwaysEnabled: false })],
    ['*21#', services({ forwardAlways: undefined, forwardAlwaysEnabled: true })],
    ['##21#', services({ forwardAlways: '', forwardAlwaysEnabled: undefined })],
    ['*67*201#', services({ forwardBusy: '201', forwardBusyEnabled: true })],
    ['#61#', services({ forwardNoAnswer: undefined, forwardNoAnswerEnabled: false })],
    ['*26#', services({ doNotDisturb: true })],
    ['#26#', services({ doNotDisturb: false })],
    ['*27#', services({ rejectAnonymous: true })],
    ['*53*201#', { kind: 'hotline', number: '201', isEnabled: true }],
    ['#53#', { kind: 'hotline', isEnabled: false }],
    ['*53#', { kind: 'hotline', isEnabled: true }],
    ['##53#', { kind: 'hotline', number: '' }],
    ['*31#5551234', { kind: 'call', number: '5551234', isHidden: true }],
    ['#31#5551234#', { kind: 'call', number: '5551234', isHidden: false }],
    ['*66#', { kind: 'redial' }],
    ['*69#', { kind: 'return' }],
  ] as const;
  for (const [digits, expected] of table) assert.deepEqual(act(digits), expected, digits);
  for (const digits of ['5551234', '*21*', '*21*#', '*99*1#', '*21*x#', '']) {
    assert.equal(act(digits), undefined, digits);
  }
});

test('a code is complete at its last key, and no earlier', () => {
  const digits = '*21*5551234#';
  for (let length = 1; length < digits.length; length += 1) {
    assert.equal(match(digits.slice(0, length)), 'partial', digits.slice(0, length));
  }
  const table = [
    [digits, 'complete'],
    ['*21#', 'complete'],
    ['##21#', 'complete'],
    ['*31#5551', 'onTimeout'],
    ['*31#5551#', 'complete'],
    ['5551', 'none'],
    ['*0', 'none'],
  ] as const;
  for (const [dialled, expected] of table) assert.equal(match(dialled), expected, dialled);
});

test('a code that was begun makes no number of what is there of it', () => {
  for (const digits of ['*', '*21*555', '*31#']) {
    assert.ok(isBegunCode(asFirst, port(asFirst), digits), digits);
    assert.equal(dialling(asFirst, port(asFirst), digits), 'partial', digits);
  }
  assert.equal(isBegunCode(asFirst, port(asFirst), '*0012345'), false);
});

test('codes of an operator stand in place of the first ones, at all ports or at one', () => {
  const configuration = house(
    { service: 'forward-busy', onPrefix: '*90', onSuffix: 'none', offPrefix: '*91' },
    { service: 'forward-busy', port: 'p2', offPrefix: 'none' },
  );
  const on = services({ forwardBusy: '201', forwardBusyEnabled: true });
  const off = services({ forwardBusy: undefined, forwardBusyEnabled: false });
  assert.deepEqual(act('*90201', configuration), on);
  assert.equal(match('*90201', configuration), 'onTimeout');
  assert.deepEqual(act('*90201#', configuration), on);
  assert.deepEqual(act('*91', configuration), off);
  assert.equal(act('#67#', configuration), undefined);
  assert.ok(act('*67#', configuration), 'what is left out stays as it is at first');
  assert.deepEqual(act('*90201', configuration, 'p2'), on);
  assert.equal(act('*91', configuration, 'p2'), undefined);
  assert.ok(act('*21#', configuration, 'p2'), 'other services are as everywhere');
});

test('a prefix is a digit map; without star and pound it leaves numbers alone that begin alike', () => {
  const configuration = house({ service: 'redial', onPrefix: '99|0[1-3]' });
  assert.deepEqual(act('99', configuration), { kind: 'redial' });
  assert.deepEqual(act('02', configuration), { kind: 'redial' });
  const dial = (digits: string) => dialling(configuration, port(configuration), digits);
  assert.equal(dial('0'), 'onTimeout', 'a number of one digit is one, too');
  assert.equal(dial('02'), 'complete');
  assert.equal(dial('04'), 'onTimeout');
});

test('forwarding by the server: a number is asked for by a tone, what was dialled is sent', () => {
  const codes = { onPrefix: '*72|*9[02]', offPrefix: '*73', reactPrefix: '*74' };
  const configuration = house({ service: 'server-forward', ...codes });
  const awaited = (digits: string) => isAwaitingNumber(configuration, port(configuration), digits);
  assert.deepEqual(['*7', '*72', '*92', '*725', '*73'].map(awaited), [
    false,
    true,
    true,
    false,
    false,
  ]);
  assert.deepEqual(act('*725551234', configuration), server('*72', '5551234'));
  assert.deepEqual(act('*905551234#', configuration), server('*90', '5551234'));
  assert.deepEqual(act('*73', configuration), server('*73', ''));
  const table = [
    ['*7', 'partial'],
    ['*72', 'partial'],
    ['*725551234', 'onTimeout'],
    ['*725551234#', 'complete'],
    ['*73', 'complete'],
  ] as const;
  for (const [digits, expected] of table) {
    assert.equal(match(digits, configuration), expected, digits);
  }
});

test('a code may stand alone and before a number: the pause decides', () => {
  const configuration = house({ service: 'server-forward', onPrefix: '*72', offPrefix: '*72' });
  assert.equal(match('*72', configuration), 'onTimeout');
  assert.deepEqual(act('*72', configuration), { kind: 'server', code: '*72', number: '' });
});

test('with star codes off there are those of the server alone', () => {
  const codes = house({ service: 'server-forward', onPrefix: '*72' });
  const configuration = setProtocol(codes, 'star-codes', 'off');
  assert.equal(act('*21*201#', configuration), undefined);
  assert.ok(act('*725551234', configuration));
});

test('no code, map or mask keeps an emergency number from being dialled', () => {
  const table = [
    ['x.#', '11', 'partial'],
    ['x.#', '112', 'onTimeout'],
    ['[2-4]xx', '1', 'partial'],
    ['[2-4]xx', '11', 'partial'],
    ['[2-4]xx', '112', 'complete'],
    ['1x', '11', 'onTimeout'],
    ['1x', '112', 'complete'],
    ['[2-4]xx', '113', 'impossible'],
  ] as const;
  for (const [digitMap, digits, expected] of table) {
    const configuration = configured(softPort('p1', { digitMap }));
    const [own] = configuration.ports;
    assert.ok(own);
    assert.equal(dialling(configuration, own, digits), expected, `${digitMap}: ${digits}`);
  }
  const masked = configured(softPort('p1', { digitMap: 'xx', dialMask: '1' }));
  assert.equal(dialling(masked, port(masked), '112'), 'complete');
  const coded = house({ service: 'redial', onPrefix: '11' });
  assert.equal(dialling(coded, port(coded), '11'), 'onTimeout');
  assert.equal(dialling(coded, port(coded), '112'), 'onTimeout');
});
