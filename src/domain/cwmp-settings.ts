/** How the gateway reaches its ACS and what an ACS may do: the settings of TR-069. */
import type { Configuration, CwmpSecretName, CwmpSettings } from './configuration.ts';
import {
  type CwmpParameter,
  type CwmpParameterName,
  cwmpParameters,
  isCwmpParameter,
} from './cwmp-parameters.ts';
import { isPrintable, shown } from './names.ts';
import { Refusal } from './refusal.ts';
import { createSecret } from './secret.ts';

export const cwmpSecrets: readonly CwmpSecretName[] = [
  'password',
  'connection-request-password',
  'stun-password',
];

const secretLengthMax = 256;

function isCwmpSecret(name: string): name is CwmpSecretName {
  return cwmpSecrets.some((one) => one === name);
}

/** Sets one; an empty value or `default` clears it. */
export function setCwmp(configuration: Configuration, name: string, value: string): Configuration {
  const cwmp = isCwmpSecret(name)
    ? withSecret(configuration.cwmp, name, value)
    : withValue(configuration.cwmp, name, value);
  checkCwmp(cwmp);
  return { ...configuration, cwmp };
}

function withSecret(before: CwmpSettings, name: CwmpSecretName, text: string): CwmpSettings {
  const { [name]: _before, ...others } = before.secrets;
  const secrets = text === '' ? others : { ...others, [name]: createSecret(text) };
  return { ...before, secrets };
}

function withValue(before: CwmpSettings, name: string, text: string): CwmpSettings {
  if (!isCwmpParameter(name)) {
    throw new Refusal('E-PARAMETER', `cwmp has no setting "${shown(name)}"`);
  }
  const { initial }: CwmpParameter = cwmpParameters[name];
  const value = text === 'default' || text === '' ? initial : text;
  const { [name]: _before, ...others } = before.values;
  return { ...before, values: value === initial ? others : { ...others, [name]: value } };
}

/** The value in force: what was set, else the default. */
export function cwmpSetting({ values }: CwmpSettings, name: CwmpParameterName): string {
  return (Object.hasOwn(values, name) ? values[name] : undefined) ?? cwmpParameters[name].initial;
}

/** Every rule over the settings as a whole. */
export function checkCwmp(settings: CwmpSettings): void {
  for (const [name, value] of Object.entries(settings.values)) {
    if (!isCwmpParameter(name)) {
      throw new Refusal('E-PARAMETER', `cwmp has no setting "${shown(name)}"`);
    }
    const parameter: CwmpParameter = cwmpParameters[name];
    if (!parameter.isValid(value)) {
      throw new Refusal('E-VALUE', `cwmp ${name} is ${parameter.rule}, not "${shown(value)}"`);
    }
  }
  for (const [name, secret] of Object.entries(settings.secrets)) {
    const text = secret.reveal();
    if (text.length > secretLengthMax || !isPrintable(text)) {
      throw new Refusal('E-VALUE', `cwmp ${name} has 1 to 256 printable characters`);
    }
  }
  if (cwmpSetting(settings, 'url').toLowerCase().startsWith('http:')) {
    if (cwmpSetting(settings, 'plain-http') !== 'on') {
      throw new Refusal('E-CWMP-PLAIN', 'an http: URL needs "cwmp set plain-http on" first');
    }
  }
}
