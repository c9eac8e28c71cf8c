/** Ports: LAN SIP phones and soft ports. Manual §1.3, §2.6. */
import type { Configuration, Port } from './configuration.ts';
import { checkHost, splitHostPort } from './contact.ts';
import { compileDigitMap } from './digit-map.ts';
import { keptNumber } from './kept-number.ts';
import { limits } from './limits.ts';
import { checkPolicy, type MediaPolicyFields, withPolicy } from './media-policy.ts';
import { checkName, checkNew, checkPrintable, find, shown } from './names.ts';
import { Refusal } from './refusal.ts';
import { secretFrom } from './secret.ts';

export interface PortFields extends MediaPolicyFields {
  readonly name: string;
  readonly login?: string | undefined;
  /** An empty text takes it away; so does one for `contact` and for `digitMap`. */
  readonly password?: string | undefined;
  /** A fixed contact URI of a phone that does not register. */
  readonly contact?: string | undefined;
  readonly digitMap?: string | undefined;
  readonly dialMask?: string | undefined;
  readonly enabled?: boolean | undefined;
  /** Soft ports: called as soon as the handset is lifted; an empty text takes it away. */
  readonly hotline?: string | undefined;
  /** Switched off the number is kept. */
  readonly hotlineEnabled?: boolean | undefined;
  /** A second call may come while it talks. */
  readonly callWaiting?: boolean | undefined;
}

function withFields(port: Port, fields: PortFields): Port {
  const { login, password, contact, digitMap, dialMask } = fields;
  const { codecs: _codecs, srtp: _srtp, ...rest } = port;
  const before = { number: port.hotline, isEnabled: port.hotlineEnabled ?? true };
  const hotline = keptNumber(before, fields.hotline, fields.hotlineEnabled);
  return {
    ...rest,
    ...withPolicy(port, fields),
    login: login ?? port.login,
    password: secretFrom(password, port.password),
    contact: contact === undefined ? port.contact : contact || undefined,
    digitMap: digitMap === undefined ? port.digitMap : digitMap || undefined,
    dialMask: dialMask === undefined ? port.dialMask : readDialMask(dialMask),
    enabled: fields.enabled ?? port.enabled,
    hotline: hotline.number,
    hotlineEnabled: hotline.isEnabled,
    callWaiting: fields.callWaiting ?? port.callWaiting,
  };
}

/** The number that is called as soon as the handset is lifted. */
export function hotlineOf({ hotline, hotlineEnabled = true }: Port): string | undefined {
  return hotlineEnabled ? hotline : undefined;
}

function readDialMask(text: string): number {
  if (!/^[0-9]{1,2}$/.test(text)) refuseDialMask(text);
  return Number(text);
}

function refuseDialMask(text: string): never {
  throw new Refusal('E-VALUE', `dialmask is 0 to ${limits.dialMaskMax}, not "${shown(text)}"`);
}

export function createPort(
  configuration: Configuration,
  kind: Port['kind'],
  fields: PortFields,
): Configuration {
  checkNew(configuration.ports, fields.name, 'port');
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
  checkRoom(next);
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

/** Deleting a port detaches it from every user; codes of its own go with it. */
export function deletePort(configuration: Configuration, name: string): Configuration {
  find(configuration.ports, name, 'port');
  return {
    ...configuration,
    ports: configuration.ports.filter((port) => port.name !== name),
    users: configuration.users.map((user) => ({
      ...user,
      ports: user.ports.filter((port) => port !== name),
    })),
    serviceCodes: configuration.serviceCodes.filter(({ port }) => port !== name),
  };
}

/** Every rule of the table of ports. */
export function checkPorts(configuration: Configuration): void {
  checkRoom(configuration);
  for (const port of configuration.ports) checkPort(configuration, port);
}

function checkRoom({ ports }: Configuration): void {
  if (ports.length > limits.portsMax) {
    throw new Refusal('E-PORT-LIMIT', `at most ${limits.portsMax} ports may exist`);
  }
}

function checkPort(configuration: Configuration, port: Port): void {
  checkName(port.name, 'port');
  checkPolicy(port);
  if (port.digitMap !== undefined) compileDigitMap(port.digitMap, limits.digitMapLength);
  const { dialMask } = port;
  if (!Number.isInteger(dialMask) || dialMask < 0 || dialMask > limits.dialMaskMax) {
    refuseDialMask(String(dialMask));
  }
  if (port.hotline !== undefined && !/^\+?[0-9A-D*#]{1,64}$/i.test(port.hotline)) {
    throw new Refusal('E-DIGITS', `"${shown(port.hotline)}" is no number for a hotline`);
  }
  if (port.kind === 'soft') checkSoftPort(port);
  else checkPhone(configuration, port);
}

function checkSoftPort({ name, login, password, contact, srtp }: Port): void {
  if (srtp !== undefined || [login, password, contact].some((one) => one !== undefined)) {
    throw new Refusal(
      'E-PORT-KIND',
      `port "${name}" is a soft port: no phone, so no login, password, contact or srtp`,
    );
  }
}

function checkPhone({ ports }: Configuration, { name, login = '', password, contact }: Port): void {
  checkPrintable(login, limits.loginLength, `login of port "${name}"`);
  // Without a password the phone cannot register yet: a shown script leaves secrets out.
  const text = password?.reveal();
  if (text !== undefined) {
    checkPrintable(text, limits.passwordLength, `password of port "${name}"`);
  }
  const twin = ports.find((one) => one.name !== name && one.login === login);
  if (twin) throw new Refusal('E-LOGIN-TAKEN', `port "${twin.name}" has this login already`);
  if (contact !== undefined) checkPhoneContact(contact);
}

/** `sip:[user@]host[:port][;parameters]`, in characters that a URI may hold as they are. */
function checkPhoneContact(text: string): void {
  const match = /^sips?:([^@]*@)?([^@;?]+)([;?].*)?$/i.exec(text);
  const isClean = /^[!-~]+$/.test(text) && !/[<>"\\^`{|}]/.test(text);
  if (!match || !isClean || text.length > limits.phoneContactLength) {
    throw new Refusal('E-CONTACT', `"${shown(text)}": a phone's contact is a sip: or sips: URI`);
  }
  checkHost(splitHostPort(match[2] ?? '').host, limits.contactHostLength);
}
