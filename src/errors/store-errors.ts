/** Failures of the store. A change that was refused so has not happened. */
import type { ErrorEntry } from './error-entry.ts';

export const storeErrors = {
  'E-SECRET-SEALED': {
    meaning: 'a stored secret does not open with this key',
    action: 'restore the key file that belongs to the data, or set the password again',
  },
  'E-STORE-DIRECTORY': {
    meaning: 'the data directory cannot be used, or has gone while the gateway runs',
    action: 'give a directory that the gateway may write, and nobody else; then start it again',
  },
  'E-STORE-FAILED': {
    meaning: 'reading or writing the store failed',
    action: 'see the log for the cause; check the disk and the rights on the data directory',
  },
  'E-STORE-FULL': {
    meaning: 'no room is left on the disk; the old configuration stays in force',
    action: 'make room and repeat the change',
  },
  'E-STORE-KEY': {
    meaning: 'the key of the sealed secrets is missing, malformed or open to others',
    action: 'restore the key file and make it readable by the gateway only (mode 0600)',
  },
  'E-STORE-LOCKED': {
    meaning: 'another gateway uses this data directory',
    action: 'stop it, or give this one a directory of its own with --data',
  },
  'E-STORE-NEWER': {
    meaning: 'a newer Offhook wrote this store',
    action: 'run that version, or start with a copy from before the upgrade',
  },
} as const satisfies Record<string, ErrorEntry>;
