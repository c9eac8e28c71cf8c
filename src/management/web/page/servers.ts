/** The servers: both lists live, and one with its health, its reasons and its chart. */
import type { VNode } from 'preact';
import { Drills } from './drills.ts';
import { html } from './html.ts';
import { Lives } from './lines.ts';
import { useLive } from './live.ts';
import { type Column, Panel, State, Table } from './parts.ts';
import { linkTo } from './route.ts';
import type { ServerRow } from './rows.ts';

type Shown = VNode | readonly VNode[];

const titles: Readonly<Record<string, string>> = {
  'location-servers': 'Location servers: where lines register',
  'proxy-servers': 'Proxy servers: where calls go out',
};

function columnsOf(list: string): readonly Column<ServerRow>[] {
  return [
    ['asked', ({ order }) => order],
    ['server', ({ name }) => html`<a href=${linkTo('servers', list, name)}>${name}</a>`],
    ['contact', ({ contact }) => contact],
    ['master', ({ master }) => (master ? 'master' : '')],
    ['health', ({ health }) => html`<${State} of=${health} />`],
    ['lines', ({ lines }) => lines],
    ['calls', ({ calls }) => calls],
    ['why', ({ reason }) => reason ?? ''],
  ];
}

function byOrder(rows: readonly ServerRow[]): readonly ServerRow[] {
  return [...rows].sort((one, other) => one.order - other.order);
}

export function Servers(): Shown {
  const live = useLive();
  return html`<div>
    ${Object.entries(titles).map(
      ([list, title]) => html`<${Panel} key=${list} title=${title}>
        <${Table}
          caption=${title}
          columns=${columnsOf(list)}
          rows=${byOrder(live.rows<ServerRow>(list))}
          keyOf=${({ name }: ServerRow) => name}
          empty="No server in this list."
        />
      <//>`,
    )}
  </div>`;
}

export function Server({ list, name }: { readonly list: string; readonly name: string }): Shown {
  const live = useLive();
  const row = live.rows<ServerRow>(list).find((one) => one.name === name);
  return html`<div>
    <p><a href=${linkTo('servers')}>← all servers</a></p>
    <${Panel} title=${`Server ${name}`}>
      ${
        row
          ? html`<dl class="facts">
              <dt>health</dt>
              <dd><${State} of=${row.health} /></dd>
              <dt>goes by</dt>
              <dd>${row.reason ?? '–'}</dd>
              <dt>contact</dt>
              <dd>${row.contact}</dd>
              <dt>sees us at</dt>
              <dd>${row.seenAt ?? '–'}</dd>
              <dt>asked</dt>
              <dd>${row.order}${row.master ? ', the master' : ''}</dd>
              <dt>lines, calls</dt>
              <dd>${row.lines}, ${row.calls}</dd>
            </dl>`
          : html`<p class="empty">There is no such server.</p>`
      }
    <//>
    ${row && html`<${Drills} server=${name} />`}
    <${Lives} of=${`${list}/${encodeURIComponent(name)}`} change=${JSON.stringify(row)} />
  </div>`;
}
