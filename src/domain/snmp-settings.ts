/** SNMP: what holds for the agent as a whole. interfaces.md §1, snmp-metrics.md D3. */
import type { Configuration } from './configuration.ts';
import { Refusal } from './refusal.ts';
import { checkSnmp } from './snmp-checks.ts';
import type { SnmpSettings } from './snmp-configuration.ts';

export const initialSnmpSettings: SnmpSettings = {
  listen: { address: '127.0.0.1', port: 1161 },
  agentx: undefined,
  engineId: '',
  users: [],
  communities: [],
  targets: [],
  views: [],
  contact: '',
  name: '',
  location: '',
  notify: ['registration', 'server', 'capacity'],
  notifyIntervalSeconds: 10,
  authenticationTraps: false,
};

export type SnmpPart = Partial<
  Omit<SnmpSettings, 'users' | 'communities' | 'targets' | 'views' | 'engineId'>
>;

export function setSnmp(configuration: Configuration, part: SnmpPart): Configuration {
  const snmp = { ...configuration.snmp, ...part };
  checkSnmp(snmp);
  return { ...configuration, snmp };
}

/** Keys are localized to the engine: it has its name before there is a user, and keeps it. */
export function setEngineId(configuration: Configuration, engineId: string): Configuration {
  const { snmp } = configuration;
  if (snmp.users.length > 0 && engineId !== snmp.engineId) {
    throw new Refusal('E-SNMP-ENGINE', 'the keys of SNMP users belong to the engine id of now');
  }
  const next = { ...snmp, engineId };
  checkSnmp(next);
  return { ...configuration, snmp: next };
}
