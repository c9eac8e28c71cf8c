/** Ports: LAN SIP phones and soft ports. Manual §1.3, §2.6. */
import type { Configuration, Port } from './configuration.ts';
import { compileDigitMap } from './digit-map.ts';
import { limits } from './limits.ts';
import { checkName, checkNew, checkPrintable, find, shown } from './names.ts';
import { Refusal } from './refusal.ts';
import { createSecret } from './secret.ts';

export interface PortFields {
  readonly name: string;
  readonly login?: string | undefined;
  readonly password?: string | undefined;
  /** A fixed contact URI of a phone that does not register; an empty text takes it away. */
  readonly contact?: string | undefined;
  /** An empty text takes it away. */
  readonly digitMap?: string | undefined;
  readonly dialMask?: string | undefined;
  readonly enabled?: boolean | undefined;
}

function withFields(port: Port, fields: PortFields): Port {
  const { login, password, contact, digitMap, dialMask } = fields;
  return {
    ...port,
    login: login ?? port.login,
    password: password === undefined ? port.password : createSecret(password),
    contact: contact === undefined ? port.contact : contact || undefined,
    digitMap: digitMap === undefined ? port.digitMap : digitMap || undefined,
    dialMask: dialMask === undefined ? port.dialMask : readDialMask(dialMask),
    enabled: fields.enabled ?? port.enabled,
  };
}

function readDialMask(text: string): number {
  if (!/^[0-9]{1,2}$/.test(text) || Number(text) > limits.dialMaskMax) {
    throw new Refusal('E-VALUE', `dialmask is 0 to ${limits.dialMaskMax}, not "${shown(text)}"`);
  }
  return Number(text);
}

export function createPort(
  configuration: Configuration,
  kind: Port['kind'],
  fields: PortFields,
): Configuration {
  checkNew(configuration.ports, fields.name, 'port');
  if (configuration.ports.length >= limits.portsMax) {
    throw new Refusal('E-PORT-LIMIT', `${limits.portsMax} ports exist already`);
  }
  const port = withFields(
    {
      name: fields.name,
      kind,
      login: undefined,
      password: undefined,
      contact: undefined,
      digitMap: undefined,
      dialMask: 0,
      prefixReplacements: [],
      enabled: true,
    },
    fields,
  );
  const next = { ...configuration, ports: [...configuration.ports, port] };
  checkPort(next, port);
  return next;
}

export function setPort(configuration: Configuration, fields: PortFields): Configuration {
  const port = withFields(find(configuration.ports, fields.name, 'port'), fields);
  const next = withPort(configuration, port);
  checkPort(next, port);
  return next;
}

export function withPort(configuration: Configuration, port: Port): Configuration {
  const ports = configuration.ports.map((one) => (one.name === port.name ? port : one));
  return { ...configuration, ports };
}

/** Deleting a port detaches it from every user. */
export function deletePort(configuration: Configuration, name: string): Configuration {
  find(configuration.ports, name, 'port');
  return {
    ...configuration,
    ports: configuration.ports.filter((port) => port.name !== name),
    users: configuration.users.map((user) => ({
      ...user,
      ports: user.ports.filter((port) => port !== name),
    })),
  };
}

export function checkPort(configuration: Configuration, port: Port): void {
  checkName(port.name, 'port');
  if (port.digitMap !== undefined) compileDigitMap(port.digitMap, limits.digitMapLength);
  if (port.kind === 'soft') return;
  checkPrintable(port.login ?? '', limits.loginLength, `login of port "${port.name}"`);
  // Without a password the phone cannot register yet: a shown script leaves secrets out.
  const password = port.password?.reveal();
  if (password !== undefined) {
    checkPrintable(password, limits.passwordLength, `password of port "${port.name}"`);
  }
  const twin = configuration.ports.find(
    (one) => one.name !== port.name && one.login === port.login,
  );
  if (twin) throw new Refusal('E-LOGIN-TAKEN', `port "${twin.name}" has this login already`);
  if (port.contact !== undefined && !/^sips?:[\x21-\x7e]{1,240}$/i.test(port.contact)) {
    throw new Refusal('E-CONTACT', `"${shown(port.contact)}": a phone's contact is a sip: URI`);
  }
}
