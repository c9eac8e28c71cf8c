/**
 * The tones of a country's telephones, after ITU-T E.180 supplement 2; howlers where it names none
 * are ours.
 */
import { causeRow } from './cause.ts';
import { parseTone, type Tone } from './tone-notation.ts';

export const toneNames = [
  'dial',
  'ringback',
  'busy',
  /** No way through: congestion, or a number that cannot be. */
  'reorder',
  /** Dial tone that confirms, or says that messages wait. */
  'stutter',
  /** The receiver is off the hook. */
  'howler',
  'callWaiting',
  /** For somebody who is held. */
  'hold',
  'confirmation',
] as const;

export type ToneName = (typeof toneNames)[number];

const howler = '1400+2060+2450+2600 +0.1-0.1';
/** The same everywhere (manual §1.12), and ours: a pip now and then says that somebody is there. */
const hold = '425 +0.1-4.9';

const notations = {
  us: {
    dial: '350+440 continuous',
    ringback: '440+480 +2-4',
    busy: '480+620 +0.5-0.5',
    reorder: '480+620 +0.25-0.25',
    stutter: '350+440 3(+0.1-0.1) / 350+440 continuous',
    howler,
    hold,
    callWaiting: '440 +0.3-10',
    confirmation: '350+440 3(+0.1-0.1) once',
  },
  uk: {
    dial: '350+450 continuous',
    ringback: '400+450 +0.4-0.2+0.4-2',
    busy: '400 +0.375-0.375',
    reorder: '400 +0.4-0.35+0.225-0.525',
    stutter: '350+450 +0.75-0.75',
    howler,
    hold,
    callWaiting: '400 +0.1-2.5',
    confirmation: '1400 +1 once',
  },
  de: {
    dial: '425 continuous',
    ringback: '425 +1-4',
    busy: '425 +0.48-0.48',
    reorder: '425 +0.24-0.24',
    stutter: '400+425 continuous',
    howler,
    hold,
    callWaiting: '425 +0.2-0.2+0.2-5',
    confirmation: '425 3(+0.1-0.1) once',
  },
  it: {
    dial: '425 +0.2-0.2+0.6-1',
    ringback: '425 +1-4',
    busy: '425 +0.5-0.5',
    reorder: '425 +0.2-0.2',
    stutter: '425 3(+0.1-0.1) / 425 continuous',
    howler,
    hold,
    callWaiting: '425 +0.4-0.1+0.25-0.1+0.15-14',
    confirmation: '425 3(+0.1-0.1) once',
  },
  fr: {
    dial: '440 continuous',
    ringback: '440 +1.5-3.5',
    busy: '440 +0.5-0.5',
    reorder: '440 +0.25-0.25',
    stutter: '330+440 continuous',
    howler,
    hold,
    callWaiting: '440 +0.3-10',
    confirmation: '440 3(+0.1-0.1) once',
  },
  jp: {
    dial: '400 continuous',
    ringback: '400x16 +1-2',
    busy: '400 +0.5-0.5',
    reorder: '400 +0.5-0.5',
    stutter: '400 +0.25-0.25',
    howler: '400 continuous',
    hold,
    callWaiting: '400x16 +0.5-8',
    confirmation: '400 3(+0.125-0.125) once',
  },
  au: {
    dial: '425x25 continuous',
    ringback: '400x17 +0.4-0.2+0.4-2',
    busy: '425 +0.375-0.375',
    reorder: '425 +0.375-0.375',
    stutter: '425x25 +0.1-0.04',
    howler,
    hold,
    callWaiting: '425 +0.2-0.2+0.2-4.4',
    confirmation: '425x25 3(+0.1-0.1) once',
  },
  nz: {
    dial: '400 continuous',
    ringback: '400+450 +0.4-0.2+0.4-2',
    busy: '400 +0.5-0.5',
    reorder: '400 +0.25-0.25',
    stutter: '400 3(+0.1-0.1) / 400 continuous',
    howler,
    hold,
    callWaiting: '400 +0.2-3',
    confirmation: '400 3(+0.1-0.1) once',
  },
  es: {
    dial: '425 continuous',
    ringback: '425 +1.5-3',
    busy: '425 +0.2-0.2',
    reorder: '425 +0.2-0.2+0.2-0.2+0.2-0.6',
    stutter: '425 +1-0.1',
    howler,
    hold,
    callWaiting: '425 +0.175-0.175+0.175-3.5',
    confirmation: '425 3(+0.1-0.1) once',
  },
} as const satisfies Record<string, Readonly<Record<ToneName, string>>>;

export type Country = keyof typeof notations;

export function isCountry(text: string): text is Country {
  return Object.hasOwn(notations, text);
}

/** What a caller hears whose call, or number, has failed: busy says that somebody is. */
export function failureTone(cause: string): ToneName {
  const row = causeRow(cause);
  const isCongestion = row !== undefined && /^(upstream|server)Error$/.test(row.verdict);
  const isNoWay = row?.result === 'no_route' || cause === 'not-permitted';
  return isCongestion || isNoWay || cause === 'service refused' ? 'reorder' : 'busy';
}

/** The countries there are tones for, in the order of the table. */
export const countries: readonly Country[] = Object.keys(notations).filter(isCountry);

export function toneOf(country: Country, name: ToneName): Tone {
  return parseTone(notations[country][name]);
}
