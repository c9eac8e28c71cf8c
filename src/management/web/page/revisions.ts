/** What was configured, by whom and when; what differs from now; and the way back. */
import type { VNode } from 'preact';
import { useState } from 'preact/hooks';
import type { DiffLine } from '../../script-diff.ts';
import { ask, problemText } from './api.ts';
import { Diff } from './diff.ts';
import { html } from './html.ts';
import { useLive } from './live.ts';
import { useLoaded } from './load.ts';
import { type Column, Notice, Panel, Table, Time } from './parts.ts';
import type { StatusRow } from './rows.ts';
import { noTrial, queryOf, TrialChoice } from './trial.ts';

type Shown = VNode | readonly VNode[];

interface Revision {
  readonly number: number;
  readonly at: string;
  readonly author: string;
  readonly summary: string;
}

function columns(onLook: (number: number) => void): readonly Column<Revision>[] {
  return [
    ['revision', ({ number }) => number],
    ['when', ({ at }) => html`<${Time} at=${at} />`],
    ['by', ({ author }) => author],
    ['what', ({ summary }) => html`<code>${summary}</code>`],
    [
      '',
      ({ number }) =>
        html`<button
          type="button"
          aria-label=${`look at revision ${number}`}
          onClick=${() => onLook(number)}
        >look</button>`,
    ],
  ];
}

interface Back {
  readonly number: number;
  readonly changes: readonly DiffLine[];
}

export function Revisions(): Shown {
  const live = useLive();
  const [status] = live.rows<StatusRow>('status');
  const {
    value = [],
    problem,
    again,
  } = useLoaded<readonly Revision[]>('revisions', status?.revision);
  const [back, setBack] = useState<Back | undefined>(undefined);
  const [trial, setTrial] = useState(noTrial);
  const [refused, setRefused] = useState<string | undefined>(undefined);
  const fail = (error: unknown) => setRefused(problemText(error));
  const look = (number: number) => {
    ask<Omit<Back, 'number'>>('POST', `revisions/${number}/rollback?dryRun=true`).then(
      ({ changes }) => {
        setBack({ number, changes });
        setRefused(undefined);
      },
      fail,
    );
  };
  const goBack = (number: number) => {
    const ifMatch = status ? `"${status.revision}"` : undefined;
    ask('POST', `revisions/${number}/rollback${queryOf(trial)}`, { ifMatch }).then(() => {
      setBack(undefined);
      again();
    }, fail);
  };
  const newest = [...value].sort((one, other) => other.number - one.number);
  return html`<div>
    <${Notice} text=${problem ?? refused} />
    ${
      back &&
      html`<${Panel} title=${`Back to revision ${back.number}: what would change`}>
        <${Diff} lines=${back.changes} />
        <div class="actions">
          <button type="button" class="danger" onClick=${() => goBack(back.number)}>
            go back to revision ${back.number}
          </button>
          <button type="button" onClick=${() => setBack(undefined)}>stay</button>
          <${TrialChoice} value=${trial} onValue=${setTrial} />
        </div>
      <//>`
    }
    <${Panel} title="Revisions">
      <${Table}
        caption="revisions, newest first"
        columns=${columns(look)}
        rows=${newest}
        keyOf=${({ number }: Revision) => number}
        empty="Nothing has been configured yet."
      />
    <//>
  </div>`;
}
