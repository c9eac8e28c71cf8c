/** The calls: those in progress, those that ended with their verdicts, and what a call would do. */
import type { VNode } from 'preact';
import { useState } from 'preact/hooks';
import { ask, problemText } from './api.ts';
import { html } from './html.ts';
import { useLive } from './live.ts';
import { useLoaded } from './load.ts';
import { type Column, Notice, Panel, State, Table, Time, Tries } from './parts.ts';
import type { CallRecordRow, CallRow } from './rows.ts';
import { WhatIf } from './what-if.ts';

type Shown = VNode | readonly VNode[];

function callColumns(release: (id: string) => void): readonly Column<CallRow>[] {
  return [
    ['call', ({ id }) => id],
    ['direction', ({ direction }) => direction],
    ['from', ({ from }) => from],
    ['to', ({ to }) => to],
    ['state', ({ state }) => state],
    ['way', ({ route, server }) => (server === null ? route : `${route}: ${server}`)],
    ['since', ({ startedAt }) => html`<${Time} at=${startedAt} />`],
    [
      '',
      ({ id }) =>
        html`<button type="button" aria-label=${`release call ${id}`} onClick=${() => release(id)}>
          release
        </button>`,
    ],
  ];
}

function seconds({ connectedAt, endedAt }: CallRecordRow): string {
  if (connectedAt === null) return '–';
  return `${Math.round((Date.parse(endedAt) - Date.parse(connectedAt)) / 1000)} s`;
}

const recordColumns: readonly Column<CallRecordRow>[] = [
  ['started', ({ startedAt }) => html`<${Time} at=${startedAt} />`],
  ['from', ({ from }) => from],
  ['to', ({ to }) => to],
  ['way', ({ route }) => route],
  ['talked', seconds],
  ['verdict', ({ verdict }) => html`<${State} of=${verdict} />`],
  ['cause', ({ cause }) => cause],
  [
    'tries',
    ({ id, tries }) =>
      tries.length === 0
        ? '–'
        : html`<details>
            <summary>${tries.length}</summary>
            <${Tries} of=${tries} caption=${`tries of call ${id}`} />
          </details>`,
  ],
];

export function Calls(): Shown {
  const live = useLive();
  const rows = live.rows<CallRow>('calls');
  const [problem, setProblem] = useState<string | undefined>(undefined);
  const release = (id: string) => {
    ask('POST', `calls/${encodeURIComponent(id)}/release`).then(
      () => setProblem(undefined),
      (error: unknown) => setProblem(problemText(error)),
    );
  };
  // A call that is gone has become a record.
  const records = useLoaded<readonly CallRecordRow[]>(
    'call-records?count=100',
    rows.map(({ id }) => id).join(' '),
  );
  return html`<div>
    <${Notice} text=${problem ?? records.problem} />
    <${Panel} title="Calls in progress">
      <${Table}
        caption="calls in progress"
        columns=${callColumns(release)}
        rows=${rows}
        keyOf=${({ id }: CallRow) => id}
        empty="Nobody is calling."
      />
    <//>
    <${Panel}
      title="Ended calls"
      actions=${html`<button type="button" onClick=${records.again}>refresh</button>`}
    >
      <${Table}
        caption="ended calls, newest first"
        columns=${recordColumns}
        rows=${records.value ?? []}
        keyOf=${({ id }: CallRecordRow) => id}
        empty="No call has ended yet."
      />
    <//>
    <${WhatIf} />
  </div>`;
}
