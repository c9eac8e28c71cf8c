/** What each code of a service asks for. Manual §1.12. */
import type { CodedService, Codes } from './coded-services.ts';
import { type ForwardName, forwardFields } from './forwards.ts';
import type { ServiceFields } from './services.ts';

export type StarAct =
  | { readonly kind: 'services'; readonly fields: ServiceFields }
  /** The number that is called when the handset is lifted; an empty text takes it away. */
  | { readonly kind: 'hotline'; readonly number?: string; readonly isEnabled?: boolean }
  /** A second call may come while the port talks. */
  | { readonly kind: 'callWaiting'; readonly isOn: boolean }
  | { readonly kind: 'call'; readonly number: string; readonly isHidden: boolean }
  | { readonly kind: 'redial' }
  | { readonly kind: 'return' }
  /** The server gets the code as it was dialled, and the number behind it. P652 */
  | { readonly kind: 'server'; readonly code: string; readonly number: string };

/** What was dialled. */
export interface Dialled {
  readonly code: string;
  /** Empty where none follows. */
  readonly number: string;
}

type Act = (dialled: Dialled) => StarAct;
type Acts = Readonly<Partial<Record<Exclude<keyof Codes, 'onSuffix'>, Act>>>;

/** Deactivating keeps the number, activating needs one. */
function forward(which: ForwardName): Acts {
  const set = (number?: string, isEnabled?: boolean): StarAct => ({
    kind: 'services',
    fields: forwardFields[which](number, isEnabled),
  });
  return {
    onPrefix: ({ number }) => set(number, true),
    offPrefix: () => set(undefined, false),
    reactPrefix: () => set(undefined, true),
    erasePrefix: () => set(''),
  };
}

function flag(which: 'doNotDisturb' | 'rejectAnonymous'): Acts {
  const set = (isOn: boolean): StarAct => ({ kind: 'services', fields: { [which]: isOn } });
  return { onPrefix: () => set(true), offPrefix: () => set(false) };
}

const toServer: Act = (dialled) => ({ kind: 'server', ...dialled });

export const starActs: Readonly<Record<CodedService, Acts>> = {
  'forward-always': forward('forwardAlways'),
  'forward-busy': forward('forwardBusy'),
  'forward-no-answer': forward('forwardNoAnswer'),
  hotline: {
    onPrefix: ({ number }) => ({ kind: 'hotline', number, isEnabled: true }),
    offPrefix: () => ({ kind: 'hotline', isEnabled: false }),
    reactPrefix: () => ({ kind: 'hotline', isEnabled: true }),
    erasePrefix: () => ({ kind: 'hotline', number: '' }),
  },
  'server-forward': { onPrefix: toServer, offPrefix: toServer, reactPrefix: toServer },
  'do-not-disturb': flag('doNotDisturb'),
  'reject-anonymous': flag('rejectAnonymous'),
  'call-waiting': {
    onPrefix: () => ({ kind: 'callWaiting', isOn: true }),
    offPrefix: () => ({ kind: 'callWaiting', isOn: false }),
  },
  'hide-number': {
    onPrefix: ({ number }) => ({ kind: 'call', number, isHidden: true }),
    offPrefix: ({ number }) => ({ kind: 'call', number, isHidden: false }),
  },
  redial: { onPrefix: () => ({ kind: 'redial' }) },
  'return-call': { onPrefix: () => ({ kind: 'return' }) },
};
