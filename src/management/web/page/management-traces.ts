/** What managers and the ACS have asked, while traced: SNMP requests, TR-069 envelopes. */
import type { VNode } from 'preact';
import { html } from './html.ts';
import { useLoaded } from './load.ts';
import { type Column, Notice, Panel, State, Table, Time } from './parts.ts';

type Shown = VNode | readonly VNode[];

interface Asked {
  readonly at: string;
  readonly source: string;
  readonly who: string;
  readonly version: string;
  readonly operation: string;
  readonly names: readonly string[];
  readonly varbinds: number;
  readonly result: string;
  readonly milliseconds: number;
}

interface Session {
  readonly startedAt: string;
  readonly messages: readonly {
    readonly at: string;
    readonly direction: 'sent' | 'received';
    readonly text: string;
  }[];
}

function namesOf({ names, varbinds }: Asked): string {
  const more = varbinds - names.length;
  return more > 0 ? `${names.join(', ')} and ${more} more` : names.join(', ');
}

const columns: readonly Column<Asked>[] = [
  ['when', ({ at }) => html`<${Time} at=${at} />`],
  ['from', ({ source }) => source || 'master agent'],
  ['who', ({ who }) => who || 'nobody known'],
  ['asked', ({ version, operation }) => `${version} ${operation}`],
  ['objects', namesOf],
  ['result', ({ result }) => html`<${State} of=${result} />`],
  ['ms', ({ milliseconds }) => milliseconds],
];

export function SnmpTraces(): Shown {
  const { value = [], problem, again } = useLoaded<readonly Asked[]>('traces/snmp');
  const rows = value.map((asked, at) => ({ ...asked, key: `${asked.at} ${at}` })).reverse();
  return html`<${Panel}
    title="SNMP requests"
    actions=${html`<button type="button" onClick=${again}>refresh</button>`}
  >
    <${Notice} text=${problem} />
    <${Table}
      caption="SNMP requests, newest first"
      columns=${columns}
      rows=${rows}
      keyOf=${({ key }: { readonly key: string }) => key}
      empty="Nothing is kept: “snmp trace on” on the command line keeps the next ones."
    />
  <//>`;
}

function Envelopes({ session }: { readonly session: Session }): Shown {
  const { startedAt, messages } = session;
  return html`<details>
    <summary><${Time} at=${startedAt} />, ${messages.length} messages</summary>
    ${messages.map(
      ({ at, direction, text }) => html`<div key=${`${at} ${direction}`}>
        <p><${Time} at=${at} /> ${direction === 'sent' ? 'to the ACS' : 'from the ACS'}</p>
        <pre tabindex="0">${text}</pre>
      </div>`,
    )}
  </details>`;
}

export function CwmpTraces(): Shown {
  const { value = [], problem, again } = useLoaded<readonly Session[]>('traces/cwmp');
  return html`<${Panel}
    title="TR-069 sessions"
    actions=${html`<button type="button" onClick=${again}>refresh</button>`}
  >
    <${Notice} text=${problem} />
    ${
      value.length === 0 &&
      html`<p class="empty">
        Nothing is kept: “cwmp trace on” on the command line keeps the next sessions.
      </p>`
    }
    ${value
      .toReversed()
      .map((session) => html`<${Envelopes} key=${session.startedAt} session=${session} />`)}
  <//>`;
}
