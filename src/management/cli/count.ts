/** How many rows of a log are asked for. */
import { shown } from '../../domain/names.ts';
import { Refusal } from '../../domain/refusal.ts';
import type { Arguments, Position } from './grammar.ts';

const countInitial = 20;
const countMax = 10_000;

export const countParam: Position = {
  kind: 'position',
  name: 'count',
  help: `how many of the newest (${countInitial})`,
  optional: true,
};

export function countOf(args: Arguments): number {
  const text = args.optional(countParam.name);
  if (text === undefined) return countInitial;
  const count = /^[0-9]{1,5}$/.test(text) ? Number(text) : 0;
  if (count < 1 || count > countMax) {
    throw new Refusal('E-VALUE', `count is 1 to ${countMax}, not "${shown(text)}"`);
  }
  return count;
}
