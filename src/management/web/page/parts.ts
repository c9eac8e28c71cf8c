/** Small pieces that every view is built of. */
import type { ComponentChildren, VNode } from 'preact';
import { html } from './html.ts';
import type { Try } from './rows.ts';

type Shown = VNode | readonly VNode[];

const tones: Readonly<Record<string, string>> = {
  up: 'good',
  answered: 'good',
  success: 'good',
  running: 'good',
  noError: 'good',
  talking: 'good',
  connected: 'good',
  dialTone: 'busy',
  dialing: 'busy',
  calling: 'busy',
  hunting: 'busy',
  ringback: 'busy',
  ringing: 'busy',
  held: 'busy',
  busyTone: 'bad',
  registering: 'busy',
  initializing: 'busy',
  deregistering: 'busy',
  starting: 'busy',
  suspect: 'busy',
  quarantined: 'busy',
  degraded: 'busy',
  warning: 'busy',
  refused: 'bad',
  unreachable: 'bad',
  down: 'bad',
  error: 'bad',
  errorNetwork: 'bad',
  errorRegistration: 'bad',
  errorMisconfigured: 'bad',
  clientError: 'busy',
  upstreamError: 'bad',
  serverError: 'bad',
};

/** A state as a word with a mark; the mark alone would say nothing to those who see no colours. */
export function State({ of }: { readonly of: string }): Shown {
  return html`<span class=${`state ${tones[of] ?? 'off'}`}>${of}</span>`;
}

/** Swedish dates are those of ISO 8601: they sort, and nobody takes a day for a month. */
const instants = new Intl.DateTimeFormat('sv', { dateStyle: 'short', timeStyle: 'medium' });

/** An instant in the reader's own time; the exact one on pointing. */
export function Time({ at }: { readonly at: string | null }): Shown {
  if (at === null) return html`<span>–</span>`;
  return html`<time datetime=${at} title=${at}>${instants.format(new Date(at))}</time>`;
}

export function Panel(props: {
  readonly title: string;
  readonly actions?: ComponentChildren;
  readonly children?: ComponentChildren;
}): Shown {
  return html`<section class="panel">
    <header><h2>${props.title}</h2>${props.actions}</header>
    ${props.children}
  </section>`;
}

export function Notice({
  text,
  tone,
}: {
  readonly text: string | undefined;
  readonly tone?: string;
}): Shown {
  return html`<p class=${`notice ${tone ?? 'bad'}`} role="status" hidden=${!text}>${text}</p>`;
}

export type Column<T> = readonly [heading: string, show: (row: T) => ComponentChildren];

/**
 * A table whose rows keep their places in the page while their cells change. Where it is narrow a
 * row is a card; the roles say that it is a table all the same.
 */
export function Table<T>(props: {
  readonly caption: string;
  readonly columns: readonly Column<T>[];
  readonly rows: readonly T[];
  readonly keyOf: (row: T) => string | number;
  readonly empty: string;
}): Shown {
  const { caption, columns, rows, keyOf, empty } = props;
  if (rows.length === 0) return html`<p class="empty">${empty}</p>`;
  return html`<div class="scroll" tabindex="0" role="region" aria-label=${caption}>
    <table role="table">
      <caption class="unseen">${caption}</caption>
      <thead role="rowgroup">
        <tr role="row">
          ${columns.map(
            ([heading]) => html`<th role="columnheader" scope="col" key=${heading}>${heading}</th>`,
          )}
        </tr>
      </thead>
      <tbody role="rowgroup">
        ${rows.map(
          (row) => html`<tr role="row" key=${keyOf(row)}>
            ${columns.map(
              ([heading, show]) =>
                html`<td role="cell" key=${heading} data-heading=${heading}>${show(row)}</td>`,
            )}
          </tr>`,
        )}
      </tbody>
    </table>
  </div>`;
}

const triesColumns: readonly Column<Try>[] = [
  ['server', ({ server }) => server],
  ['outcome', ({ outcome }) => html`<${State} of=${outcome} />`],
  ['status', ({ status }) => status ?? '–'],
  ['ms', ({ ms }) => ms],
  ['reason', ({ reason }) => reason],
];

/** A walk over servers, in the order in which they were asked. */
export function Tries({
  of,
  caption,
}: {
  readonly of: readonly Try[];
  readonly caption: string;
}): Shown {
  return html`<${Table}
    caption=${caption}
    columns=${triesColumns}
    rows=${of.map((one, at) => ({ ...one, at }))}
    keyOf=${({ at }: { readonly at: number }) => at}
    empty="No server was asked."
  />`;
}
