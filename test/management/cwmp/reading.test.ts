/** GetParameterNames, GetParameterValues, GetParameterAttributes: one case a rule. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { XmlElement } from '../../../src/management/cwmp/xml/read-xml.ts';
import { startCpe } from '../../support/acs-cpe.ts';
import { ask, faultIn, namesIn, textAt, valuesIn } from '../../support/acs-requests.ts';
import { sampleConfiguration, voice } from './sample.ts';

/** The answer to the last of the requests. */
async function answerTo(...requests: readonly string[]): Promise<XmlElement | undefined> {
  await using cpe = await startCpe({ configuration: sampleConfiguration() });
  return (await cpe.acs.play(requests)).at(-1);
}

const client = `${voice}SIP.Client.`;
const name = 'Device.ManagementServer.URL';

type Check = (answer: XmlElement | undefined) => unknown;

const namesCases: readonly (readonly [
  rule: string,
  request: string,
  check: Check,
  value: unknown,
])[] = [
  ['the root, one level', ask.names('', true), namesIn, ['Device.']],
  ['everything begins with the root', ask.names(''), (a) => namesIn(a)[0], 'Device.'],
  [
    'a partial path lists itself first',
    ask.names('Device.Time.'),
    (a) => namesIn(a)[0],
    'Device.Time.',
  ],
  [
    'one level down does not list itself',
    ask.names('Device.Time.', true),
    (a) => namesIn(a)[0],
    'Device.Time.Enable w',
  ],
  ['a parameter lists itself', ask.names(name), namesIn, [`${name} w`]],
  ['a parameter with NextLevel is 9003', ask.names(name, true), faultIn, '9003'],
  [
    'instances are one level below a table',
    ask.names(client, true),
    namesIn,
    [`${client}1. w`, `${client}2. w`],
  ],
  ['an empty table has nothing below', ask.names(`${client}1.Contact.`, true), namesIn, []],
  ['an empty table is listed', ask.names(`${client}1.Contact.`), namesIn, [`${client}1.Contact.`]],
  ['an instance that is not there is 9005', ask.names(`${client}9.`), faultIn, '9005'],
  ['a name that is not there is 9005', ask.names('Device.Nothing'), faultIn, '9005'],
  ['another root is 9005', ask.names('InternetGatewayDevice.'), faultIn, '9005'],
  ['an object without its dot is 9005', ask.names('Device.DeviceInfo'), faultIn, '9005'],
];

const valuesCases: readonly (readonly [
  rule: string,
  request: string,
  check: Check,
  value: unknown,
])[] = [
  [
    'one name',
    ask.values(`${client}1.AuthUserName`),
    valuesIn,
    { [`${client}1.AuthUserName`]: 'l1' },
  ],
  [
    'several names, in their order',
    ask.values(`${client}2.AuthUserName`, `${client}1.AuthUserName`),
    (a) => Object.values(valuesIn(a)),
    ['l2', 'l1'],
  ],
  ['a partial path', ask.values('Device.Time.'), (a) => Object.keys(valuesIn(a)).length, 4],
  [
    'a table',
    ask.values(client),
    (a) => Object.keys(valuesIn(a)).filter((one) => one.endsWith('.Enable')).length,
    2,
  ],
  ['the root', ask.values(''), (a) => Object.keys(valuesIn(a)).length > 200, true],
  ['one bad name fails all', ask.values(name, 'Device.Nothing'), faultIn, '9005'],
  ['an object without its dot is 9005', ask.values('Device.Time'), faultIn, '9005'],
  ['a table that is empty has no values', ask.values(`${client}1.Contact.`), valuesIn, {}],
  [
    'secrets read as empty',
    ask.values(`${client}1.AuthPassword`),
    valuesIn,
    { [`${client}1.AuthPassword`]: '' },
  ],
  [
    'the unknown time is a value',
    ask.values('Device.ManagementServer.PeriodicInformTime'),
    (a) => Object.values(valuesIn(a)),
    ['0001-01-01T00:00:00Z'],
  ],
];

for (const [what, cases] of [
  ['names', namesCases],
  ['values', valuesCases],
] as const) {
  for (const [rule, request, check, value] of cases) {
    test(`${what}: ${rule}`, async () => assert.deepEqual(check(await answerTo(request)), value));
  }
}

const levelsIn: Check = (answer) =>
  Object.fromEntries(
    (answer?.children[0]?.children ?? []).map((one) => [
      textAt(one, 'Name'),
      textAt(one, 'Notification'),
    ]),
  );

const status = `${client}1.Status`;
const version = 'Device.DeviceInfo.SoftwareVersion';
const countIn: Check = (answer) => answer?.children[0]?.children.length;

const attributesCases: readonly (readonly [
  rule: string,
  requests: readonly string[],
  check: Check,
  value: unknown,
])[] = [
  ['off unless set', [ask.attributes(status)], levelsIn, { [status]: '0' }],
  ['several names', [ask.attributes(version, status)], levelsIn, { [version]: '2', [status]: '0' }],
  ['a partial path', [ask.attributes('Device.Time.')], countIn, 4],
  ['a name that is not there is 9005', [ask.attributes('Device.Nothing')], faultIn, '9005'],
  ['one bad name fails all', [ask.attributes('Device.Time', version)], faultIn, '9005'],
  [
    'what was set is read',
    [ask.notify(status, 2), ask.attributes(status)],
    levelsIn,
    { [status]: '2' },
  ],
  [
    'what was set back is off',
    [ask.notify(status, 2), ask.notify(status, 0), ask.attributes(status)],
    levelsIn,
    { [status]: '0' },
  ],
];

for (const [rule, requests, check, value] of attributesCases) {
  test(`attributes: ${rule}`, async () =>
    assert.deepEqual(check(await answerTo(...requests)), value));
}
