/** Every rule over a whole configuration: for each commit, and for what the store hands back. */
import { checkNumbering } from './administration.ts';
import type { Configuration, User } from './configuration.ts';
import { checkCwmp } from './cwmp-settings.ts';
import { checkDrafts } from './drafts.ts';
import { checkEntries } from './entries.ts';
import { checkRule } from './forwarding-rules.ts';
import { forwardNames } from './forwards.ts';
import { checkInterfaces } from './interfaces.ts';
import { checkManualLimits } from './manual-limits.ts';
import { find } from './names.ts';
import { checkPorts } from './ports.ts';
import { checkPrefixReplacements } from './prefix-replacements.ts';
import { checkSetting } from './protocol.ts';
import { Refusal } from './refusal.ts';
import { isEmergency } from './resolve.ts';
import { checkRingRules } from './ring-rules.ts';
import { checkServers } from './servers.ts';
import { checkServiceCodes } from './service-codes.ts';
import { checkServices, servicesOf } from './services.ts';
import { checkSnmp } from './snmp-checks.ts';
import { checkUser } from './users.ts';
import { checkWeb } from './web-settings.ts';

function checkDistinct(names: readonly string[], what: string): void {
  const twice = names.find((name, at) => names.indexOf(name) < at);
  if (twice !== undefined) throw new Refusal('E-NAME-TAKEN', `${what} "${twice}" exists twice`);
}

function checkNames(configuration: Configuration): void {
  const tables = [
    [configuration.users, 'user'],
    [configuration.locationServers, 'location server'],
    [configuration.proxyServers, 'proxy server'],
    [configuration.forwardingRules, 'forwarding rule'],
    [configuration.ports, 'port'],
    [configuration.prefixReplacements, 'prefix replacement'],
    [configuration.ringRules, 'ring rule'],
    [configuration.serviceCodes, 'service code'],
  ] as const;
  for (const [rows, what] of tables) {
    checkDistinct(
      rows.map(({ name }) => name),
      what,
    );
  }
}

/** What rows say of other rows is there. */
function checkReferences(configuration: Configuration): void {
  const { users, ports, prefixReplacements, serviceCodes } = configuration;
  for (const { port } of serviceCodes) if (port !== undefined) find(ports, port, 'port');
  for (const user of users) {
    checkDistinct(user.ports, `port of user "${user.name}"`);
    for (const port of user.ports) find(ports, port, 'port');
  }
  for (const port of ports) {
    checkDistinct(port.prefixReplacements, `prefix replacement of port "${port.name}"`);
    for (const name of port.prefixReplacements)
      find(prefixReplacements, name, 'prefix replacement');
  }
}

/** A call that somebody else has made may not end at an emergency centre. */
function checkForwards(configuration: Configuration, user: User): void {
  const services = servicesOf(user);
  for (const number of forwardNames.map((which) => services[which])) {
    if (number === undefined || !isEmergency(configuration, number)) continue;
    throw new Refusal('E-EMERGENCY', `calls of "${user.name}" may not be forwarded to ${number}`);
  }
}

export function checkConfiguration(configuration: Configuration): void {
  // First: the other checks ask for settings.
  for (const [name, value] of Object.entries(configuration.protocol)) checkSetting(name, value);
  checkInterfaces(configuration.interfaces);
  checkNumbering(configuration);
  checkEntries(configuration);
  checkNames(configuration);
  checkServers(configuration, 'location');
  checkServers(configuration, 'proxy');
  checkPrefixReplacements(configuration.prefixReplacements);
  checkRingRules(configuration.ringRules);
  checkServiceCodes(configuration.serviceCodes);
  checkPorts(configuration);
  for (const user of configuration.users) {
    checkUser(configuration, user);
    checkServices(servicesOf(user));
    checkForwards(configuration, user);
  }
  for (const rule of configuration.forwardingRules) checkRule(rule);
  checkReferences(configuration);
  checkManualLimits(configuration);
  checkDrafts(configuration);
  checkCwmp(configuration.cwmp);
  checkWeb(configuration.web);
  checkSnmp(configuration.snmp);
}
