/** The event log: as it happens, with what each code means and what to do. */
import type { VNode } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { ask, problemText } from './api.ts';
import { html } from './html.ts';
import { live, useLive } from './live.ts';
import { useLoaded } from './load.ts';
import { type Column, Notice, Panel, State, Table, Time } from './parts.ts';
import type { EventRow } from './rows.ts';

type Shown = VNode | readonly VNode[];

interface Explanation {
  readonly meaning: string;
  readonly causes: string;
  readonly action: string;
}

function Meaning({ code }: { readonly code: string }): Shown {
  const { value, problem } = useLoaded<Explanation>(`explain/${encodeURIComponent(code)}`);
  if (problem) return html`<p>${problem}</p>`;
  return html`<dl class="facts">
    <dt>means</dt>
    <dd>${value?.meaning}</dd>
    <dt>causes</dt>
    <dd>${value?.causes}</dd>
    <dt>what to do</dt>
    <dd>${value?.action}</dd>
  </dl>`;
}

/** Asked for when it is opened, not before. */
function Code({ code }: { readonly code: string }): Shown {
  const [isOpen, setIsOpen] = useState(false);
  return html`<details
    onToggle=${({ currentTarget }: { readonly currentTarget: HTMLDetailsElement }) =>
      setIsOpen(currentTarget.open)}
  >
    <summary>${code}</summary>
    ${isOpen && html`<${Meaning} code=${code} />`}
  </details>`;
}

const columns: readonly Column<EventRow>[] = [
  ['number', ({ number }) => number],
  ['when', ({ at }) => html`<${Time} at=${at} />`],
  ['severity', ({ severity }) => html`<${State} of=${severity} />`],
  ['code', ({ code }) => html`<${Code} code=${code} />`],
  ['of', ({ subject }) => `${subject.kind} ${subject.name}`],
  ['what happened', ({ text }) => text],
];

/** The events of the last while, newest first, and every one that comes. */
export function useEvents(): string | undefined {
  const [problem, setProblem] = useState<string | undefined>(undefined);
  useEffect(() => {
    ask<readonly EventRow[]>('GET', 'events?limit=200').then(
      (events) => live.addEvents(events),
      (error: unknown) => setProblem(problemText(error)),
    );
  }, []);
  return problem;
}

export function EventTable({ rows }: { readonly rows: readonly EventRow[] }): Shown {
  return html`<${Table}
    caption="events, newest first"
    columns=${columns}
    rows=${rows}
    keyOf=${({ number }: EventRow) => number}
    empty="Nothing has happened yet."
  />`;
}

export function Events(): Shown {
  const { events } = useLive();
  const problem = useEvents();
  const [wanted, setWanted] = useState('');
  const rows = events.filter(({ code, text, subject, severity }) =>
    [code, text, subject.kind, subject.name, severity].join(' ').includes(wanted),
  );
  const search = html`<input
    type="search"
    placeholder="code, name, word"
    aria-label="show only events with"
    value=${wanted}
    onInput=${({ currentTarget }: { readonly currentTarget: HTMLInputElement }) =>
      setWanted(currentTarget.value)}
  />`;
  return html`<div>
    <${Notice} text=${problem} />
    <${Panel} title="Events" actions=${search}><${EventTable} rows=${rows} /><//>
  </div>`;
}
