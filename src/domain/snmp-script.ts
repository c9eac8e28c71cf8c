/** The settings of SNMP as commands that make them again. */
import { commandLine, type Pair } from './command-line.ts';
import { formatListener } from './listener.ts';
import type { SnmpKey, SnmpSettings, SnmpTarget, SnmpUser } from './snmp-configuration.ts';
import { initialSnmpSettings } from './snmp-settings.ts';

const set = (name: string, value: string) => commandLine(['snmp', 'set', name, value]);

/**
 * A key stands where its passphrase stood; without secrets there is none, and the user cannot log
 * in.
 */
function keyWord(key: SnmpKey | undefined, secrets: boolean): string {
  return secrets && key ? `key:${key.localized.reveal()}` : '';
}

function userLine(user: SnmpUser, secrets: boolean): string {
  const { name, auth, authKey, priv, privKey, access, view } = user;
  return commandLine(
    [
      ...['snmp', 'user', 'create', name],
      ...['auth', auth, keyWord(authKey, secrets)],
      ...['priv', priv, keyWord(privKey, secrets)],
      ...['access', access],
    ],
    [['view', view === 'all' ? undefined : view]],
  );
}

function targetLine({ name, host, version, as, isInform, events }: SnmpTarget): string {
  const pairs: Pair[] = [
    ['host', formatListener(host)],
    ['version', version],
    [version === '3' ? 'user' : 'community', as],
    ['events', events.length === 0 ? undefined : events.join(',')],
  ];
  return commandLine(['snmp', 'target', 'create', name], pairs, [isInform && 'inform']);
}

export function snmpLines(
  snmp: SnmpSettings,
  { secrets }: { readonly secrets: boolean },
): string[] {
  const initial = initialSnmpSettings;
  const texts = (['contact', 'name', 'location'] as const).flatMap((name) =>
    snmp[name] === '' ? [] : [set(name, snmp[name])],
  );
  const isNotifyInitial = snmp.notify.join() === initial.notify.join();
  const { listen, notifyIntervalSeconds: seconds } = snmp;
  return [
    ...(formatListener(listen) === formatListener(initial.listen)
      ? []
      : [set('listen', formatListener(listen))]),
    ...(snmp.engineId === '' ? [] : [set('engine-id', snmp.engineId)]),
    ...texts,
    ...(isNotifyInitial ? [] : [set('notify', snmp.notify.join(',') || 'none')]),
    ...(seconds === initial.notifyIntervalSeconds ? [] : [set('notify-interval', String(seconds))]),
    ...(snmp.authenticationTraps ? [set('authentication-traps', 'on')] : []),
    ...(snmp.agentx === undefined ? [] : [set('agentx', snmp.agentx)]),
    ...snmp.views.map(({ name, include, exclude }) =>
      commandLine(
        ['snmp', 'view', 'create', name],
        [
          ['include', include.join(',')],
          ['exclude', exclude.join(',')],
        ],
      ),
    ),
    ...snmp.users.map((user) => userLine(user, secrets)),
    ...snmp.communities.map(({ name, source, view }) =>
      commandLine(
        ['snmp', 'community', 'create', name],
        [
          ['source', source],
          ['view', view === 'all' ? undefined : view],
        ],
      ),
    ),
    ...snmp.targets.map(targetLine),
  ];
}
