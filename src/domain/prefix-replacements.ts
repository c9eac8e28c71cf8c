/** Prefix replacements: made once, then added to ports. Manual §1.8 (P635). */
import type { Configuration, PrefixReplacement } from './configuration.ts';
import { compileDigitMap } from './digit-map.ts';
import { limits } from './limits.ts';
import { checkName, checkNew, find, shown } from './names.ts';
import { withPort } from './ports.ts';
import { Refusal } from './refusal.ts';

export function createPrefixReplacement(
  configuration: Configuration,
  { name, prefix, replacement }: PrefixReplacement,
): Configuration {
  checkNew(configuration.prefixReplacements, name, 'prefix replacement');
  const prefixReplacements = [...configuration.prefixReplacements, { name, prefix, replacement }];
  checkPrefixReplacements(prefixReplacements);
  return { ...configuration, prefixReplacements };
}

/** Every rule of the list. P635 */
export function checkPrefixReplacements(all: readonly PrefixReplacement[]): void {
  if (all.length > limits.prefixReplacementsMax) {
    throw new Refusal(
      'E-PREFIX-LIMIT',
      `at most ${limits.prefixReplacementsMax} prefix replacements may exist`,
    );
  }
  for (const { name, prefix, replacement } of all) {
    checkName(name, 'prefix replacement');
    compileDigitMap(prefix, limits.prefixLength);
    if (!/^[0-9#*.|[\]-]+$/.test(prefix)) {
      throw new Refusal(
        'E-DIGIT-MAP',
        `"${shown(prefix)}": a prefix is made of digits and # * . | [ ] -`,
      );
    }
    if (replacement.length > limits.replacementLength || !/^\+?[0-9]+$/.test(replacement)) {
      throw new Refusal(
        'E-DIGITS',
        `a replacement has 1 to ${limits.replacementLength} digits, "+" allowed first`,
      );
    }
  }
}

export function deletePrefixReplacement(configuration: Configuration, name: string): Configuration {
  find(configuration.prefixReplacements, name, 'prefix replacement');
  return {
    ...configuration,
    prefixReplacements: configuration.prefixReplacements.filter((one) => one.name !== name),
    ports: configuration.ports.map((port) => ({
      ...port,
      prefixReplacements: port.prefixReplacements.filter((one) => one !== name),
    })),
  };
}

/** Adds a rule to a port, or takes it away. */
export function attachPrefixReplacement(
  configuration: Configuration,
  { name, port: portName, isAdded }: { name: string; port: string; isAdded: boolean },
): Configuration {
  find(configuration.prefixReplacements, name, 'prefix replacement');
  const port = find(configuration.ports, portName, 'port');
  if (!isAdded && !port.prefixReplacements.includes(name)) {
    throw new Refusal('E-NOT-FOUND', `port "${portName}" does not use "${name}"`);
  }
  const others = port.prefixReplacements.filter((one) => one !== name);
  return withPort(configuration, {
    ...port,
    prefixReplacements: isAdded ? [...others, name] : others,
  });
}
