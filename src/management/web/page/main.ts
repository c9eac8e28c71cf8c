/** The page: log-in first, then the views by address. */
import { render, type VNode } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { Access } from './access.ts';
import { ask, Problem } from './api.ts';
import { Calls } from './calls.ts';
import { Configuration } from './configuration.ts';
import { Events } from './events.ts';
import { html } from './html.ts';
import { Line, Lines } from './lines.ts';
import { live, useLive } from './live.ts';
import { Login, type Person } from './login.ts';
import { Overview } from './overview.ts';
import { Phone } from './phone.ts';
import { linkTo, useRoute } from './route.ts';
import { Server, Servers } from './servers.ts';
import { ThemeButton } from './theme.ts';
import { Trace, Traces } from './traces.ts';
import { TrialBanner } from './trial.ts';

type Shown = VNode | readonly VNode[];

const views = [
  'overview',
  'lines',
  'servers',
  'calls',
  'traces',
  'events',
  'configuration',
  'phone',
];

interface ViewProps {
  readonly route: readonly string[];
  readonly person: Person;
}

function View({ route, person }: ViewProps): Shown {
  const [view, first, second] = route;
  if (view === 'lines')
    return first ? html`<${Line} key=${first} name=${first} />` : html`<${Lines} />`;
  if (view === 'servers' && first && second) {
    return html`<${Server} key=${`${first}/${second}`} list=${first} name=${second} />`;
  }
  if (view === 'servers') return html`<${Servers} />`;
  if (view === 'calls') return html`<${Calls} />`;
  if (view === 'traces' && first) return html`<${Trace} key=${first} callId=${first} />`;
  if (view === 'traces') return html`<${Traces} />`;
  if (view === 'events') return html`<${Events} />`;
  if (view === 'configuration') return html`<${Configuration} place=${first} row=${second} />`;
  if (view === 'phone') return html`<${Phone} />`;
  if (view === 'access') return html`<${Access} person=${person} />`;
  return html`<${Overview} />`;
}

function Shell({
  person,
  onLeave,
}: {
  readonly person: Person;
  readonly onLeave: () => void;
}): Shown {
  const route = useRoute();
  const { isConnected } = useLive();
  const view = [...views, 'access'].find((one) => one === route[0]) ?? 'overview';
  useEffect(() => {
    document.title = `${view} – Offhook`;
  }, [view]);
  return html`<div class="shell">
    <a class="skip" href="#content">to the content</a>
    <header class="top">
      <strong class="brand">Offhook</strong>
      <nav aria-label="views">
        ${views.map(
          (one) => html`<a
            key=${one}
            href=${linkTo(one)}
            aria-current=${one === view ? 'page' : undefined}
          >${one}</a>`,
        )}
      </nav>
      <span class="person">
        <span class=${isConnected ? 'state good' : 'state bad'} role="status">
          ${isConnected ? 'live' : 'not connected'}
        </span>
        <${ThemeButton} />
        <a
          class="button"
          href=${linkTo('access')}
          aria-current=${view === 'access' ? 'page' : undefined}
        ><span class="unseen">passwords and tokens of </span>${person.name}</a>
        <button type="button" onClick=${onLeave}>log out</button>
      </span>
    </header>
    <main id="content" tabindex="-1">
      <h1 class="unseen">${view}</h1>
      <${TrialBanner} />
      <${View} route=${route} person=${person} />
    </main>
  </div>`;
}

function Page(): Shown {
  const [person, setPerson] = useState<Person | undefined>(undefined);
  const [reason, setReason] = useState<Problem | undefined>(undefined);
  useEffect(() => {
    ask<Person>('GET', 'session').then(setPerson, (error: unknown) => {
      setReason(error instanceof Problem ? error : new Problem(0, '', String(error)));
    });
  }, []);
  useEffect(() => {
    if (!person) return undefined;
    live.open();
    return () => live.close();
  }, [person]);
  const leave = () => {
    setPerson(undefined);
    setReason(new Problem(401, '', ''));
    ask('DELETE', 'session').catch(() => undefined);
  };
  if (person) return html`<${Shell} person=${person} onLeave=${leave} />`;
  return reason ? html`<${Login} reason=${reason} onPerson=${setPerson} />` : html`<main />`;
}

render(html`<${Page} />`, document.body);
