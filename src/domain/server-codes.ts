/**
 * Codes that the server acts on: forwarding by the provider (CFWD-EXT). Prefix and number are sent
 * as they were dialled. Manual §1.12 (P652).
 */
import type { Configuration } from './configuration.ts';
import { setting } from './protocol.ts';
import type { StarMatch } from './star-codes.ts';

function codesOf(configuration: Configuration): readonly string[] {
  return setting(configuration, 'server-forward-codes')
    .split(',')
    .filter((code) => /^[*#][0-9*#]{1,8}$/.test(code));
}

/** What goes to the server; undefined: it is no such code. */
export function serverCode(configuration: Configuration, dialled: string): string | undefined {
  const code = codesOf(configuration).find((one) => dialled.startsWith(one));
  if (code === undefined) return undefined;
  const number = dialled.slice(code.length).replace(/#$/, '');
  return /^\+?[0-9]{0,40}$/.test(number) ? `${code}${number}` : undefined;
}

/** The number behind a code, which must be allowed as if it had been dialled. */
export function numberBehind(configuration: Configuration, number: string): string {
  const code = codesOf(configuration).find((one) => number.startsWith(one));
  return code === undefined ? number : number.slice(code.length);
}

/** How far digits are on their way to such a code, with a number or without. */
export function serverCodeMatch(configuration: Configuration, dialled: string): StarMatch {
  if (serverCode(configuration, dialled) !== undefined) {
    return dialled.endsWith('#') && !codesOf(configuration).includes(dialled)
      ? 'complete'
      : 'onTimeout';
  }
  return codesOf(configuration).some((code) => code.startsWith(dialled)) ? 'partial' : 'none';
}
