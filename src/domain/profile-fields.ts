/** The file of a profile: JSON with these fields and no others, each of its kind. */
import { shown } from './names.ts';
import { Refusal } from './refusal.ts';

export interface Fields {
  readonly title: string;
  /** Public pages that it was made from. */
  readonly documentation: readonly string[];
  readonly notes: readonly string[];
  /** What stands for `<account>` in hosts, in words. */
  readonly account?: string | undefined;
  /** Contacts: where lines register, where calls go, a platform that only sends and takes calls. */
  readonly registrar?: string | undefined;
  readonly proxy?: string | undefined;
  readonly platform?: string | undefined;
  /** Of its users, where it differs from the contact, which is then the outbound proxy. */
  readonly domain?: string | undefined;
  readonly codecs?: readonly string[] | undefined;
  readonly srtp?: string | undefined;
  readonly identity?: string | undefined;
  readonly numbers?: string | undefined;
  readonly emergencyUri?: string | undefined;
  readonly trusted?: boolean | undefined;
  /** Seconds, as text. */
  readonly expires?: string | undefined;
  readonly keepalive?: string | undefined;
  /** Parameters of the gateway, such as `invite-policy`, that its quirks ask for. */
  readonly parameters: Readonly<Record<string, string>>;
}

const lengthMax = 16_384;
const textMax = 400;
const listMax = 16;

const kinds: Readonly<Record<keyof Fields, 'text' | 'texts' | 'flag' | 'map'>> = {
  title: 'text',
  documentation: 'texts',
  notes: 'texts',
  account: 'text',
  registrar: 'text',
  proxy: 'text',
  platform: 'text',
  domain: 'text',
  codecs: 'texts',
  srtp: 'text',
  identity: 'text',
  numbers: 'text',
  emergencyUri: 'text',
  trusted: 'flag',
  expires: 'text',
  keepalive: 'text',
  parameters: 'map',
};

function refuse(what: string): never {
  throw new Refusal('E-PROFILE', what);
}

export function readProfileFields(text: string): Fields {
  if (text.length > lengthMax) refuse(`it is longer than ${lengthMax} characters`);
  const read = objectIn(text);
  const unknown = Object.keys(read).find((key) => !Object.hasOwn(kinds, key));
  if (unknown !== undefined) refuse(`there is no field "${shown(unknown)}"`);
  const documentation = textsOf(read, 'documentation') ?? [];
  if (documentation.length === 0 || documentation.some((page) => !/^https?:\/\//.test(page))) {
    refuse('"documentation" names its sources, public pages');
  }
  const trusted = read['trusted'];
  if (trusted !== undefined && typeof trusted !== 'boolean') refuse('"trusted" is true or false');
  return {
    title: textOf(read, 'title') ?? refuse('it has no "title"'),
    documentation,
    notes: textsOf(read, 'notes') ?? [],
    account: textOf(read, 'account'),
    registrar: textOf(read, 'registrar'),
    proxy: textOf(read, 'proxy'),
    platform: textOf(read, 'platform'),
    domain: textOf(read, 'domain'),
    codecs: textsOf(read, 'codecs'),
    srtp: textOf(read, 'srtp'),
    identity: textOf(read, 'identity'),
    numbers: textOf(read, 'numbers'),
    emergencyUri: textOf(read, 'emergencyUri'),
    trusted,
    expires: textOf(read, 'expires'),
    keepalive: textOf(read, 'keepalive'),
    parameters: mapOf(read, 'parameters'),
  };
}

type Read = Readonly<Record<string, unknown>>;

function isObject(value: unknown): value is Read {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function objectIn(text: string): Read {
  try {
    const value: unknown = JSON.parse(text);
    if (isObject(value)) return value;
  } catch {
    // Said below.
  }
  return refuse('it is no JSON object');
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== '' && value.length <= textMax;
}

function textOf(read: Read, key: keyof Fields): string | undefined {
  const value = read[key];
  if (value === undefined || isText(value)) return value;
  return refuse(`"${key}" is a text of 1 to ${textMax} characters`);
}

function textsOf(read: Read, key: keyof Fields): readonly string[] | undefined {
  const value = read[key];
  if (value === undefined) return undefined;
  if (Array.isArray(value) && value.length <= listMax && value.every(isText)) return value;
  return refuse(`"${key}" is a list of at most ${listMax} texts`);
}

function mapOf(read: Read, key: keyof Fields): Readonly<Record<string, string>> {
  const value = read[key];
  if (value === undefined) return {};
  if (!isObject(value)) return refuse(`"${key}" is an object`);
  return Object.fromEntries(
    Object.entries(value).map(([name, text]) =>
      isText(text) ? [name, text] : refuse(`"${key}.${shown(name)}" is a text`),
    ),
  );
}
