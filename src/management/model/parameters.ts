/** Policies, timers and limits: one object for each parameter of the domain. */
import { setProtocol } from '../../domain/administration.ts';
import type { Configuration } from '../../domain/configuration.ts';
import type { Parameter } from '../../domain/parameter.ts';
import {
  parameters as catalogue,
  isParameter,
  type ParameterName,
  setting,
} from '../../domain/protocol.ts';
import { defineGroup, type Readable } from './define.ts';
import type { ValueType } from './managed-object.ts';
import { pascalCase, textOf } from './values.ts';

/** What TR-104 issue 2 has a home for, below the voice service; the others are together. */
const tr104: Readonly<Partial<Record<ParameterName, string>>> = {
  'register-expires': 'SIP.Network.{i}.RegisterExpires',
  'register-attempt-ms': 'SIP.Network.{i}.TimerF',
  'invite-attempt-ms': 'SIP.Network.{i}.TimerB',
  'retry-base': 'SIP.Network.{i}.RegisterRetryInterval',
  'refused-retry-min': 'SIP.Network.{i}.TimerLoginRejected',
  'retry-max': 'SIP.Network.{i}.TimerRegistrationFailed',
  'calls-max': 'SIP.Network.{i}.MaxSessions',
  'entries-max': 'CallControl.MaxNumberOfLines',
  t1: 'SIP.Network.{i}.TimerT1',
  t2: 'SIP.Network.{i}.TimerT2',
  t4: 'SIP.Network.{i}.TimerT4',
};

const names = Object.keys(catalogue).filter(isParameter);

/** `register-expires` is `registerExpires` in JSON. */
function camelCase(name: string): string {
  return name.replace(/-([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
}

function typeOf(parameter: Parameter): ValueType {
  if (parameter.kind === 'number') {
    const { min, max, unit } = parameter;
    return { kind: 'integer', min, max, ...(unit !== '' && { unit }) };
  }
  if (parameter.kind === 'choice') return { kind: 'choice', choices: parameter.choices };
  return { kind: 'text', max: parameter.kind === 'text' ? parameter.lengthMax : 255 };
}

function objectOf(name: ParameterName): Readable<Configuration> {
  const parameter: Parameter = catalogue[name];
  const object = camelCase(name);
  return {
    name: object,
    type: typeOf(parameter),
    access: 'write',
    help: parameter.help,
    cli: { keyword: name, value: '<value>' },
    snmp: `offhookParameterValue.${name}`,
    tr104: tr104[name] ?? `X_<VID>_Parameters.${pascalCase(object)}`,
    read(configuration) {
      const value = setting(configuration, name);
      return parameter.kind === 'number' ? Number(value) : value;
    },
  };
}

export const parameters = defineGroup<Configuration>({
  name: 'parameters',
  help: 'policies, timers and limits; "default" gives a parameter its default again',
  objects: names.map(objectOf),
  row: (view) => view.configuration(),
  set: (configuration, values) =>
    names.reduce((next, name) => {
      const value = textOf(values, camelCase(name));
      return value === undefined ? next : setProtocol(next, name, value);
    }, configuration),
});
