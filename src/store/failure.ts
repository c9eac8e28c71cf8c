/** What went wrong underneath, as a coded refusal. */
import { Refusal } from '../domain/refusal.ts';

/** Result codes, https://sqlite.org/rescode.html. The low byte is the primary one. */
const primaryMask = 0xff;
const sqliteBusy = 5;
const sqliteFull = 13;
/** No room to enlarge the index of the write-ahead log (-shm). */
const sqliteIoErrorShmSize = 4874;

/** `E-STORE-FULL` when there is no room, `E-STORE-FAILED` for all else that a disk can do. */
export function refusalOf(error: unknown): Refusal {
  if (error instanceof Refusal) return error;
  if (isOutOfRoom(error)) {
    return new Refusal('E-STORE-FULL', 'no room is left for the store; nothing has changed');
  }
  const why = error instanceof Error ? error.message : String(error);
  return new Refusal('E-STORE-FAILED', `the store failed: ${why}; nothing has changed`);
}

export function isOutOfRoom(error: unknown): boolean {
  const result = resultOf(error);
  if (result !== undefined) {
    return (result & primaryMask) === sqliteFull || result === sqliteIoErrorShmSize;
  }
  return error instanceof Error && 'code' in error && /^(ENOSPC|EDQUOT)$/.test(String(error.code));
}

/** Somebody else holds the lock that was asked for. */
export function isBusy(error: unknown): boolean {
  const result = resultOf(error);
  return result !== undefined && (result & primaryMask) === sqliteBusy;
}

function resultOf(error: unknown): number | undefined {
  if (!(error instanceof Error) || !('errcode' in error)) return undefined;
  return typeof error.errcode === 'number' ? error.errcode : undefined;
}
