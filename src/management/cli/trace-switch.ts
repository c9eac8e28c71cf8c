/** The word that follows `cwmp trace` and `snmp trace`. */
import type { Position } from './grammar.ts';

/** `what`: what is kept. */
export function traceSwitch(what: string): Position {
  return {
    kind: 'position',
    name: 'switch',
    help: `on keeps ${what}, off forgets them, show prints them`,
    choices: ['on', 'off', 'show'],
  };
}
