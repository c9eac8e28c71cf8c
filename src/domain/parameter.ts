/** The kinds of parameters: what each may be set to, in code and in words. */
import { isIpAddress, isPortNumber } from './host.ts';
import { isMediaEngine } from './media-engine.ts';
import { isPrintable } from './names.ts';

export type Parameter = { readonly help: string; readonly initial: string } & (
  | { readonly kind: 'number'; readonly unit: string; readonly min: number; readonly max: number }
  | { readonly kind: 'choice'; readonly choices: readonly string[] }
  | { readonly kind: 'statuses' }
  | { readonly kind: 'numbers'; readonly words: readonly string[] }
  | { readonly kind: 'range'; readonly min: number; readonly max: number }
  | { readonly kind: 'addresses' }
  | { readonly kind: 'engine' }
  | { readonly kind: 'text'; readonly lengthMax: number }
);

/** Longest value of the kinds that have no range. */
const listLengthMax = 255;

/** A pair of RTP and RTCP ports for each of four legs at least. */
const rangeWidthMin = 8;

export function number(
  initial: number,
  unit: string,
  min: number,
  max: number,
  help: string,
): Parameter {
  return { kind: 'number', initial: String(initial), unit, min, max, help };
}

/** The first choice is the default. */
export function choice(choices: readonly string[], help: string): Parameter {
  return { kind: 'choice', choices, initial: choices[0] ?? '', help };
}

export function text(initial: string, lengthMax: number, help: string): Parameter {
  return { kind: 'text', lengthMax, initial, help };
}

/** What may be set, in words: `200 to 32000 ms`. */
export function rangeOf(parameter: Parameter): string {
  switch (parameter.kind) {
    case 'number':
      return `${parameter.min} to ${parameter.max} ${parameter.unit}`.trim();
    case 'choice':
      return parameter.choices.join(', ');
    case 'statuses':
      return 'SIP statuses from 400 to 599 with commas, or nothing';
    case 'numbers':
      return [...parameter.words, 'numbers of 1 to 15 digits with commas, or nothing'].join(', ');
    case 'range':
      return `low-high, ${rangeWidthMin} ports or more from ${parameter.min} to ${parameter.max}`;
    case 'addresses':
      return 'IP addresses with or without a port, with commas, or nothing';
    case 'engine':
      return 'builtin, or rtpengine <address>:<port>, with commas';
    case 'text':
      return `text of at most ${parameter.lengthMax} printable characters`;
  }
}

export function isValid(parameter: Parameter, value: string): boolean {
  switch (parameter.kind) {
    case 'number':
      return isWithin(value, parameter);
    case 'choice':
      return parameter.choices.includes(value);
    case 'statuses':
      return value.length <= listLengthMax && /^([45][0-9]{2}(,[45][0-9]{2})*)?$/.test(value);
    case 'numbers':
      return value.length <= listLengthMax && isNumbers(value, parameter.words);
    case 'range':
      return isRange(value, parameter);
    case 'addresses':
      return value.length <= listLengthMax && (value === '' || value.split(',').every(isAddress));
    case 'engine':
      return value.length <= listLengthMax && isMediaEngine(value);
    case 'text':
      return value.length <= parameter.lengthMax && isPrintable(value);
  }
}

interface Bounds {
  readonly min: number;
  readonly max: number;
}

function isWithin(value: string, { min, max }: Bounds): boolean {
  return /^[0-9]{1,9}$/.test(value) && Number(value) >= min && Number(value) <= max;
}

function isRange(value: string, bounds: Bounds): boolean {
  const [low = '', high = '', third] = value.split('-');
  if (third !== undefined || !isWithin(low, bounds) || !isWithin(high, bounds)) return false;
  return Number(high) - Number(low) + 1 >= rangeWidthMin;
}

function isNumbers(value: string, words: readonly string[]): boolean {
  const isOne = (item: string) => words.includes(item) || /^\+?[0-9*#]{1,15}$/.test(item);
  return value === '' || value.split(',').every(isOne);
}

/** `<ip>[:<port>]`, IPv6 in brackets when a port follows. */
function isAddress(value: string): boolean {
  if (isIpAddress(value)) return true;
  const port = /^(.+):([0-9]{1,5})$/.exec(value);
  const host = (port?.[1] ?? value).replace(/^\[(.*)\]$/, '$1');
  return isIpAddress(host) && (port === null || isPortNumber(Number(port[2])));
}
