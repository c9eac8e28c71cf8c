/** Codes that a phone dials to change its user's services, and what each asks for. Manual §1.12. */
import type { Services } from './services.ts';

export type StarAct =
  | {
      readonly kind: 'forward';
      readonly which: 'forwardAlways' | 'forwardBusy' | 'forwardNoAnswer';
      /** undefined: off. */
      readonly number: string | undefined;
    }
  | {
      readonly kind: 'switch';
      readonly which: keyof Pick<Services, 'doNotDisturb' | 'rejectAnonymous'>;
      readonly isOn: boolean;
    }
  /** The number that is called when the handset is lifted. */
  | { readonly kind: 'hotline'; readonly number: string | undefined }
  | { readonly kind: 'call'; readonly number: string; readonly isHidden: boolean }
  | { readonly kind: 'redial' }
  | { readonly kind: 'return' };

interface Code {
  /** Dialled before a number. */
  readonly on: string;
  /** Ends the number; empty: a pause does. */
  readonly suffix: string;
  readonly act: (number: string) => StarAct;
}

const forward = (which: 'forwardAlways' | 'forwardBusy' | 'forwardNoAnswer') => (number: string) =>
  ({ kind: 'forward', which, number }) as const;

/** Codes that take a number: on-prefix, number, on-suffix. */
const withNumber: readonly Code[] = [
  { on: '*21*', suffix: '#', act: forward('forwardAlways') },
  { on: '*67*', suffix: '#', act: forward('forwardBusy') },
  { on: '*61*', suffix: '#', act: forward('forwardNoAnswer') },
  { on: '*53*', suffix: '#', act: (number) => ({ kind: 'hotline', number }) },
  { on: '*31#', suffix: '', act: (number) => ({ kind: 'call', number, isHidden: true }) },
  { on: '#31#', suffix: '', act: (number) => ({ kind: 'call', number, isHidden: false }) },
];

/** Whole codes. */
const alone: ReadonlyMap<string, StarAct> = new Map<string, StarAct>([
  ['#21#', { kind: 'forward', which: 'forwardAlways', number: undefined }],
  ['#67#', { kind: 'forward', which: 'forwardBusy', number: undefined }],
  ['#61#', { kind: 'forward', which: 'forwardNoAnswer', number: undefined }],
  ['#53#', { kind: 'hotline', number: undefined }],
  ['*26#', { kind: 'switch', which: 'doNotDisturb', isOn: true }],
  ['#26#', { kind: 'switch', which: 'doNotDisturb', isOn: false }],
  ['*27#', { kind: 'switch', which: 'rejectAnonymous', isOn: true }],
  ['#27#', { kind: 'switch', which: 'rejectAnonymous', isOn: false }],
  ['*66#', { kind: 'redial' }],
  ['*69#', { kind: 'return' }],
]);

const number = /^\+?[0-9]{1,40}$/;

/** What a whole dial string asks for; undefined: it is no code. */
export function starAct(dialled: string): StarAct | undefined {
  const whole = alone.get(dialled);
  if (whole) return whole;
  for (const { on, suffix, act } of withNumber) {
    if (!dialled.startsWith(on) || !dialled.endsWith(suffix)) continue;
    const rest = dialled.slice(on.length, dialled.length - suffix.length);
    if (number.test(rest)) return act(rest);
  }
  return undefined;
}

export type StarMatch = 'complete' | 'onTimeout' | 'partial' | 'none';

/** How far digits that came one by one are on their way to a code. */
export function starMatch(dialled: string): StarMatch {
  if (!/^[*#]/.test(dialled)) return 'none';
  const act = starAct(dialled);
  if (act) return act.kind === 'call' ? 'onTimeout' : 'complete';
  const heads = [...alone.keys(), ...withNumber.map(({ on }) => on)];
  if (heads.some((head) => head.startsWith(dialled))) return 'partial';
  const isNumberUnderWay = withNumber.some(
    ({ on }) => dialled.startsWith(on) && /^\+?[0-9]{0,40}$/.test(dialled.slice(on.length)),
  );
  return isNumberUnderWay ? 'partial' : 'none';
}
