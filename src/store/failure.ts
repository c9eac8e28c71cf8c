/** What went wrong underneath, as a coded refusal. */
import { Refusal } from '../domain/refusal.ts';

/** Primary result codes, https://sqlite.org/rescode.html. */
const sqliteBusy = 5;
const sqliteFull = 13;

/** `E-STORE-FULL` when there is no room, `E-STORE-FAILED` for everything else that a disk can do. */
export function refusalOf(error: unknown): Refusal {
  if (error instanceof Refusal) return error;
  if (resultOf(error) === sqliteFull || isOutOfRoom(error)) {
    return new Refusal('E-STORE-FULL', 'no room is left for the store; nothing has changed');
  }
  const why = error instanceof Error ? error.message : String(error);
  return new Refusal('E-STORE-FAILED', `the store failed: ${why}; nothing has changed`);
}

/** Somebody else holds the lock that was asked for. */
export function isBusy(error: unknown): boolean {
  return resultOf(error) === sqliteBusy;
}

/** The primary result code: the low byte of the extended one. */
function resultOf(error: unknown): number | undefined {
  if (!(error instanceof Error) || !('errcode' in error)) return undefined;
  return typeof error.errcode === 'number' ? error.errcode & 0xff : undefined;
}

function isOutOfRoom(error: unknown): boolean {
  return error instanceof Error && 'code' in error && /^(ENOSPC|EDQUOT)$/.test(String(error.code));
}
