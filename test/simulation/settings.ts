/**
 * What one seed makes of a world: which faults there are, how many of everything, and how the
 * gateway is set.
 */

import type { TransportName } from '../../src/sip/flow.ts';
import { ruleServer, serverNames } from './household.ts';
import { type FaultName, faultNames, laterFaults } from './mood.ts';
import type { SeededRandom } from './random.ts';

export interface WorldSettings {
  readonly faults: ReadonlySet<FaultName>;
  readonly lines: number;
  readonly locationServers: number;
  readonly proxyServers: number;
  readonly hasMaster: boolean;
  /** Time with faults, then time without. */
  /** By name of a server, and of `phones` and `lines`; the others speak UDP. */
  readonly transports: ReadonlyMap<string, TransportName>;
  readonly chaosMs: number;
  readonly leaseMaxSeconds: number;
  readonly protocol: Readonly<Record<string, string>>;
}

/**
 * After so long without faults everything must be well: the longest wait that is set, a walk, a
 * lease.
 */
export const settleMs = 200_000;

export function settingsOf(random: SeededRandom): WorldSettings {
  const share = random.pick([0.1, 0.25, 0.5]);
  // Forks of their own: seeds that were there before these make the same worlds.
  const faults = new Set(
    faultNames.filter((name) => (laterFaults.has(name) ? random.fork(name) : random).chance(share)),
  );
  const choice = (name: string, values: readonly string[]) =>
    random.chance(0.4) ? [[name, random.pick(values)] as const] : [];
  const lines = random.chance(0.03) ? random.between(10, 40) : random.between(1, 4);
  return {
    faults,
    lines,
    locationServers: random.between(0, 3),
    proxyServers: random.between(1, 3),
    hasMaster: random.chance(0.7),
    transports: transportsOf(random.fork('transports')),
    chaosMs: random.between(20, 130) * 1000,
    leaseMaxSeconds: random.pick([30, 60, 120, 3600]),
    protocol: Object.fromEntries([
      ['register-expires', '60'],
      ['retry-base', random.pick(['1', '5', '30'])],
      ['retry-max', '60'],
      ['refused-retry-min', '60'],
      ['refused-retry-max', '90'],
      ['probe-interval', random.pick(['10', '30'])],
      ['no-answer-timer', random.pick(['20', '60'])],
      ...choice('register-attempt-ms', ['500', '2000', '8000']),
      ...choice('invite-attempt-ms', ['500', '2000', '8000']),
      ...choice('down-attempt-ms', ['0', '500']),
      ...choice('invite-policy', ['rfc3263', 'manual']),
      ...choice('hunt-also', ['500', '500,502,504']),
      ...choice('location-fail-back', ['none', 'refresh', 'probe', 'timer']),
      ...choice('proxy-fail-back', ['none', 'refresh', 'probe', 'timer']),
      ...choice('fail-back-timer', ['10', '60']),
      ...choice('invite-follows-register', ['on']),
      // One a second is too seldom for many lines with short leases.
      ...choice('register-rate', [lines > 9 ? '10' : '1', '100']),
    ]),
  };
}

/** Two worlds in five have connections. */
function transportsOf(random: SeededRandom): ReadonlyMap<string, TransportName> {
  if (random.chance(0.6)) return new Map();
  const drawn = [...serverNames, ruleServer].map(
    (name) => [name, random.pick(['udp', 'tcp', 'tcp', 'tls'] as const)] as const,
  );
  const homely = ['phones', 'lines'].map(
    (who) => [who, random.pick(['udp', 'tcp'] as const)] as const,
  );
  return new Map([...drawn, ...homely]);
}
