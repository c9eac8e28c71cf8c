/** A configuration as commands that recreate it in an empty gateway, in an order that applies. */
import { commandLine, type Pair } from './command-line.ts';
import type {
  Configuration,
  Draft,
  ForwardingRule,
  Interface,
  Port,
  RingRule,
  Server,
  User,
} from './configuration.ts';
import { formatContact, formatDomain } from './contact.ts';
import { emptyConfiguration } from './empty-configuration.ts';
import { bracketed } from './host.ts';
import { overlap } from './interfaces.ts';
import type { MediaPolicy } from './media-policy.ts';
import { serviceCodeLine, serviceLines } from './services-script.ts';
import type { Side } from './side.ts';
import { snmpLines } from './snmp-script.ts';
import { webLines } from './web-settings.ts';

export interface ScriptOptions {
  /** Write passwords out; only for the owner of the control socket, and only when asked. */
  readonly secrets: boolean;
}

function interfaceLine(side: Side, { address, port, advertise }: Interface): string {
  return commandLine(
    ['voip', 'sip', 'interface', 'set', side],
    [
      ['address', address],
      ['port', String(port)],
      ['advertise', advertise],
    ],
  );
}

/** In an order in which no step makes the two collide: a swap of ports needs a third one. */
function interfaceLines({ interfaces: { lan, wan } }: Configuration): string[] {
  const initial = emptyConfiguration.interfaces;
  const lanLines = isSame(lan, initial.lan) ? [] : [interfaceLine('lan', lan)];
  const wanLines = isSame(wan, initial.wan) ? [] : [interfaceLine('wan', wan)];
  if (!overlap(lan, initial.wan)) return [...lanLines, ...wanLines];
  if (!overlap(wan, initial.lan)) return [...wanLines, ...lanLines];
  const aside = { ...lan, port: sparePorts.find((port) => port !== wan.port) ?? lan.port };
  return [interfaceLine('lan', aside), ...wanLines, ...lanLines];
}

const sparePorts: readonly number[] = [5080, 5090];

function isSame(one: Interface, other: Interface): boolean {
  return (
    one.address === other.address && one.port === other.port && one.advertise === other.advertise
  );
}

function serverLines(word: string, servers: readonly Server[]): string[] {
  return servers.flatMap(({ name, contact, master, enabled, ...policy }) => [
    commandLine(
      ['voip', 'sip', word, 'create', name],
      [
        ['contact', formatContact(contact)],
        ...policyPairs(policy),
        ['identity', policy.identity],
        ['numbers', policy.numbers],
        ['expires', policy.expires?.toString()],
        ['keepalive', policy.keepAlive],
        ['emergency-uri', policy.emergencyUri],
      ],
      [
        master && 'master',
        policy.trusted === true && 'trusted',
        policy.registers === false && 'noregister',
      ],
    ),
    ...(enabled ? [] : [commandLine(['voip', 'sip', word, 'set', name, 'disable'])]),
  ]);
}

function policyPairs({ codecs, srtp }: MediaPolicy): Pair[] {
  return [
    ['codecs', codecs?.join(',')],
    ['srtp', srtp],
  ];
}

function portLines(port: Port, { secrets }: ScriptOptions): string[] {
  const { name, kind, login, password, contact, digitMap, dialMask } = port;
  const created: Pair[] = [
    ['login', login],
    ['password', secrets ? password?.reveal() : undefined],
    ['contact', contact],
  ];
  const settings: Pair[] = [
    ['digitmap', digitMap],
    ['dialmask', dialMask === 0 ? undefined : String(dialMask)],
    ['hotline', port.hotline],
    ...policyPairs(port),
  ];
  const flags = [
    port.hotlineEnabled === false && 'hotlineoff',
    !port.enabled && 'disable',
    port.callWaiting === true && 'callwaiting',
  ];
  const isSet =
    settings.some(([, text]) => text !== undefined) || flags.some((one) => one !== false);
  return [
    commandLine(['voip', 'ep', kind, 'create', name], created),
    ...(isSet ? [commandLine(['voip', 'ep', 'set', name], settings, flags)] : []),
    ...port.prefixReplacements.map((one) =>
      commandLine([...prefixReplacement, 'add', one, 'port', name]),
    ),
  ];
}

const prefixReplacement = ['voip', 'admin', 'prefix-replacement'];

function ringRuleLine({ name, cadenceType, caller, number, server }: RingRule): string {
  return commandLine(
    ['voip', 'sip', 'alertinfo', 'create', name],
    [
      ['cadence-type', cadenceType],
      ['caller', caller],
      ['number', number],
      ['server', server],
    ],
  );
}

function userLines(user: User, { secrets }: ScriptOptions): string[] {
  const { name, domain, transport, password } = user;
  const pairs: Pair[] = [
    ['address', user.address],
    ['areacode', user.areaCode],
    ['login', user.login],
    ['password', secrets ? password?.reveal() : undefined],
    ['domain', domain === undefined ? undefined : formatDomain(domain, transport)],
    ['pseudonym', user.pseudonym],
  ];
  return [
    commandLine(['voip', 'sip', 'user', 'create', name], pairs),
    ...user.ports.map((port) => commandLine(['voip', 'sip', 'user', 'add', name, 'port', port])),
    ...(user.enabled ? [] : [commandLine(['voip', 'sip', 'user', 'set', name, 'disable'])]),
    ...serviceLines(user),
  ];
}

function ruleLines(rule: ForwardingRule): string[] {
  const { name, address, contact, domain, fwaddress, priority } = rule;
  const pairs: Pair[] = [
    ['address', address],
    ['contact', formatContact(contact)],
    ['domain', domain === undefined ? undefined : bracketed(domain)],
    ['fwaddress', fwaddress],
    ['priority', priority === 0 ? undefined : String(priority)],
  ];
  return [
    commandLine(['voip', 'sip', 'fdb', 'create', name], pairs, [rule.proxy && 'proxy']),
    ...(rule.enabled ? [] : [commandLine(['voip', 'sip', 'fdb', 'set', name, 'disable'])]),
  ];
}

function draftLines({ kind, name, fields, password }: Draft, { secrets }: ScriptOptions): string[] {
  const secret = secrets ? password?.reveal() : undefined;
  const written: Pair[] = [...Object.entries(fields), ['password', secret]];
  return [
    commandLine(['cwmp', 'draft', 'create', name, kind]),
    ...written.flatMap(([field, text]) =>
      text ? [commandLine(['cwmp', 'draft', 'set', name, field, text])] : [],
    ),
  ];
}

function isUrl([name]: Pair): boolean {
  return name === 'url';
}

/** The URL last: it may need `plain-http` before it. */
function cwmpLines({ cwmp }: Configuration, { secrets }: ScriptOptions): string[] {
  const values = Object.entries(cwmp.values).map(([name, text]): Pair => [name, text]);
  const hidden = Object.entries(cwmp.secrets).map(([name, one]): Pair => [name, one.reveal()]);
  return [
    ...values.filter((pair) => !isUrl(pair)),
    ...(secrets ? hidden : []),
    ...values.filter(isUrl),
  ].map(([name, text = '']) => commandLine(['cwmp', 'set', name, text]));
}

export function toScript(configuration: Configuration, options: ScriptOptions): readonly string[] {
  const { e164CountryCode: country, internationalCallPrefix: prefix } = configuration;
  return [
    ...interfaceLines(configuration),
    ...Object.entries(configuration.protocol).map(([name, value]) =>
      commandLine(['voip', 'sip', 'protocol', 'set', name, value]),
    ),
    ...(country ? [commandLine(['voip', 'admin', 'set', 'e164-country-code', country])] : []),
    ...(prefix ? [commandLine(['voip', 'admin', 'set', 'international-call-prefix', prefix])] : []),
    ...configuration.prefixReplacements.map(({ name, prefix: map, replacement }) =>
      commandLine(
        [...prefixReplacement, 'create', name],
        [
          ['prefix', map],
          ['replacement', replacement],
        ],
      ),
    ),
    ...configuration.ringRules.map(ringRuleLine),
    ...serverLines('locationserver', configuration.locationServers),
    ...serverLines('proxyserver', configuration.proxyServers),
    ...configuration.ports.flatMap((port) => portLines(port, options)),
    ...configuration.serviceCodes.map(serviceCodeLine),
    ...configuration.users.flatMap((user) => userLines(user, options)),
    ...configuration.forwardingRules.flatMap(ruleLines),
    ...configuration.drafts.flatMap((draft) => draftLines(draft, options)),
    ...cwmpLines(configuration, options),
    ...webLines(configuration.web, options),
    ...snmpLines(configuration.snmp, options),
  ];
}
