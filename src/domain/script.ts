/** A configuration as the commands that recreate it in an empty gateway, in an order that applies cleanly. */
import type { Configuration, Draft, ForwardingRule, Port, Server, User } from './configuration.ts';
import { formatContact } from './contact.ts';
import { emptyConfiguration } from './empty-configuration.ts';
import { webLines } from './web-settings.ts';

export interface ScriptOptions {
  /** Write passwords out; only for the owner of the control socket, and only when asked. */
  readonly secrets: boolean;
}

/** A value as one word of the command line. */
function quoted(text: string): string {
  return /^[A-Za-z0-9_.:;=@+*#|()[\]/!?$&~^,-]+$/.test(text)
    ? text
    : `"${text.replace(/(["\\])/g, '\\$1')}"`;
}

type Pair = readonly [keyword: string, value: string | undefined];

function command(
  words: string,
  pairs: readonly Pair[],
  flags: readonly (string | false)[] = [],
): string {
  const said = pairs.flatMap(([keyword, value]) => (value ? [keyword, quoted(value)] : []));
  return [words, ...said, ...flags.filter((flag) => flag !== false)].join(' ');
}

function interfaceLines({ interfaces }: Configuration): string[] {
  return (['lan', 'wan'] as const).flatMap((side) => {
    const now = interfaces[side];
    const initial = emptyConfiguration.interfaces[side];
    if (now.address === initial.address && now.port === initial.port && !now.advertise) return [];
    const pairs: Pair[] = [
      ['address', now.address],
      ['port', String(now.port)],
      ['advertise', now.advertise],
    ];
    return [command(`voip sip interface set ${side}`, pairs)];
  });
}

function serverLines(word: string, servers: readonly Server[]): string[] {
  return servers.flatMap(({ name, contact, master, enabled }) => [
    command(
      `voip sip ${word} create ${name}`,
      [['contact', formatContact(contact)]],
      [master && 'master'],
    ),
    ...(enabled ? [] : [`voip sip ${word} set ${name} disable`]),
  ]);
}

function portLines(port: Port, { secrets }: ScriptOptions): string[] {
  const { name, kind, login, password, contact, digitMap, dialMask } = port;
  const settings: Pair[] = [
    ['digitmap', digitMap],
    ['dialmask', dialMask === 0 ? undefined : String(dialMask)],
  ];
  const isSet = digitMap !== undefined || dialMask !== 0 || !port.enabled;
  const pairs: Pair[] = [
    ['login', login],
    ['password', secrets ? password?.reveal() : undefined],
    ['contact', contact],
  ];
  return [
    command(`voip ep ${kind} create ${name}`, kind === 'soft' ? [] : pairs),
    ...(isSet ? [command(`voip ep set ${name}`, settings, [!port.enabled && 'disable'])] : []),
    ...port.prefixReplacements.map(
      (one) => `voip admin prefix-replacement add ${one} port ${name}`,
    ),
  ];
}

function userLines(user: User, { secrets }: ScriptOptions): string[] {
  const { name, domain, transport, password } = user;
  const suffix = transport === 'udp' ? '' : `;transport=${transport}`;
  const pairs: Pair[] = [
    ['address', user.address],
    ['areacode', user.areaCode],
    ['login', user.login],
    ['password', secrets ? password?.reveal() : undefined],
    ['domain', domain === undefined ? undefined : `${domain}${suffix}`],
    ['pseudonym', user.pseudonym],
  ];
  return [
    command(`voip sip user create ${name}`, pairs),
    ...user.ports.map((port) => `voip sip user add ${name} port ${port}`),
    ...(user.enabled ? [] : [`voip sip user set ${name} disable`]),
  ];
}

function ruleLines(rule: ForwardingRule): string[] {
  const pairs: Pair[] = [
    ['address', rule.address],
    ['contact', formatContact(rule.contact)],
    ['domain', rule.domain],
    ['fwaddress', rule.fwaddress],
    ['priority', rule.priority === 0 ? undefined : String(rule.priority)],
  ];
  return [
    command(`voip sip fdb create ${rule.name}`, pairs, [rule.proxy && 'proxy']),
    ...(rule.enabled ? [] : [`voip sip fdb set ${rule.name} disable`]),
  ];
}

function draftLines({ kind, name, fields, password }: Draft, { secrets }: ScriptOptions): string[] {
  const secret = secrets ? password?.reveal() : undefined;
  const written: Pair[] = [...Object.entries(fields), ['password', secret]];
  return [
    `cwmp draft create ${name} ${kind}`,
    ...written.flatMap(([field, text]) =>
      text ? [`cwmp draft set ${name} ${field} ${quoted(text)}`] : [],
    ),
  ];
}

/** The URL last: it may need `plain-http` before it. */
function cwmpLines({ cwmp }: Configuration, { secrets }: ScriptOptions): string[] {
  const values = Object.entries(cwmp.values).map(([name, text]): Pair => [name, text]);
  const hidden = Object.entries(cwmp.secrets).map(([name, one]): Pair => [name, one.reveal()]);
  const isUrl = ([name]: Pair) => name === 'url';
  return [
    ...values.filter((pair) => !isUrl(pair)),
    ...(secrets ? hidden : []),
    ...values.filter(isUrl),
  ].map(([name, text = '']) => `cwmp set ${name} ${quoted(text)}`);
}

export function toScript(configuration: Configuration, options: ScriptOptions): readonly string[] {
  const { e164CountryCode: country, internationalCallPrefix: prefix } = configuration;
  return [
    ...interfaceLines(configuration),
    ...Object.entries(configuration.protocol).map(
      ([name, value]) => `voip sip protocol set ${name} ${value === '' ? '""' : quoted(value)}`,
    ),
    ...(country ? [`voip admin set e164-country-code ${country}`] : []),
    ...(prefix ? [`voip admin set international-call-prefix ${prefix}`] : []),
    ...configuration.prefixReplacements.map((one) =>
      command(`voip admin prefix-replacement create ${one.name}`, [
        ['prefix', one.prefix],
        ['replacement', one.replacement],
      ]),
    ),
    ...serverLines('locationserver', configuration.locationServers),
    ...serverLines('proxyserver', configuration.proxyServers),
    ...configuration.ports.flatMap((port) => portLines(port, options)),
    ...configuration.users.flatMap((user) => userLines(user, options)),
    ...configuration.forwardingRules.flatMap(ruleLines),
    ...configuration.drafts.flatMap((draft) => draftLines(draft, options)),
    ...cwmpLines(configuration, options),
    ...webLines(configuration.web, options),
  ];
}
