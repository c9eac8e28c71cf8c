/** Objects of the model as parameters of commands, and what was typed as values for its acts. */
import { Refusal } from '../../domain/refusal.ts';
import type { ManagedObject, Values } from '../model.ts';
import type { Arguments, Param } from './grammar.ts';

/** A new row takes the flag that changes what it would be anyway; an existing one takes both. */
export function paramsOf(
  objects: readonly ManagedObject[],
  act: 'create' | 'set',
): readonly Param[] {
  return objects.flatMap((object): readonly Param[] => {
    const { cli, help, type } = object;
    if (!cli) return [];
    if ('keyword' in cli) {
      const required = act === 'create' && object.isRequired === true;
      const isSecret = type.kind === 'secret';
      return [{ kind: 'keyword', name: cli.keyword, value: cli.value, help, required, isSecret }];
    }
    const on: Param = { kind: 'flag', name: cli.on, help };
    const off: Param = { kind: 'flag', name: cli.off, help: `not: ${help}` };
    if (act === 'set') return [on, off];
    return [type.kind === 'boolean' && type.initial ? off : on];
  });
}

export function valuesOf(objects: readonly ManagedObject[], args: Arguments): Values {
  const values: Record<string, string | boolean | undefined> = {};
  for (const { name, cli } of objects) {
    if (!cli) continue;
    values[name] = 'keyword' in cli ? args.optional(cli.keyword) : flagOf(cli, args);
  }
  return values;
}

function flagOf(
  { on, off }: { readonly on: string; readonly off: string },
  args: Arguments,
): boolean | undefined {
  if (args.has(on) && args.has(off)) {
    throw new Refusal('E-COMMAND-TWICE', `${on} and ${off} exclude each other`);
  }
  return args.has(on) || args.has(off) ? args.has(on) : undefined;
}
