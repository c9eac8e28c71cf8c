/** Configurations for tests, made by the domain's own acts. */
import type { Configuration } from '../../src/domain/configuration.ts';
import { emptyConfiguration } from '../../src/domain/empty-configuration.ts';
import { createRule, type RuleFields } from '../../src/domain/forwarding-rules.ts';
import { createPort, type PortFields } from '../../src/domain/ports.ts';
import { createServer } from '../../src/domain/servers.ts';
import { addUserPort, createUser, type UserFields } from '../../src/domain/users.ts';

export type Change = (configuration: Configuration) => Configuration;

export function configured(...changes: readonly Change[]): Configuration {
  return changes.reduce((configuration, change) => change(configuration), emptyConfiguration);
}

export function user(name: string, address: string, more: Partial<UserFields> = {}): Change {
  return (configuration) => createUser(configuration, { name, address, ...more });
}

export function rule(name: string, address: string, more: Partial<RuleFields> = {}): Change {
  return (configuration) =>
    createRule(configuration, { name, address, contact: 'remote.example.com', ...more });
}

export function location(name: string, contact: string, master = false): Change {
  return (configuration) =>
    createServer(configuration, { kind: 'location', name, contact, master });
}

export function proxy(name: string, contact: string, master = false): Change {
  return (configuration) => createServer(configuration, { kind: 'proxy', name, contact, master });
}

export function softPort(name: string, more: Partial<PortFields> = {}): Change {
  return (configuration) => createPort(configuration, 'soft', { name, ...more });
}

export function phone(name: string, more: Partial<PortFields> = {}): Change {
  return (configuration) => createPort(configuration, 'sip', { name, login: name, ...more });
}

export function attached(name: string, port: string): Change {
  return (configuration) => addUserPort(configuration, name, port);
}
