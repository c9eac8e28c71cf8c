/** What TR-104 has no home for: read and written beside it, by the rules of every face. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createPrefixReplacement } from '../../../src/domain/prefix-replacements.ts';
import { setting } from '../../../src/domain/protocol.ts';
import { startCpe } from '../../support/acs-cpe.ts';
import { ask, faultIn, parameterFaultsIn, textAt, valuesIn } from '../../support/acs-requests.ts';
import { sampleConfiguration, voice } from './sample.ts';

const parameters = `${voice}X_OFFHOOK_Parameters.`;
const interfaces = `${voice}X_OFFHOOK_Interface.`;

test('policies and timers are read and set where the standard has no place for them', async () => {
  await using cpe = await startCpe({ configuration: sampleConfiguration() });
  const [set, refused, read] = await cpe.acs.play([
    ask.set([
      [`${parameters}RegisterRate`, '7', 'xsd:unsignedInt'],
      [`${parameters}LocationFailBack`, 'timer'],
    ]),
    ask.set([
      [`${parameters}ProbeInterval`, '60', 'xsd:unsignedInt'],
      [`${parameters}LocationFailBack`, 'sometimes'],
    ]),
    ask.values(`${parameters}RegisterRate`, `${parameters}LocationFailBack`),
  ]);
  assert.equal(textAt(set, 'Status'), '0');
  assert.deepEqual(parameterFaultsIn(refused), [`${parameters}LocationFailBack 9007`]);
  assert.deepEqual(Object.values(valuesIn(read)), ['7', 'timer']);
  assert.equal(setting(cpe.gateway.configuration(), 'register-rate'), '7');
});

test('an interface is changed, a prefix replacement only read, and neither is added', async () => {
  const rule = { name: 'intl', prefix: '00', replacement: '+49' };
  const configuration = createPrefixReplacement(sampleConfiguration(), rule);
  await using cpe = await startCpe({ configuration });
  const prefixes = `${voice}X_OFFHOOK_PrefixReplacement.`;
  const [set, fixed, read, ...added] = await cpe.acs.play([
    ask.set([[`${interfaces}2.Port`, '5099', 'xsd:unsignedInt']]),
    ask.set([[`${prefixes}1.Prefix`, '0']]),
    ask.values(interfaces, `${prefixes}1.Replacement`),
    ask.add(interfaces),
    ask.add(prefixes),
  ]);
  assert.equal(textAt(set, 'Status'), '0');
  assert.deepEqual(parameterFaultsIn(fixed), [`${prefixes}1.Prefix 9008`]);
  assert.equal(valuesIn(read)[`${interfaces}1.Name`], 'lan');
  assert.equal(valuesIn(read)[`${interfaces}2.Port`], '5099');
  assert.equal(valuesIn(read)[`${prefixes}1.Replacement`], '+49');
  assert.deepEqual(added.map(faultIn), ['9005', '9005']);
  assert.equal(cpe.gateway.configuration().interfaces.wan.port, 5099);
});

test('numbering is refused while users exist', async () => {
  await using cpe = await startCpe({ configuration: sampleConfiguration() });
  const code = `${voice}X_OFFHOOK_Administration.E164CountryCode`;
  const [refused] = await cpe.acs.play([ask.set([[code, '49']])]);
  assert.equal(faultIn(refused), '9003');
  assert.deepEqual(parameterFaultsIn(refused), [`${code} 9007`]);
});

test('hotline and call waiting of a port, limits of a user in its set of features', async () => {
  await using cpe = await startCpe({ configuration: sampleConfiguration() });
  const port = `${voice}CallControl.Extension.1.`;
  const set = `${voice}CallControl.CallingFeatures.Set.1.`;
  const [, ported, limited, read] = await cpe.acs.play([
    ask.add(`${voice}CallControl.CallingFeatures.Set.`),
    ask.set([[`${port}X_OFFHOOK_Hotline`, '1002']]),
    ask.set([
      [`${set}X_OFFHOOK_CallsPerHour`, '12', 'xsd:unsignedInt'],
      [`${set}X_OFFHOOK_DeniedPrefixes`, '0900,00'],
      [`${voice}CallControl.Line.1.CallingFeatures`, set.slice(0, -1)],
    ]),
    ask.values(set),
  ]);
  assert.deepEqual([ported, limited].map(faultIn), ['', '']);
  const { ports, users } = cpe.gateway.configuration();
  assert.equal(ports[0]?.hotline, '1002');
  assert.equal(users[0]?.services?.callsPerHour, 12);
  assert.deepEqual(users[0]?.services?.deniedPrefixes, ['0900', '00']);
  assert.equal(valuesIn(read)[`${set}X_OFFHOOK_DeniedPrefixes`], '0900,00');
});
