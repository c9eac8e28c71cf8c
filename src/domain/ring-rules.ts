/** Which ring a call has: by name, as Alert-Info, numbers or server say. Manual §2.4 (P622). */
import type { Configuration, RingRule } from './configuration.ts';
import { compileDigitMap } from './digit-map.ts';
import { matchesNumber } from './digit-match.ts';
import { limits } from './limits.ts';
import { memo } from './memo.ts';
import { checkName, checkNew, find, shown } from './names.ts';
import { Refusal } from './refusal.ts';

export interface RingRuleFields {
  readonly name: string;
  readonly cadenceType: string;
  readonly caller?: string | undefined;
  readonly number?: string | undefined;
  readonly server?: string | undefined;
}

export function createRingRule(
  configuration: Configuration,
  { name, cadenceType, caller, number, server }: RingRuleFields,
): Configuration {
  checkNew(configuration.ringRules, name, 'ring rule');
  const conditions = {
    ...(caller && { caller }),
    ...(number && { number }),
    ...(server && { server }),
  };
  const ringRules = [...configuration.ringRules, { name, cadenceType, ...conditions }];
  checkRingRules(ringRules);
  return { ...configuration, ringRules };
}

export function deleteRingRule(configuration: Configuration, name: string): Configuration {
  find(configuration.ringRules, name, 'ring rule');
  const ringRules = configuration.ringRules.filter((one) => one.name !== name);
  return { ...configuration, ringRules };
}

export function checkRingRules(all: readonly RingRule[]): void {
  if (all.length > limits.ringRulesMax) {
    throw new Refusal('E-RING-LIMIT', `at most ${limits.ringRulesMax} ring rules may exist`);
  }
  for (const { name, cadenceType, caller, number, server } of all) {
    checkName(name, 'ring rule');
    if (!/^[a-z0-9][a-z0-9_-]{0,31}$/i.test(cadenceType)) {
      throw new Refusal(
        'E-VALUE',
        `"${shown(cadenceType)}": a ring is 1 to 32 of a-z, 0-9, - and _`,
      );
    }
    for (const map of [caller, number]) {
      if (map !== undefined) compileDigitMap(map, limits.addressLength);
    }
    if (server !== undefined) checkName(server, 'server');
  }
}

/** What is known of a call before it rings. */
export interface RingFacts {
  /** What Alert-Info of a server names, most wanted first. */
  readonly alerts: readonly string[];
  readonly caller: string;
  readonly called: string;
  /** The server that it came from; undefined: from inside. */
  readonly server: string | undefined;
}

const maps = memo(({ caller, number }: RingRule) => ({
  caller: caller === undefined ? undefined : compileDigitMap(caller, limits.addressLength),
  number: number === undefined ? undefined : compileDigitMap(number, limits.addressLength),
}));

/** The first rule that fits, in the order in which they were made; undefined: as always. */
export function ringFor({ ringRules }: Configuration, facts: RingFacts): string | undefined {
  return ringRules.find((rule) => fits(rule, facts))?.cadenceType;
}

/** Without a condition of its own a rule is for Alert-Info that has its name. */
function fits(rule: RingRule, { alerts, caller, called, server }: RingFacts): boolean {
  const { caller: callers, number: numbers } = maps(rule);
  if (!callers && !numbers && rule.server === undefined) {
    const name = rule.name.toLowerCase();
    return alerts.some((alert) => alert.toLowerCase() === name);
  }
  return (
    (!callers || matchesNumber(callers, caller)) &&
    (!numbers || matchesNumber(numbers, called)) &&
    (rule.server === undefined || rule.server === server)
  );
}
