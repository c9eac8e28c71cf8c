/** Changes on trial: asked for beside every change, and in sight until somebody decides. */
import type { VNode } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { ask, problemText } from './api.ts';
import { html } from './html.ts';
import { useLive } from './live.ts';
import { Notice } from './parts.ts';
import type { StatusRow } from './rows.ts';

type Shown = VNode | readonly VNode[];

/** What stands in the query of a change: nothing, or how long it is on trial. */
export interface Trial {
  readonly isOn: boolean;
  readonly minutes: number;
}

export const noTrial: Trial = { isOn: false, minutes: 5 };

export function queryOf({ isOn, minutes }: Trial): string {
  return isOn ? `?confirmWithin=${minutes}` : '';
}

export function TrialChoice(props: {
  readonly value: Trial;
  readonly onValue: (value: Trial) => void;
}): Shown {
  const { value, onValue } = props;
  return html`<span class="trial-choice">
    <label>
      <input
        type="checkbox"
        checked=${value.isOn}
        onChange=${({ currentTarget }: { readonly currentTarget: HTMLInputElement }) =>
          onValue({ ...value, isOn: currentTarget.checked })}
      />
      take back unless confirmed within
    </label>
    <input
      type="number"
      min="1"
      max="1440"
      aria-label="minutes of trial"
      value=${value.minutes}
      onInput=${({ currentTarget }: { readonly currentTarget: HTMLInputElement }) => {
        const { valueAsNumber: minutes } = currentTarget;
        if (Number.isInteger(minutes)) onValue({ ...value, minutes });
      }}
    />
    min
  </span>`;
}

/** Milliseconds since 1970, anew every second. */
function useNow(): number {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const timer = window.setInterval(() => setNow(Date.now()), 1000);
    return () => window.clearInterval(timer);
  }, []);
  return now;
}

function left(ms: number): string {
  const seconds = Math.max(0, Math.round(ms / 1000));
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}

function Countdown({ until }: { readonly until: string }): Shown {
  const now = useNow();
  return html`<strong role="timer">${left(Date.parse(until) - now)}</strong>`;
}

/** In every view, so that nobody forgets what would go back. */
export function TrialBanner(): Shown | undefined {
  const live = useLive();
  const [status] = live.rows<StatusRow>('status');
  const [problem, setProblem] = useState<string | undefined>(undefined);
  const until = status?.confirmBy;
  if (!until) return undefined;
  const act = (what: 'confirm' | 'revert') => {
    ask('POST', `trial/${what}`).then(
      () => setProblem(undefined),
      (error: unknown) => setProblem(problemText(error)),
    );
  };
  return html`<section class="banner" aria-label="configuration on trial">
    <p>The configuration is on trial: it goes back in <${Countdown} until=${until} />.</p>
    <span class="actions">
      <button type="button" class="main" onClick=${() => act('confirm')}>keep it</button>
      <button type="button" class="danger" onClick=${() => act('revert')}>go back now</button>
    </span>
    <${Notice} text=${problem} />
  </section>`;
}
