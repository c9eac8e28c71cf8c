/** Services that phones set by codes, and which codes those are at first. Manual §1.12. */
import type { ServiceCode } from './configuration.ts';

/** Each is a digit map, but for the suffix, which is one digit. */
export interface Codes {
  /** Dialled alone or before a number, as the service has it. */
  readonly onPrefix?: string | undefined;
  /** Ends the number; where there is none a pause or `#` does. */
  readonly onSuffix?: string | undefined;
  readonly offPrefix?: string | undefined;
  readonly reactPrefix?: string | undefined;
  readonly erasePrefix?: string | undefined;
}

/** Said in place of a code that there shall not be. */
export const noCode = 'none';

/** Register, deactivate, activate, erase: as on mobile phones. 3GPP TS 22.030 §6.5.2 */
function ofNumber(code: string) {
  return {
    onPrefix: `*${code}*`,
    onSuffix: '#',
    offPrefix: `#${code}#`,
    reactPrefix: `*${code}#`,
    erasePrefix: `##${code}#`,
  };
}

/** Which codes a service may have, and what they are unless an operator says otherwise. */
export const initialCodes = {
  'forward-always': ofNumber('21'),
  'forward-busy': ofNumber('67'),
  'forward-no-answer': ofNumber('61'),
  hotline: ofNumber('53'),
  /** Forwarding by the server (CFWD-EXT, P652), which alone knows its codes. */
  'server-forward': { onPrefix: noCode, onSuffix: noCode, offPrefix: noCode, reactPrefix: noCode },
  'do-not-disturb': { onPrefix: '*26#', offPrefix: '#26#' },
  'reject-anonymous': { onPrefix: '*27#', offPrefix: '#27#' },
  'call-waiting': { onPrefix: '*43#', offPrefix: '#43#' },
  /** For one call, whose number follows: hidden, or shown. */
  'hide-number': { onPrefix: '*31#', offPrefix: '#31#' },
  redial: { onPrefix: '*66#' },
  'return-call': { onPrefix: '*69#' },
} as const satisfies Readonly<Record<string, Codes>>;

export type CodedService = keyof typeof initialCodes;

export const codedServices = Object.keys(initialCodes).filter(isCodedService);

export function isCodedService(text: string): text is CodedService {
  return Object.hasOwn(initialCodes, text);
}

/** Whether a number follows: behind the code that sets it, or behind both that hide and show. */
export function takesNumber(service: CodedService, part: keyof Codes): boolean {
  if (service === 'hide-number') return true;
  return part === 'onPrefix' && 'onSuffix' in initialCodes[service];
}

function code(text: string | undefined): string | undefined {
  return text === noCode ? undefined : text;
}

/** The codes of a service at a port: its own, else those of all ports, else the initial ones. */
export function codesAt(
  rows: readonly ServiceCode[],
  service: CodedService,
  port: string | undefined,
): Codes {
  const rowOf = (one: string | undefined) =>
    rows.find((row) => row.service === service && row.port === one);
  const said: Codes = { ...initialCodes[service], ...rowOf(undefined), ...rowOf(port) };
  return {
    onPrefix: code(said.onPrefix),
    onSuffix: code(said.onSuffix),
    offPrefix: code(said.offPrefix),
    reactPrefix: code(said.reactPrefix),
    erasePrefix: code(said.erasePrefix),
  };
}
