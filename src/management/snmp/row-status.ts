/** RFC 2579 RowStatus, its table of states and actions in full. */
import type { ErrorStatus } from './pdu.ts';

/** The columns of the table: A, B, C and D. */
export type RowState = 'absent' | 'notReady' | 'notInService' | 'active';

/** The rows of the table; `columns` is "set any other column to some value". */
export type RowAction =
  | 'active'
  | 'notInService'
  | 'notReady'
  | 'createAndGo'
  | 'createAndWait'
  | 'destroy'
  | 'columns';

export type RowStep =
  /** Into the configuration, in service or not. */
  | { readonly kind: 'create'; readonly isEnabled: boolean }
  /** Kept aside until it is complete. */
  | { readonly kind: 'wait' }
  | { readonly kind: 'set'; readonly isEnabled?: boolean }
  | { readonly kind: 'remove' }
  | { readonly kind: 'forget' }
  | { readonly kind: 'nothing' }
  | { readonly kind: 'refuse'; readonly status: ErrorStatus };

const refuse = (status: ErrorStatus): RowStep => ({ kind: 'refuse', status });

/** `isComplete`: every column that a row cannot be without is known. */
export function decideRow(state: RowState, action: RowAction, isComplete: boolean): RowStep {
  if (action === 'notReady') return refuse('wrongValue');
  switch (state) {
    case 'absent':
      return decideAbsent(action, isComplete);
    case 'notReady':
      return decideNotReady(action, isComplete);
    default:
      return decideThere(action);
  }
}

function decideAbsent(action: RowAction, isComplete: boolean): RowStep {
  switch (action) {
    case 'createAndGo':
      return isComplete ? { kind: 'create', isEnabled: true } : refuse('inconsistentValue');
    case 'createAndWait':
      return isComplete ? { kind: 'create', isEnabled: false } : { kind: 'wait' };
    case 'destroy':
      return { kind: 'nothing' };
    case 'columns':
      // Note 4: no row comes to be by a column alone.
      return refuse('inconsistentName');
    default:
      return refuse('inconsistentValue');
  }
}

function decideNotReady(action: RowAction, isComplete: boolean): RowStep {
  switch (action) {
    case 'columns':
      // Note 1: once it is complete it is notInService.
      return isComplete ? { kind: 'create', isEnabled: false } : { kind: 'wait' };
    case 'active':
      return isComplete ? { kind: 'create', isEnabled: true } : refuse('inconsistentValue');
    case 'notInService':
      return isComplete ? { kind: 'create', isEnabled: false } : refuse('inconsistentValue');
    case 'destroy':
      return { kind: 'forget' };
    default:
      return refuse('inconsistentValue');
  }
}

function decideThere(action: RowAction): RowStep {
  switch (action) {
    case 'columns':
      return { kind: 'set' };
    case 'active':
      return { kind: 'set', isEnabled: true };
    case 'notInService':
      return { kind: 'set', isEnabled: false };
    case 'destroy':
      return { kind: 'remove' };
    default:
      return refuse('inconsistentValue');
  }
}
