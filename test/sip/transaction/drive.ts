/** A transaction's effects on a line of time: what it does, and when. */
import type { Effect } from '../../../src/sip/transaction/effects.ts';
import { ManualClock } from '../../support/manual-clock.ts';

type Step<State> = readonly [next: State, effects: readonly Effect[]];

export interface Driven<Input> {
  /** `12500 send`: everything but the timers, in order. */
  readonly log: readonly string[];
  input(input: Input): void;
  advance(ms: number): void;
  /** The instants of one kind of effect, in seconds. */
  times(effect: string): readonly number[];
  state(): string;
}

/** Runs a reducer with its two timers on a clock of its own. */
export function drive<State extends { readonly state: string }, Input extends string>(
  [first, effects]: Step<State>,
  step: (state: State, input: Input | 'retransmit' | 'expired') => Step<State>,
): Driven<Input> {
  const clock = new ManualClock();
  const log: string[] = [];
  let state = first;
  let retransmit: unknown;
  let end: unknown;
  const take = (input: Input | 'retransmit' | 'expired') => {
    const [next, more] = step(state, input);
    state = next;
    perform(more);
  };
  function perform(all: readonly Effect[]): void {
    for (const effect of all) {
      if (effect.type === 'retransmitIn') {
        clock.clearTimeout(retransmit);
        retransmit = clock.setTimeout(() => take('retransmit'), effect.ms);
      } else if (effect.type === 'endIn') {
        clock.clearTimeout(end);
        end = clock.setTimeout(() => take('expired'), effect.ms);
      } else if (effect.type === 'stopRetransmitting') clock.clearTimeout(retransmit);
      else {
        if (effect.type === 'end') for (const id of [retransmit, end]) clock.clearTimeout(id);
        const reason = effect.type === 'fail' ? ` ${effect.reason}` : '';
        log.push(`${clock.now()} ${effect.type}${reason}`);
      }
    }
  }
  perform(effects);
  return {
    log,
    input: take,
    advance: (ms) => clock.advance(ms),
    times: (effect) =>
      log
        .map((line) => line.split(' '))
        .filter(([, type]) => type === effect)
        .map(([at]) => Number(at) / 1000),
    state: () => state.state,
  };
}
