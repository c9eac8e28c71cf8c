/** The lines: all of them live, and one with its chart, its history and why it is where it is. */
import type { VNode } from 'preact';
import { useState } from 'preact/hooks';
import type { Chart, Life } from '../../lives.ts';
import { ask, problemText } from './api.ts';
import { LifeChart } from './chart.ts';
import { html } from './html.ts';
import { useLive } from './live.ts';
import { useLoaded } from './load.ts';
import { type Column, Notice, Panel, State, Table, Time, Tries } from './parts.ts';
import { linkTo } from './route.ts';
import type { LineDetail, LineRow } from './rows.ts';

type Shown = VNode | readonly VNode[];

const columns: readonly Column<LineRow>[] = [
  ['line', ({ name }) => html`<a href=${linkTo('lines', name)}>${name}</a>`],
  ['number', ({ areaCode, address }) => `${areaCode}${address}`],
  ['registration', ({ status }) => html`<${State} of=${status} />`],
  ['server', ({ server }) => server ?? '–'],
  ['ports', ({ ports }) => (ports.length > 0 ? ports.join(', ') : '–')],
  [
    'last refusal',
    ({ lastRefusal: last }) => (last ? `${last.status} ${last.reason} (${last.server})` : '–'),
  ],
];

export function Lines(): Shown {
  const live = useLive();
  const [wanted, setWanted] = useState('');
  const rows = live
    .rows<LineRow>('users')
    .filter(({ name, address, status, server }) =>
      [name, address, status, server ?? ''].join(' ').includes(wanted),
    );
  const search = html`<input
    type="search"
    placeholder="name, number, state, server"
    aria-label="show only lines with"
    value=${wanted}
    onInput=${({ currentTarget }: { readonly currentTarget: HTMLInputElement }) =>
      setWanted(currentTarget.value)}
  />`;
  return html`<${Panel} title="Lines" actions=${search}>
    <${Table}
      caption="lines"
      columns=${columns}
      rows=${rows}
      keyOf=${({ name }: LineRow) => name}
      empty="No line here. Configuration adds users."
    />
  <//>`;
}

function Facts({ line }: { readonly line: LineDetail }): Shown {
  const { status, server, since, expiresSeconds, next, callStatus, lastRefusal: last } = line;
  return html`<dl class="facts">
    <dt>registration</dt>
    <dd><${State} of=${status} /></dd>
    <dt>server</dt>
    <dd>${server ?? 'none'}</dd>
    <dt>since</dt>
    <dd><${Time} at=${since} /></dd>
    <dt>binding left</dt>
    <dd>${expiresSeconds === null ? '–' : `${expiresSeconds} s`}</dd>
    <dt>next</dt>
    <dd>${next ?? '–'}</dd>
    <dt>calls</dt>
    <dd>${callStatus}</dd>
    <dt>last refusal</dt>
    <dd>
      ${last ? `${last.status} ${last.reason} from ${last.server}` : 'none'}
    </dd>
  </dl>`;
}

/** The chart of each life of an owner: `users/alice`, `proxy-servers/east`. */
export function Lives({ of, change }: { readonly of: string; readonly change: unknown }): Shown {
  const charts = useLoaded<readonly Chart[]>('charts');
  const lives = useLoaded<readonly Life[]>(`${of}/life`, change);
  if (lives.problem) return html`<p class="empty">No history: ${lives.problem}</p>`;
  return html`<div>
    ${lives.value?.map((life) => {
      const chart = charts.value?.find(({ machine }) => machine === life.machine);
      if (!chart) return undefined;
      return html`<section class="panel" key=${life.machine}>
        <header><h2>${life.machine}: ${life.states.join(' · ')}</h2></header>
        <${LifeChart} chart=${chart} life=${life} />
      </section>`;
    })}
  </div>`;
}

export function Line({ name }: { readonly name: string }): Shown {
  const live = useLive();
  const row = live.rows<LineRow>('users').find((one) => one.name === name);
  const change = JSON.stringify(row);
  const {
    value: line,
    problem,
    again,
  } = useLoaded<LineDetail>(`users/${encodeURIComponent(name)}`, change);
  const [told, setTold] = useState<string | undefined>(undefined);
  const retry = () => {
    ask('POST', `users/${encodeURIComponent(name)}/register`).then(
      () => setTold(undefined),
      (error: unknown) => setTold(problemText(error)),
    );
  };
  const actions = html`<span class="actions">
    <button type="button" onClick=${again}>refresh</button>
    <button type="button" onClick=${retry}>register now</button>
    <a class="button" href=${linkTo('configuration', 'users', name)}>edit</a>
    <a class="button" href=${`/api/v1/incidents/${encodeURIComponent(name)}`} download>incident</a>
  </span>`;
  return html`<div>
    <p><a href=${linkTo('lines')}>← all lines</a></p>
    <${Notice} text=${problem ?? told} />
    <${Panel} title=${`Line ${name}`} actions=${actions}>
      ${line && html`<${Facts} line=${line} />`}
    <//>
    <${Panel} title="Why this server">
      ${line && html`<${Tries} of=${line.tries} caption=${`tries of ${name}`} />`}
    <//>
    <${Lives} of=${`users/${encodeURIComponent(name)}`} change=${change} />
  </div>`;
}
