/** Refusals of the command line. */
import type { ErrorEntry } from './error-entry.ts';

export const commandErrors = {
  'E-COMMAND-AMBIGUOUS': {
    meaning: 'a shortened word may be several',
    action: 'write more of it; TAB and "?" show what may follow',
  },
  'E-COMMAND-INCOMPLETE': {
    meaning: 'the command ends too early',
    action: 'go on with one of the words that the message lists',
  },
  'E-COMMAND-MISSING': {
    meaning: 'a parameter or its value is missing',
    action: 'the message shows the whole command',
  },
  'E-COMMAND-QUOTE': {
    meaning: 'a quotation mark is not closed',
    action: 'close it, or write it with a backslash before it',
  },
  'E-COMMAND-TWICE': {
    meaning: 'a parameter is given twice, or with its opposite',
    action: 'give it once',
  },
  'E-COMMAND-UNKNOWN': {
    meaning: 'there is no such word here',
    action: 'use one of those that the message lists',
  },
  'E-NOT-RUNNING': {
    meaning: 'no gateway answers on the control socket',
    action: 'start it with "offhook run", with the same --data directory',
  },
  'E-SOCKET-PATH': {
    meaning: 'the path of the control socket is longer than the system allows',
    action: 'give a data directory with a shorter path',
  },
  'E-STOP-LATE': {
    meaning: 'a stop took much longer than "drain-time", and the process ended itself',
    action: 'look at the disk of the data directory: something there does not answer',
  },
} as const satisfies Record<string, ErrorEntry>;
