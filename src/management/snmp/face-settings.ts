/** The settings of SNMP as the agent's process gets them. */
import type { SnmpKey, SnmpSettings } from '../../domain/snmp-configuration.ts';
import type { AgentSettings, Place } from './channel.ts';
import type { KeySource } from './keyring.ts';
import type { AgentUser } from './usm.ts';

function sourceOf({ localized, master }: SnmpKey): KeySource {
  return { localized: localized.reveal(), master: master?.() };
}

/** Users without keys are known to nobody. */
function usersOf({ users }: SnmpSettings): readonly AgentUser[] {
  return users.flatMap(({ name, auth, authKey, priv, privKey, access, view }) =>
    authKey && privKey
      ? [{ name, auth, priv, access, view, authKey: sourceOf(authKey), privKey: sourceOf(privKey) }]
      : [],
  );
}

export function agentSettings(snmp: SnmpSettings): AgentSettings {
  return { users: usersOf(snmp), communities: snmp.communities, targets: snmp.targets };
}

/** Where requests are heard; closed until there is somebody who may ask. */
export function listenPlace(snmp: SnmpSettings): Place | null {
  const mayAsk = snmp.communities.length > 0 || usersOf(snmp).length > 0;
  return mayAsk && snmp.listen ? snmp.listen : null;
}

/** Whether there is anything to do at all. */
export function isWanted(snmp: SnmpSettings): boolean {
  return listenPlace(snmp) !== null || snmp.targets.length > 0 || snmp.agentx !== undefined;
}
