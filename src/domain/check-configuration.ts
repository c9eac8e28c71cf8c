/** Every rule over a whole configuration: asked before each commit, and of what the store hands back. */
import type { Configuration } from './configuration.ts';
import { checkCwmp } from './cwmp-settings.ts';
import { checkDrafts } from './drafts.ts';
import { checkEntries } from './entries.ts';
import { checkRule } from './forwarding-rules.ts';
import { isIpAddress } from './host.ts';
import { limits } from './limits.ts';
import { checkName, find } from './names.ts';
import { checkPort } from './ports.ts';
import { checkSetting } from './protocol.ts';
import { Refusal } from './refusal.ts';
import { checkUser } from './users.ts';
import { checkWeb } from './web-settings.ts';

function checkDistinct(all: readonly { readonly name: string }[], what: string): void {
  const seen = new Set<string>();
  for (const { name } of all) {
    if (seen.has(name)) throw new Refusal('E-NAME-TAKEN', `${what} "${name}" exists twice`);
    seen.add(name);
  }
}

export function checkConfiguration(configuration: Configuration): void {
  checkEntries(configuration);
  const { users, locationServers, proxyServers, forwardingRules, ports } = configuration;
  checkDistinct(users, 'user');
  checkDistinct(forwardingRules, 'forwarding rule');
  checkDistinct(ports, 'port');
  for (const list of [locationServers, proxyServers]) {
    checkDistinct(list, 'server');
    for (const { name } of list) checkName(name, 'server');
    if (list.length > limits.serversMax || list.filter(({ master }) => master).length > 1) {
      throw new Refusal('E-MASTER', 'a list has at most one master');
    }
  }
  for (const user of users) {
    checkUser(configuration, user);
    for (const port of user.ports) find(ports, port, 'port');
  }
  for (const rule of forwardingRules) checkRule(rule);
  for (const port of ports) {
    checkPort(configuration, port);
    for (const name of port.prefixReplacements) {
      find(configuration.prefixReplacements, name, 'prefix replacement');
    }
  }
  for (const [name, value] of Object.entries(configuration.protocol)) checkSetting(name, value);
  checkDrafts(configuration);
  checkCwmp(configuration.cwmp);
  checkWeb(configuration.web);
  for (const { address } of Object.values(configuration.interfaces)) {
    if (!isIpAddress(address)) throw new Refusal('E-ADDRESS', `"${address}" is not an IP address`);
  }
}
