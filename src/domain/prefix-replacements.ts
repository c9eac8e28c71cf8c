/** Prefix replacements: made once, then added to ports. Manual §1.8 (P635). */
import type { Configuration } from './configuration.ts';
import { compileDigitMap } from './digit-map.ts';
import { limits } from './limits.ts';
import { checkName, checkNew, find } from './names.ts';
import { withPort } from './ports.ts';
import { Refusal } from './refusal.ts';

export function createPrefixReplacement(
  configuration: Configuration,
  { name, prefix, replacement }: { name: string; prefix: string; replacement: string },
): Configuration {
  checkName(name, 'prefix replacement');
  checkNew(configuration.prefixReplacements, name, 'prefix replacement');
  if (configuration.prefixReplacements.length >= limits.prefixReplacementsMax) {
    throw new Refusal(
      'E-PREFIX-LIMIT',
      `${limits.prefixReplacementsMax} prefix replacements exist`,
    );
  }
  compileDigitMap(prefix, limits.prefixLength);
  if (!/^(\+[0-9]{1,15}|[0-9]{1,16})$/.test(replacement)) {
    throw new Refusal('E-DIGITS', `a replacement has 1 to 16 digits, "+" allowed first`);
  }
  const prefixReplacements = [...configuration.prefixReplacements, { name, prefix, replacement }];
  return { ...configuration, prefixReplacements };
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
  const others = port.prefixReplacements.filter((one) => one !== name);
  return withPort(configuration, {
    ...port,
    prefixReplacements: isAdded ? [...others, name] : others,
  });
}
