/** What a gateway starts with: nothing but its two loopback addresses. */
import type { Configuration } from './configuration.ts';
import { initialSnmpSettings } from './snmp-settings.ts';
import { initialWebSettings } from './web-settings.ts';

export const emptyConfiguration: Configuration = {
  users: [],
  locationServers: [],
  proxyServers: [],
  forwardingRules: [],
  ports: [],
  prefixReplacements: [],
  ringRules: [],
  serviceCodes: [],
  interfaces: {
    lan: { address: '127.0.0.1', port: 5060, advertise: undefined },
    wan: { address: '127.0.0.1', port: 5070, advertise: undefined },
  },
  e164CountryCode: undefined,
  internationalCallPrefix: undefined,
  protocol: {},
  drafts: [],
  cwmp: { values: {}, secrets: {} },
  web: initialWebSettings,
  snmp: initialSnmpSettings,
};
