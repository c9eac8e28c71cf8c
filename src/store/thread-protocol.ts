/** What the gateway and its database thread say to each other. */
import type { SQLInputValue, SQLOutputValue } from 'node:sqlite';

export interface Statement {
  readonly sql: string;
  readonly values: readonly SQLInputValue[];
}

export type Row = Readonly<Record<string, SQLOutputValue>>;

export type ThreadRequest =
  /** All statements in one transaction when it is a write. */
  | {
      readonly type: 'read' | 'write';
      readonly id: number;
      readonly statements: readonly Statement[];
    }
  | { readonly type: 'close' };

export type ThreadReply =
  | { readonly type: 'opened' }
  | { readonly type: 'refused'; readonly code: string; readonly message: string }
  /** The rows of each statement. */
  | { readonly type: 'done'; readonly id: number; readonly rows: readonly (readonly Row[])[] }
  | {
      readonly type: 'failed';
      readonly id: number;
      readonly code: string;
      readonly message: string;
    };
