/** A telephone in the page: a soft port with its handset, dial pad and state. */
import type { VNode } from 'preact';
import { useState } from 'preact/hooks';
import { ask, problemText } from './api.ts';
import { Field } from './field.ts';
import { html } from './html.ts';
import { useLive } from './live.ts';
import { Notice, Panel, State } from './parts.ts';
import type { PortRow } from './rows.ts';

type Shown = VNode | readonly VNode[];

const keys = ['1', '2', '3', '4', '5', '6', '7', '8', '9', '*', '0', '#'];

function Keys({ onKey }: { readonly onKey: (key: string) => void }): Shown {
  return html`<div class="pad" role="group" aria-label="dial pad">
    ${keys.map(
      (key) => html`<button type="button" key=${key} onClick=${() => onKey(key)}>${key}</button>`,
    )}
  </div>`;
}

export function Phone(): Shown {
  const live = useLive();
  const ports = live.rows<PortRow>('ports').filter(({ kind }) => kind === 'soft');
  const [chosen, setChosen] = useState('');
  const [digits, setDigits] = useState('');
  const [problem, setProblem] = useState<string | undefined>(undefined);
  const port = ports.find(({ name }) => name === chosen) ?? ports[0];
  if (!port) {
    return html`<${Panel} title="Phone">
      <p class="empty">There is no soft port. Configuration, ports: add one of kind soft.</p>
    <//>`;
  }
  const act = (what: string, body?: unknown) => {
    ask('POST', `ports/${encodeURIComponent(port.name)}/${what}`, { body }).then(
      () => setProblem(undefined),
      (error: unknown) => setProblem(problemText(error)),
    );
  };
  const dial = (event: Event) => {
    event.preventDefault();
    if (digits !== '') act('dial', { digits });
    setDigits('');
  };
  return html`<${Panel} title="Phone">
    <div class="phone">
      <label>
        port${' '}
        <select
          value=${port.name}
          onChange=${({ currentTarget }: { readonly currentTarget: HTMLSelectElement }) =>
            setChosen(currentTarget.value)}
        >
          ${ports.map(({ name }) => html`<option key=${name} value=${name}>${name}</option>`)}
        </select>
      </label>
      <p class="display" aria-live="polite">
        <${State} of=${port.state} /> <small>${port.users.join(', ')}</small>
      </p>
      <form class="row" onSubmit=${dial}>
        <${Field} label="number" value=${digits} onValue=${setDigits} inputmode="tel" />
        <button type="submit" class="main">dial</button>
      </form>
      <${Keys} onKey=${(key: string) => act('dial', { digits: key })} />
      <div class="actions">
        <button type="button" onClick=${() => act('offhook')}>lift</button>
        <button type="button" onClick=${() => act('answer')}>answer</button>
        <button type="button" class="danger" onClick=${() => act('onhook')}>hang up</button>
      </div>
      <${Notice} text=${problem} />
    </div>
  <//>`;
}
