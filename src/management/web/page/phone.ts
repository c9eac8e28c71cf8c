/** A telephone in the page: a soft port with its handset, dial pad, state, and what it hears. */
import type { VNode } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { ask, problemText } from './api.ts';
import { Field } from './field.ts';
import { html } from './html.ts';
import { useLive } from './live.ts';
import { Notice, Panel, State } from './parts.ts';
import { linkTo } from './route.ts';
import type { CallRow, LegMediaRow, PortRow } from './rows.ts';

type Shown = VNode | readonly VNode[];

const keys = ['1', '2', '3', '4', '5', '6', '7', '8', '9', '*', '0', '#'];

function Keys({ onKey }: { readonly onKey: (key: string) => void }): Shown {
  return html`<div class="pad" role="group" aria-label="dial pad">
    ${keys.map(
      (key) => html`<button type="button" key=${key} onClick=${() => onKey(key)}>${key}</button>`,
    )}
  </div>`;
}

interface Media {
  readonly a: LegMediaRow | null;
  readonly b: LegMediaRow | null;
}

/** Asked every second while somebody looks; undefined: nothing is known yet. */
function useMedia(id: string): Media | undefined {
  const [media, setMedia] = useState<Media | undefined>(undefined);
  useEffect(() => {
    const look = () => {
      ask<Media>('GET', `calls/${encodeURIComponent(id)}/media`).then(setMedia, () => undefined);
    };
    look();
    const timer = window.setInterval(look, 1000);
    return () => window.clearInterval(timer);
  }, [id]);
  return media;
}

function legText(leg: LegMediaRow | null | undefined): string {
  if (!leg || leg.packets === 0) return 'nothing yet';
  const { packets, lost, jitterMs, dtmfEvents, opinionScore } = leg;
  const pressed = dtmfEvents ? `, ${dtmfEvents} keys` : '';
  const score = typeof opinionScore === 'number' ? `, MOS ${opinionScore.toFixed(1)}` : '';
  const loss = typeof lost === 'number' ? `, ${lost} lost, jitter ${jitterMs} ms` : '';
  return `${packets} packets${loss}${score}${pressed}`;
}

/** The call that the port is in, and what arrives of each party of it. */
function InCall({ call }: { readonly call: CallRow }): Shown {
  const media = useMedia(call.id);
  return html`<dl class="facts">
    <dt>call</dt>
    <dd>${call.from} → ${call.to}, ${call.state}</dd>
    <dt>way</dt>
    <dd><a href=${linkTo('calls')}>${call.route}</a>${call.server && ` by ${call.server}`}</dd>
    <dt>from the caller</dt>
    <dd>${legText(media?.a)}</dd>
    <dt>from the called</dt>
    <dd>${legText(media?.b)}</dd>
  </dl>`;
}

/** Calls name users, not ports: one of a user who is reached here. */
function callOf({ users }: PortRow, calls: readonly CallRow[]): CallRow | undefined {
  return calls.find(({ from, route }) =>
    users.some((user) => from === user || route.split(' > ').at(-1)?.startsWith(`user ${user}`)),
  );
}

function otherOf({ users }: PortRow, { from, to }: CallRow): string {
  return users.includes(from) ? to : from;
}

type Act = (what: string, body?: unknown) => void;

/** Every tone that a key can make: whoever hears them all hears well. */
const testTones = '123A456B789C*0#D';

/** Two calls: what the hook and a key make of them. */
const choices = [
  ['swap', '2'],
  ['join', '3'],
  ['end the other', '0'],
  ['end this', '1'],
] as const;

function HangUp({ act, isIdle }: { readonly act: Act; readonly isIdle?: boolean }): Shown {
  return html`<button
    type="button"
    class="danger"
    disabled=${isIdle}
    onClick=${() => act('onhook')}
  >hang up</button>`;
}

function InCallButtons({ state, act }: { readonly state: string; readonly act: Act }): Shown {
  const others = ['recalled', 'conferring'].includes(state) ? choices : [['second call', '2']];
  return html`<div class="actions">
    <button type="button" onClick=${() => act('dial', { digits: testTones })}>test tones</button>
    ${others.map(
      ([label, key]) => html`<button
        type="button"
        key=${key}
        onClick=${() => act('flash', { key })}
      >${label}</button>`,
    )}
    <${HangUp} act=${act} />
  </div>`;
}

/** What one does with a telephone depends on what it does. */
function Buttons({ state, act }: { readonly state: string; readonly act: Act }): Shown {
  const isOnHook = state === 'onHook';
  const isRinging = state === 'ringing';
  const isTalking = ['talking', 'recalled', 'conferring'].includes(state);
  if (isTalking) return html`<${InCallButtons} state=${state} act=${act} />`;
  return html`<div class="actions">
    ${isOnHook && html`<button type="button" onClick=${() => act('offhook')}>lift</button>`}
    ${
      isRinging &&
      html`<button type="button" class="main" onClick=${() => act('answer')}>answer</button>`
    }
    <${HangUp} act=${act} isIdle=${isOnHook} />
  </div>`;
}

function Handset({ port, act }: { readonly port: PortRow; readonly act: Act }): Shown {
  const [number, setNumber] = useState('');
  const call = callOf(port, useLive().rows<CallRow>('calls'));
  const isOnHook = port.state === 'onHook';
  const dial = (event: Event) => {
    event.preventDefault();
    if (number !== '') act('dial', { digits: number });
    setNumber('');
  };
  // On the hook keys write the number, as on a mobile; off the hook each is pressed at once.
  const press = (key: string) => {
    if (isOnHook) setNumber((before) => before + key);
    else act('dial', { digits: key });
  };
  return html`<div class="phone">
    <div class="display" aria-live="polite">
      <p class="digits">${port.digits || (call && otherOf(port, call))}</p>
      <p>
        <${State} of=${port.state} />${' '}
        ${port.tone && html`<span class="tone">♪ ${port.tone}</span>`}
      </p>
      <p><small>${port.users.length > 0 ? port.users.join(', ') : 'no user is here'}</small></p>
    </div>
    <form class="row" onSubmit=${dial}>
      <${Field} label="number" value=${number} onValue=${setNumber} inputmode="tel" />
      <button type="submit" class="main" disabled=${number === ''}>dial</button>
    </form>
    <${Keys} onKey=${press} />
    <${Buttons} state=${port.state} act=${act} />
    ${call && html`<${InCall} key=${call.id} call=${call} />`}
  </div>`;
}

export function Phone(): Shown {
  const live = useLive();
  const ports = live.rows<PortRow>('ports').filter(({ kind }) => kind === 'soft');
  const [chosen, setChosen] = useState('');
  const [problem, setProblem] = useState<string | undefined>(undefined);
  const port = ports.find(({ name }) => name === chosen) ?? ports[0];
  if (!port) {
    return html`<${Panel} title="Phone">
      <p class="empty">
        There is no soft port.${' '}
        <a href=${linkTo('configuration', 'ports')}>Add one of kind soft.</a>
      </p>
    <//>`;
  }
  const act: Act = (what, body) => {
    ask('POST', `ports/${encodeURIComponent(port.name)}/${what}`, { body }).then(
      () => setProblem(undefined),
      (error: unknown) => setProblem(problemText(error)),
    );
  };
  const choice = html`<label>
    port${' '}
    <select
      value=${port.name}
      onChange=${({ currentTarget }: { readonly currentTarget: HTMLSelectElement }) =>
        setChosen(currentTarget.value)}
    >
      ${ports.map(({ name }) => html`<option key=${name} value=${name}>${name}</option>`)}
    </select>
  </label>`;
  return html`<${Panel} title="Phone" actions=${choice}>
    <${Handset} key=${port.name} port=${port} act=${act} />
    <${Notice} text=${problem} />
  <//>`;
}
