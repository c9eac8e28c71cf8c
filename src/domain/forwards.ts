/** Where calls to a user go instead: always, while it is busy, when nobody answers. Manual §1.12 */
import { type KeptNumber, keptNumber } from './kept-number.ts';

export interface Forwards {
  /** Every call goes there instead; a number as it would be dialled. */
  readonly forwardAlways: string | undefined;
  /** Whether calls go there; switched off the number is kept. So of the two below. */
  readonly forwardAlwaysEnabled: boolean;
  readonly forwardBusy: string | undefined;
  readonly forwardBusyEnabled: boolean;
  readonly forwardNoAnswer: string | undefined;
  readonly forwardNoAnswerEnabled: boolean;
}

/** As typed; an empty text takes a number away. */
export type ForwardFields = { readonly [Field in keyof Forwards]?: Forwards[Field] | undefined };

export const forwardNames = ['forwardAlways', 'forwardBusy', 'forwardNoAnswer'] as const;

export type ForwardName = (typeof forwardNames)[number];

export const noForwards: Forwards = {
  forwardAlways: undefined,
  forwardAlwaysEnabled: true,
  forwardBusy: undefined,
  forwardBusyEnabled: true,
  forwardNoAnswer: undefined,
  forwardNoAnswerEnabled: true,
};

/** Where calls go now. */
export function forwardOf(forwards: Forwards, which: ForwardName): string | undefined {
  return forwards[`${which}Enabled`] ? forwards[which] : undefined;
}

/** What is said of one of them. */
export const forwardFields: Readonly<
  Record<ForwardName, (number?: string, isEnabled?: boolean) => ForwardFields>
> = {
  forwardAlways: (forwardAlways, isEnabled) => ({
    forwardAlways,
    forwardAlwaysEnabled: isEnabled,
  }),
  forwardBusy: (forwardBusy, isEnabled) => ({ forwardBusy, forwardBusyEnabled: isEnabled }),
  forwardNoAnswer: (forwardNoAnswer, isEnabled) => ({
    forwardNoAnswer,
    forwardNoAnswerEnabled: isEnabled,
  }),
};

export function withForwards(before: Forwards, fields: ForwardFields): Forwards {
  const always = kept(before, fields, 'forwardAlways');
  const busy = kept(before, fields, 'forwardBusy');
  const noAnswer = kept(before, fields, 'forwardNoAnswer');
  return {
    forwardAlways: always.number,
    forwardAlwaysEnabled: always.isEnabled,
    forwardBusy: busy.number,
    forwardBusyEnabled: busy.isEnabled,
    forwardNoAnswer: noAnswer.number,
    forwardNoAnswerEnabled: noAnswer.isEnabled,
  };
}

function kept(before: Forwards, fields: ForwardFields, which: ForwardName): KeptNumber {
  const number = { number: before[which], isEnabled: before[`${which}Enabled`] };
  return keptNumber(number, fields[which], fields[`${which}Enabled`]);
}
