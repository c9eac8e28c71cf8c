/** `snmp …`: the agent set up and watched. */
import type { Configuration } from '../../domain/configuration.ts';
import { formatListener, parseListener } from '../../domain/listener.ts';
import { Refusal } from '../../domain/refusal.ts';
import { notificationKinds } from '../../domain/snmp-checks.ts';
import { setEngineId, setSnmp } from '../../domain/snmp-settings.ts';
import type { SnmpTraceView } from '../snmp-view.ts';
import { changed } from './change.ts';
import type { Arguments, Position } from './grammar.ts';
import { type Columns, done, listAnswer } from './lists.ts';
import type { CliCommand } from './session.ts';
import { wordsOf } from './snmp-parts.ts';
import { snmpRowCommands } from './snmp-rows-commands.ts';
import { fields } from './table.ts';
import { traceSwitch } from './trace-switch.ts';

type Change = (configuration: Configuration, value: string) => Configuration;

function setting(
  name: string,
  param: Omit<Position, 'kind' | 'name'>,
  help: string,
  change: Change,
): CliCommand {
  return {
    path: ['snmp', 'set', name],
    params: [{ kind: 'position', name: 'value', ...param }],
    help,
    run: (context, args: Arguments) =>
      changed(context, (configuration) => change(configuration, args.required('value'))),
  };
}

function seconds(text: string): number {
  if (!/^[0-9]{1,4}$/.test(text)) throw new Refusal('E-VALUE', 'write 0 to 3600 seconds');
  return Number(text);
}

const settings: readonly CliCommand[] = [
  setting(
    'listen',
    { help: '<ip>:<port>, or off' },
    'where managers ask; nobody is answered before there is a user or a community',
    (configuration, value) => setSnmp(configuration, { listen: parseListener(value) }),
  ),
  setting(
    'agentx',
    { help: '/<path>, tcp:<host>:<port>, or off' },
    'serve the objects through a master agent, such as snmpd (RFC 2741)',
    (configuration, value) =>
      setSnmp(configuration, { agentx: value.toLowerCase() === 'off' ? undefined : value }),
  ),
  setting(
    'engine-id',
    { help: '10 to 64 hexadecimal digits' },
    'the SNMPv3 engine id; only while there is no user',
    (configuration, value) => setEngineId(configuration, value.toLowerCase()),
  ),
  setting(
    'contact',
    { help: 'text' },
    'sysContact: whom to call about this gateway',
    (configuration, value) => setSnmp(configuration, { contact: value }),
  ),
  setting('name', { help: 'text' }, 'sysName', (configuration, value) =>
    setSnmp(configuration, { name: value }),
  ),
  setting('location', { help: 'text' }, 'sysLocation', (configuration, value) =>
    setSnmp(configuration, { location: value }),
  ),
  setting(
    'notify',
    { help: `${notificationKinds.join(',')}, or none` },
    'which notifications are sent at all',
    (configuration, value) =>
      setSnmp(configuration, { notify: value === 'none' ? [] : wordsOf(value) }),
  ),
  setting(
    'notify-interval',
    { help: 'seconds' },
    'what happens again within it is told by one notification, with a count',
    (configuration, value) => setSnmp(configuration, { notifyIntervalSeconds: seconds(value) }),
  ),
  setting(
    'authentication-traps',
    { help: 'on or off', choices: ['on', 'off'] },
    'send authenticationFailure when somebody fails to authenticate',
    (configuration, value) => setSnmp(configuration, { authenticationTraps: value === 'on' }),
  ),
];

const show: CliCommand = {
  path: ['snmp', 'show'],
  params: [],
  help: 'the agent: where it listens, what it answered, what it refused and why, what it sent',
  run({ view }) {
    const { snmp } = view.configuration();
    const status = view.snmp?.status();
    const plain = {
      listen: status?.listen ?? 'off',
      configured: formatListener(snmp.listen),
      agentx: status?.agentx ?? 'off',
      engineId: snmp.engineId,
      engineBoots: status?.engineBoots ?? 0,
      users: snmp.users.map(({ name }) => name),
      communities: snmp.communities.map(({ name }) => name),
      targets: snmp.targets.map(({ name }) => name),
    };
    const counted = {
      requests: status?.requests ?? {},
      refusals: status?.refusals ?? {},
      notifications: status?.notifications ?? {},
    };
    const lines = Object.entries(counted).flatMap(([group, counts]) =>
      Object.entries(counts).map(([name, count]) => [`${group}: ${name}`, count] as const),
    );
    return {
      text: fields([...Object.entries(plain), ...lines]),
      json: { ...plain, ...counted },
    };
  },
};

const traceColumns: Columns<SnmpTraceView> = [
  ['at', ({ at }) => at],
  ['source', ({ source }) => source],
  ['who', ({ version, who }) => `${version} ${who}`.trim()],
  ['operation', ({ operation }) => operation],
  ['varbinds', ({ varbinds }) => varbinds],
  ['names', ({ names }) => names],
  ['result', ({ result }) => result],
  ['ms', ({ milliseconds }) => milliseconds],
];

const trace: CliCommand = {
  path: ['snmp', 'trace'],
  params: [traceSwitch('requests')],
  help: 'the last requests: who asked for what, what came of it; no communities, no values',
  run({ view }, args) {
    const word = args.required('switch');
    if (word !== 'show') {
      view.snmp?.setTrace(word === 'on');
      return done;
    }
    const requests = view.snmp?.trace() ?? [];
    return listAnswer(requests, traceColumns, requests);
  },
};

export const snmpCommands: readonly CliCommand[] = [show, ...settings, trace, ...snmpRowCommands];
