/** Distinctive ring by rules: names of Alert-Info, numbers, servers; the first that fits. P622 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { emptyConfiguration } from '../../src/domain/empty-configuration.ts';
import {
  createRingRule,
  deleteRingRule,
  type RingFacts,
  type RingRuleFields,
  ringFor,
} from '../../src/domain/ring-rules.ts';
import { toScript } from '../../src/domain/script.ts';

function ruled(...rules: readonly RingRuleFields[]) {
  return rules.reduce(createRingRule, emptyConfiguration);
}

const house = ruled(
  { name: 'vip', cadenceType: 'Bellcore-dr5', caller: '555[12]xxx', server: 'isp' },
  { name: 'office', cadenceType: 'Bellcore-dr3', number: '20x' },
  { name: 'external', cadenceType: 'Bellcore-dr2' },
);

const plain: RingFacts = { alerts: [], caller: '0301234', called: '100', server: undefined };

test('every rule has its calls, and the first that fits counts', () => {
  const table: readonly (readonly [Partial<RingFacts>, string | undefined])[] = [
    [{}, undefined],
    [{ alerts: ['external'] }, 'Bellcore-dr2'],
    [{ alerts: ['other', 'EXTERNAL'] }, 'Bellcore-dr2'],
    [{ alerts: ['office', 'vip'] }, undefined],
    [{ called: '201' }, 'Bellcore-dr3'],
    [{ called: '201', alerts: ['external'] }, 'Bellcore-dr3'],
    [{ caller: '5551234', server: 'isp' }, 'Bellcore-dr5'],
    [{ caller: '5551234', server: 'other' }, undefined],
    [{ caller: '5551234' }, undefined],
    [{ caller: '5553234', server: 'isp' }, undefined],
    [{ caller: '5551234', called: '201', server: 'isp' }, 'Bellcore-dr5'],
  ];
  for (const [facts, ring] of table) {
    assert.equal(ringFor(house, { ...plain, ...facts }), ring, JSON.stringify(facts));
  }
});

test('a rule is in the script as it was made, and goes', () => {
  assert.deepEqual(toScript(house, { secrets: false }), [
    'voip sip alertinfo create vip cadence-type Bellcore-dr5 caller 555[12]xxx server isp',
    'voip sip alertinfo create office cadence-type Bellcore-dr3 number 20x',
    'voip sip alertinfo create external cadence-type Bellcore-dr2',
  ]);
  const without = deleteRingRule(house, 'office');
  assert.equal(ringFor(without, { ...plain, called: '201' }), undefined);
  assert.throws(() => deleteRingRule(house, 'nobody'), { code: 'E-NOT-FOUND' });
});

test('what is no rule is refused', () => {
  const rule = { name: 'a', cadenceType: 'ring' };
  const table: readonly (readonly [Partial<RingRuleFields>, string])[] = [
    [{ name: '1a' }, 'E-NAME'],
    [{ name: 'a'.repeat(17) }, 'E-NAME'],
    [{ cadenceType: '' }, 'E-VALUE'],
    [{ cadenceType: 'http://evil/ring.wav' }, 'E-VALUE'],
    [{ cadenceType: 'a\r\nVia: b' }, 'E-VALUE'],
    [{ caller: '[2-' }, 'E-DIGIT-MAP'],
    [{ number: 'x'.repeat(33) }, 'E-DIGIT-MAP'],
    [{ server: 'a/b' }, 'E-NAME'],
  ];
  for (const [fields, code] of table) {
    assert.throws(() => ruled({ ...rule, ...fields }), { code }, JSON.stringify(fields));
  }
  assert.throws(() => ruled(rule, rule), { code: 'E-NAME-TAKEN' });
  const many = Array.from({ length: 101 }, (_, at) => ({ ...rule, name: `a${at}` }));
  assert.throws(() => ruled(...many), { code: 'E-RING-LIMIT' });
});
