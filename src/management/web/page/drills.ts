/** Drills of one server: ordered here, with what the newest have shown. */
import type { VNode } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { ask, problemText } from './api.ts';
import { Field } from './field.ts';
import { html } from './html.ts';
import { useLive } from './live.ts';
import { useLoaded } from './load.ts';
import { type Column, Notice, Panel, State, Table, Time } from './parts.ts';
import type { DrillRow, LineRow } from './rows.ts';

type Shown = VNode | readonly VNode[];

const lookMs = 1000;

function seconds(ms: number | null): string {
  return ms === null ? '–' : `${(ms / 1000).toFixed(1)} s`;
}

const columns: readonly Column<DrillRow>[] = [
  ['began', ({ startedAt }) => html`<${Time} at=${startedAt} />`],
  ['drill', ({ mode, line }) => (line === null ? mode : `${mode}, ${line}`)],
  ['state', ({ state }) => html`<${State} of=${state} />`],
  ['missed after', ({ noticedMs }) => seconds(noticedMs)],
  ['left after', ({ movedMs }) => seconds(movedMs)],
  ['back after', ({ returnedMs }) => seconds(returnedMs)],
  ['lines moved', ({ linesMoved, lines }) => `${linesMoved} of ${lines}`],
  ['calls lost', ({ callsLost, calls }) => `${callsLost} of ${calls}`],
];

export function Drills({ server }: { readonly server: string }): Shown {
  const live = useLive();
  const { value = [], again } = useLoaded<readonly DrillRow[]>('drills');
  const [time, setTime] = useState('60');
  const [line, setLine] = useState('');
  const [problem, setProblem] = useState<string | undefined>(undefined);
  const own = value.filter((one) => one.server === server);
  const running = own.find(({ state }) => state === 'running');
  useEffect(() => {
    if (!running) return undefined;
    const timer = window.setInterval(again, lookMs);
    return () => window.clearInterval(timer);
  }, [running?.name, again]);
  const act = (path: string, body?: unknown) => {
    setProblem(undefined);
    ask('POST', path, { body }).then(again, (error: unknown) => setProblem(problemText(error)));
  };
  const submit = (event: Event) => {
    event.preventDefault();
    const order = { server, seconds: Number(time) };
    act('drills', line === '' ? order : { ...order, line });
  };
  const lines = live.rows<LineRow>('users').map(({ name }) => name);
  return html`<${Panel} title="Drill: what if it were away?">
    <form class="row" onSubmit=${submit}>
      <${Field} label="seconds" value=${time} onValue=${setTime} inputmode="numeric" required />
      <${Field}
        label="line cut off"
        value=${line}
        onValue=${setLine}
        options=${lines}
        help="empty: in a simulated world, no traffic is touched"
      />
      <button type="submit" disabled=${running !== undefined}>drill</button>
      ${
        running &&
        html`<button type="button" onClick=${() => act(`drills/${running.name}/stop`, {})}>
          stop
        </button>`
      }
    </form>
    <${Notice} text=${problem} />
    <${Table}
      caption="the newest drills of this server"
      columns=${columns}
      rows=${own}
      keyOf=${({ name }: DrillRow) => name}
      empty="No drill since the gateway started."
    />
  <//>`;
}
