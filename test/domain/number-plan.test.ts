/** Numbers as a country dials them: written for servers, and told apart by what they cost. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setProtocol } from '../../src/domain/administration.ts';
import type { Configuration } from '../../src/domain/configuration.ts';
import { emptyConfiguration } from '../../src/domain/empty-configuration.ts';
import { dearPrefixes, formattedNumber, homePrefixes } from '../../src/domain/number-plan.ts';
import { countries } from '../../src/domain/tones.ts';

function inCountry(country: string): Configuration {
  return setProtocol(emptyConfiguration, 'country', country);
}

test('a dialled number is written as E.164 and as inside the country', () => {
  const table = [
    ['us', '12015550123', '+12015550123', '12015550123'],
    ['us', '2015550123', '+12015550123', '12015550123'],
    ['us', '01144201234567', '+44201234567', '01144201234567'],
    ['us', '5550123', '5550123', '5550123'],
    ['us', '411', '411', '411'],
    ['de', '0301234567', '+49301234567', '0301234567'],
    ['de', '0039022414', '+39022414', '0039022414'],
    ['de', '+49301234567', '+49301234567', '0301234567'],
    ['de', '1234567', '1234567', '1234567'],
    ['it', '0236512345', '+390236512345', '0236512345'],
    ['it', '112', '112', '112'],
    ['es', '912345678', '+34912345678', '912345678'],
    ['jp', '0312345678', '+81312345678', '0312345678'],
    ['jp', '01044201234567', '+44201234567', '01044201234567'],
  ] as const;
  for (const [country, dialled, global, national] of table) {
    const configuration = inCountry(country);
    assert.equal(formattedNumber(configuration, 'e164', dialled), global, `${country} ${dialled}`);
    assert.equal(formattedNumber(configuration, 'national', dialled), national, dialled);
    assert.equal(formattedNumber(configuration, 'dialled', dialled), dialled);
  }
});

test('what is no telephone number goes as it is', () => {
  for (const text of ['charlie', '*21#', '', '+', '+1a', '000', '0012']) {
    assert.equal(formattedNumber(inCountry('it'), 'e164', text), text);
  }
});

test('what the operator says of numbering goes before the country', () => {
  const configuration: Configuration = {
    ...inCountry('us'),
    e164CountryCode: '43',
    internationalCallPrefix: '000',
  };
  assert.equal(formattedNumber(configuration, 'e164', '00044201234567'), '+44201234567');
  assert.deepEqual(homePrefixes(configuration), ['+43', '0043', '00043']);
  assert.ok(dearPrefixes(configuration).includes('000'));
});

function isDear(country: string, number: string): boolean {
  return dearPrefixes(inCountry(country)).some((prefix) => number.startsWith(prefix));
}

test('abroad and premium are dear in every country, in the digits that are dialled there', () => {
  for (const country of countries) {
    const dear = dearPrefixes(inCountry(country));
    assert.ok(dear.includes('+') && dear.includes('00'), country);
    assert.ok(dear.length >= 4, `${country} has premium numbers`);
  }
  assert.ok(isDear('us', '01144201234567'));
  assert.ok(isDear('us', '18765550123'), 'Jamaica is dialled as if it were in the country');
  assert.ok(isDear('au', '001144201234567'));
  assert.ok(isDear('jp', '01044201234567'));
  assert.ok(isDear('uk', '09012345678'));
  assert.ok(!isDear('us', '12015550123'));
  assert.ok(!isDear('uk', '01174960123'), 'Bristol');
});
