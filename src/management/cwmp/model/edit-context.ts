/** What the steps of one request share: instance numbers, and which rows have another key now. */

import { shown } from '../../../domain/names.ts';
import { Refusal } from '../../../domain/refusal.ts';
import type { Instances, Rename } from './instances.ts';
import type { TableName } from './row-keys.ts';

export type Fields = Readonly<Record<string, string>>;

export interface EditContext {
  readonly instances: Instances;
  readonly renames: Rename[];
}

/** The name of the row with an instance number, after what this request has renamed. */
export function nameOf(
  { instances, renames }: EditContext,
  table: TableName,
  number: number,
): string | undefined {
  const key = instances.key(table, number);
  const rename = renames.find((one) => one.table === table && one.from === key);
  const name = rename?.to ?? key;
  return name?.startsWith('*') ? undefined : name;
}

/** The row that a reference is to: `…CallControl.Line.3` or, tolerated, with a dot at its end. */
export function referenced(
  context: EditContext,
  table: TableName,
  path: string,
  what: string,
): string {
  const number = /\.([0-9]{1,10})\.?$/.exec(path)?.[1];
  const isRightObject = path.includes(`.${what}.`);
  const name = isRightObject && number ? nameOf(context, table, Number(number)) : undefined;
  if (name === undefined) {
    throw new Refusal('E-VALUE', `"${shown(path)}" is no enabled row of ${what}`);
  }
  return name;
}
