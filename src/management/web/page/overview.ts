/** The first view: how the gateway is doing, on one screen. */
import type { ComponentChildren, VNode } from 'preact';
import { EventTable, useEvents } from './events.ts';
import { History } from './history.ts';
import { html } from './html.ts';
import { useLive } from './live.ts';
import { Panel, State } from './parts.ts';
import { linkTo } from './route.ts';
import type { EntriesRow, LineRow, ServerRow, StatusRow } from './rows.ts';

type Shown = VNode | readonly VNode[];

function Tile(props: {
  readonly title: string;
  readonly href: string;
  readonly children?: ComponentChildren;
}): Shown {
  return html`<a class="tile" href=${props.href}>
    <span class="what">${props.title}</span>
    ${props.children}
  </a>`;
}

/** One mark a line: a hundred of them fit on a phone. */
function LineMarks({ lines }: { readonly lines: readonly LineRow[] }): Shown {
  return html`<ul class="marks" aria-label="every line">
    ${lines.map(
      ({ name, status }) => html`<li key=${name}>
        <a href=${linkTo('lines', name)} title=${`${name}: ${status}`}>
          <${State} of=${status} /><span>${name}</span>
        </a>
      </li>`,
    )}
  </ul>`;
}

/** So many of so many, as words and as a bar. */
function Share(props: {
  readonly label: string;
  readonly part: number | undefined;
  readonly whole: number | undefined;
}): Shown {
  const { label, part = 0, whole = 0 } = props;
  return html`<strong>${part} <small>of ${whole}</small></strong>
    <progress aria-label=${label} max=${Math.max(1, whole)} value=${part} />`;
}

function Tiles({ status }: { readonly status: StatusRow | undefined }): Shown {
  const live = useLive();
  const [entries] = live.rows<EntriesRow>('entries');
  const servers = [
    ...live.rows<ServerRow>('location-servers'),
    ...live.rows<ServerRow>('proxy-servers'),
  ];
  const down = servers.filter(({ health }) => health === 'down' || health === 'quarantined');
  return html`<div class="tiles">
    <${Tile} title="gateway" href=${linkTo('events')}>
      <strong><${State} of=${status?.operStatus ?? '…'} /></strong>
      <small>${status?.version}, revision ${status?.revision}</small>
    <//>
    <${Tile} title="lines registered" href=${linkTo('lines')}>
      <${Share} label="lines registered" part=${status?.linesUp} whole=${status?.linesTotal} />
    <//>
    <${Tile} title="servers down" href=${linkTo('servers')}>
      <strong>${down.length} <small>of ${servers.length}</small></strong>
      <small>${down.map(({ name }) => name).join(', ')}</small>
    <//>
    <${Tile} title="calls" href=${linkTo('calls')}><strong>${status?.calls}</strong><//>
    <${Tile} title="entries used" href=${linkTo('configuration')}>
      <${Share} label="entries used" part=${entries?.used} whole=${entries?.limit} />
    <//>
  </div>`;
}

function Alarms({ of }: { readonly of: readonly string[] }): Shown {
  return html`<section class="panel alarmed">
    <h2>Alarms</h2>
    <ul class="alarms">
      ${of.map((alarm) => html`<li key=${alarm}>${alarm}</li>`)}
    </ul>
  </section>`;
}

export function Overview(): Shown {
  const live = useLive();
  useEvents();
  const [status] = live.rows<StatusRow>('status');
  const alarms = status?.alarms ?? [];
  return html`<div>
    <${Tiles} status=${status} />
    ${alarms.length > 0 && html`<${Alarms} of=${alarms} />`}
    <${Panel} title="Lines"><${LineMarks} lines=${live.rows<LineRow>('users')} /><//>
    <${History} />
    <${Panel} title="Latest events"><${EventTable} rows=${live.events.slice(0, 8)} /><//>
  </div>`;
}
