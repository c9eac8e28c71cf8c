/** What would a call do now? Asked without placing it. */
import type { VNode } from 'preact';
import { useState } from 'preact/hooks';
import { ask, problemText } from './api.ts';
import { Field } from './field.ts';
import { html } from './html.ts';
import { useLive } from './live.ts';
import { type Column, Notice, Panel, State, Table } from './parts.ts';
import type { LineRow, PortRow } from './rows.ts';

type Shown = VNode | readonly VNode[];

interface Planned {
  readonly server: string;
  readonly health: string;
  readonly attemptMs: number;
  readonly note: string | null;
}

interface Answer {
  readonly number: string | null;
  readonly route: string;
  readonly requestUri: string | null;
  readonly servers: readonly Planned[];
  readonly steps: readonly string[];
}

const columns: readonly Column<Planned>[] = [
  ['server', ({ server }) => server],
  ['health', ({ health }) => html`<${State} of=${health} />`],
  ['may be silent', ({ attemptMs }) => `${attemptMs} ms`],
  ['note', ({ note }) => note ?? ''],
];

function Outcome({ answer }: { readonly answer: Answer }): Shown {
  return html`<div aria-live="polite">
    <dl class="facts">
      <dt>number</dt>
      <dd>${answer.number ?? '–'}</dd>
      <dt>way</dt>
      <dd>${answer.route}</dd>
      <dt>request</dt>
      <dd>${answer.requestUri ?? '–'}</dd>
    </dl>
    <ol>
      ${answer.steps.map((step) => html`<li key=${step}>${step}</li>`)}
    </ol>
    ${
      answer.servers.length > 0 &&
      html`<${Table}
        caption="servers in the order in which they would be asked"
        columns=${columns}
        rows=${answer.servers}
        keyOf=${({ server }: Planned) => server}
        empty=""
      />`
    }
  </div>`;
}

export function WhatIf(): Shown {
  const live = useLive();
  const [from, setFrom] = useState('');
  const [digits, setDigits] = useState('');
  const [answer, setAnswer] = useState<Answer | undefined>(undefined);
  const [problem, setProblem] = useState<string | undefined>(undefined);
  const callers = [...live.rows<PortRow>('ports'), ...live.rows<LineRow>('users')];
  const submit = (event: Event) => {
    event.preventDefault();
    const query = new URLSearchParams({ from, digits });
    ask<Answer>('GET', `what-if?${query}`).then(
      (found) => {
        setAnswer(found);
        setProblem(undefined);
      },
      (error: unknown) => {
        setAnswer(undefined);
        setProblem(problemText(error));
      },
    );
  };
  return html`<${Panel} title="What if">
    <form class="row" onSubmit=${submit}>
      <${Field}
        label="port or line"
        value=${from}
        onValue=${setFrom}
        options=${callers.map(({ name }) => name)}
        required
      />
      <${Field}
        label="digits dialled"
        value=${digits}
        onValue=${setDigits}
        inputmode="tel"
        required
      />
      <button type="submit">ask</button>
    </form>
    <${Notice} text=${problem} />
    ${answer && html`<${Outcome} answer=${answer} />`}
  <//>`;
}
