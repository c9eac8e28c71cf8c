/** SIP as it went over the wire: calls and registrations, and the ladder of one with its bytes. */
import type { VNode } from 'preact';
import type { Dialogue, MessageJson } from '../../trace-rows.ts';
import { html } from './html.ts';
import { useLoaded } from './load.ts';
import { CwmpTraces, SnmpTraces } from './management-traces.ts';
import { type Column, Notice, Panel, Table, Time } from './parts.ts';
import { linkTo } from './route.ts';

type Shown = VNode | readonly VNode[];

const columns: readonly Column<Dialogue>[] = [
  ['when', ({ at }) => html`<${Time} at=${at} />`],
  ['method', ({ method, callId }) => html`<a href=${linkTo('traces', callId)}>${method}</a>`],
  ['from', ({ from }) => from],
  ['to', ({ to }) => to],
  ['messages', ({ messages }) => messages],
  ['last', ({ last }) => last],
];

export function Traces(): Shown {
  const { value = [], problem, again } = useLoaded<readonly Dialogue[]>('traces');
  const actions = html`<span class="actions">
    <button type="button" onClick=${again}>refresh</button>
    <a class="button" href="/api/v1/traces/pcap" download>capture file</a>
  </span>`;
  return html`<div>
    <${Notice} text=${problem} />
    <${Panel} title="SIP messages kept, by call and registration" actions=${actions}>
      <${Table}
        caption="calls and registrations, newest first"
        columns=${columns}
        rows=${value}
        keyOf=${({ callId }: Dialogue) => callId}
        empty="No message has passed yet."
      />
    <//>
    <${SnmpTraces} />
    <${CwmpTraces} />
  </div>`;
}

/** Phones on the left, providers on the right, the gateway between: the arrow says which way. */
function arrowOf({ side, direction }: MessageJson): string {
  const isRightwards = (side === 'wan') === (direction === 'out');
  return isRightwards ? '⟶' : '⟵';
}

function Rung({ message }: { readonly message: MessageJson }): Shown {
  const { side, direction, remote, label, text, at, transport } = message;
  const words = direction === 'out' ? `to ${remote}` : `from ${remote}`;
  return html`<li class=${`rung ${side}`}>
    <details>
      <summary>
        <time datetime=${at}>${at.slice(11, 23)}</time>
        <span class="way"><span aria-hidden="true">${arrowOf(message)}</span> ${label}</span>
        <small>${side} ${transport} ${words}</small>
      </summary>
      <pre tabindex="0">${text}</pre>
    </details>
  </li>`;
}

export function Trace({ callId }: { readonly callId: string }): Shown {
  const query = new URLSearchParams({ call: callId });
  const {
    value = [],
    problem,
    again,
  } = useLoaded<readonly MessageJson[]>(`traces/messages?${query}`);
  const actions = html`<span class="actions">
    <button type="button" onClick=${again}>refresh</button>
    <a class="button" href=${`/api/v1/traces/pcap?${query}`} download>capture file</a>
  </span>`;
  return html`<div>
    <p><a href=${linkTo('traces')}>← all messages</a></p>
    <${Notice} text=${problem} />
    <${Panel} title=${`Call-ID ${callId}`} actions=${actions}>
      <ol class="ladder">
        ${value.map((message) => html`<${Rung} key=${message.number} message=${message} />`)}
      </ol>
    <//>
  </div>`;
}
