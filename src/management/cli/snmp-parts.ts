/** The pieces that the commands of SNMP share. */
import type { Configuration } from '../../domain/configuration.ts';
import { Refusal } from '../../domain/refusal.ts';
import { setEngineId } from '../../domain/snmp-settings.ts';
import { createEngineId } from '../snmp-keys.ts';
import type { Keyword, Position } from './grammar.ts';

export function oneOf<Word extends string>(words: readonly Word[], text: string): Word {
  const found = words.find((word) => word === text);
  if (found === undefined) throw new Refusal('E-VALUE', `write ${words.join(', ')}`);
  return found;
}

/** Names joined by commas; nothing for an empty text. */
export function wordsOf(text: string | undefined): readonly string[] {
  return (text ?? '').split(',').filter((word) => word !== '');
}

/** The engine gets its id with the first who may ask. */
export function withEngine(configuration: Configuration): Configuration {
  return configuration.snmp.engineId === ''
    ? setEngineId(configuration, createEngineId())
    : configuration;
}

export const nameParam = (what: string): Position => ({
  kind: 'position',
  name: 'name',
  help: `the name of the ${what}`,
});

export const viewParam: Keyword = {
  kind: 'keyword',
  name: 'view',
  value: '<view>',
  help: 'what it sees: all, no-calls, system, or a view of your own; all unless given',
};
