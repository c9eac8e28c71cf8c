/** Who may use the gateway: one's own password, and for who configures, users and tokens. */
import type { VNode } from 'preact';
import { useState } from 'preact/hooks';
import { ask, problemText } from './api.ts';
import { Field, Select } from './field.ts';
import { html } from './html.ts';
import { useLoaded } from './load.ts';
import type { Person } from './login.ts';
import { type Column, Notice, Panel, Table } from './parts.ts';

type Shown = VNode | readonly VNode[];

const roles = ['read', 'operate', 'configure'];
const rolesHelp = 'read: look; operate: calls and registrations too; configure: everything';

interface Named {
  readonly name: string;
}

interface UserRow extends Named {
  readonly role: string;
}

interface TokenRow extends Named {
  readonly scope: string;
}

/** A form's fields, what became of it, and how to send it. */
function useForm<Fields extends Readonly<Record<string, string>>>(initial: Fields) {
  const [fields, setFields] = useState<Fields>(initial);
  const [told, setTold] = useState<{ readonly text: string; readonly tone: string }>();
  const set = (name: keyof Fields) => (text: string) =>
    setFields((before) => ({ ...before, [name]: text }));
  const send = (asked: Promise<unknown>, done: string) =>
    asked.then(
      () => {
        setFields(initial);
        setTold({ text: done, tone: 'good' });
      },
      (error: unknown) => setTold({ text: problemText(error), tone: 'bad' }),
    );
  return { fields, set, told, setTold, send };
}

function OwnPassword(): Shown {
  const { fields, set, told, setTold, send } = useForm({ current: '', password: '', again: '' });
  const submit = (event: Event) => {
    event.preventDefault();
    const { current, password, again } = fields;
    if (password !== again) return setTold({ text: 'the two are not the same', tone: 'bad' });
    const body = { current, password };
    return void send(ask('PUT', 'session/password', { body }), 'your password is another now');
  };
  return html`<${Panel} title="Your password">
    <form onSubmit=${submit}>
      <div class="fields">
        <${Field}
          label="current password"
          type="password"
          autocomplete="current-password"
          value=${fields.current}
          onValue=${set('current')}
          required
        />
        <${Field}
          label="new password"
          type="password"
          autocomplete="new-password"
          help="8 characters or more"
          value=${fields.password}
          onValue=${set('password')}
          required
        />
        <${Field}
          label="new password again"
          type="password"
          autocomplete="new-password"
          value=${fields.again}
          onValue=${set('again')}
          required
        />
      </div>
      <${Notice} text=${told?.text} tone=${told?.tone} />
      <div class="actions"><button type="submit" class="main">change it</button></div>
    </form>
  <//>`;
}

function removal<T extends Named>(
  what: string,
  path: string,
  again: () => void,
  fail: (error: unknown) => void,
): Column<T> {
  const remove = (name: string) => {
    if (!confirm(`Delete ${what} ${name}?`)) return;
    ask('DELETE', `${path}/${encodeURIComponent(name)}`).then(again, fail);
  };
  return [
    '',
    ({ name }) => html`<button
      type="button"
      class="danger"
      aria-label=${`delete ${what} ${name}`}
      onClick=${() => remove(name)}
    >delete</button>`,
  ];
}

function Users(): Shown {
  const { value = [], problem, again } = useLoaded<readonly UserRow[]>('web-users');
  const form = useForm({ name: '', role: 'read', password: '' });
  const { fields, set, told, setTold, send } = form;
  const fail = (error: unknown) => setTold({ text: problemText(error), tone: 'bad' });
  const columns: readonly Column<UserRow>[] = [
    ['name', ({ name }) => name],
    ['role', ({ role }) => role],
    removal('user', 'web-users', again, fail),
  ];
  const isThere = value.some(({ name }) => name === fields.name);
  const submit = (event: Event) => {
    event.preventDefault();
    const { name, role, password } = fields;
    const [method, path, body] = isThere
      ? ['PATCH', `web-users/${encodeURIComponent(name)}`, { role, ...(password && { password }) }]
      : ['POST', 'web-users', { name, role, password }];
    void send(ask(method, path, { body }).then(again), `${name} may ${role} from now on`);
  };
  return html`<${Panel} title="Who may log in">
    <${Notice} text=${problem} />
    <${Table} caption="web users" columns=${columns} rows=${value} keyOf=${keyOf} empty="Nobody." />
    <form onSubmit=${submit}>
      <div class="fields">
        <${Field} label="user name" value=${fields.name} onValue=${set('name')} required />
        <${Select}
          label="role"
          help=${rolesHelp}
          options=${roles}
          value=${fields.role}
          onValue=${set('role')}
        />
        <${Field}
          label="password of the user"
          type="password"
          autocomplete="new-password"
          help=${isThere ? 'empty: as before' : '8 characters or more'}
          value=${fields.password}
          onValue=${set('password')}
          required=${!isThere}
        />
      </div>
      <${Notice} text=${told?.text} tone=${told?.tone} />
      <div class="actions">
        <button type="submit">${isThere ? 'change user' : 'add user'}</button>
      </div>
    </form>
  <//>`;
}

function keyOf({ name }: Named): string {
  return name;
}

function Tokens(): Shown {
  const { value = [], problem, again } = useLoaded<readonly TokenRow[]>('web-tokens');
  const { fields, set, told, setTold, send } = useForm({ name: '', scope: 'read' });
  const [made, setMade] = useState<string | undefined>(undefined);
  const fail = (error: unknown) => setTold({ text: problemText(error), tone: 'bad' });
  const columns: readonly Column<TokenRow>[] = [
    ['name', ({ name }) => name],
    ['scope', ({ scope }) => scope],
    removal('token', 'web-tokens', again, fail),
  ];
  const submit = (event: Event) => {
    event.preventDefault();
    const asked = ask<{ readonly token: string }>('POST', 'web-tokens', { body: fields });
    const shown = asked.then(({ token }) => {
      setMade(token);
      again();
    });
    void send(shown, 'copy it now: it is shown this once');
  };
  return html`<${Panel} title="Tokens of programs">
    <${Notice} text=${problem} />
    <${Table}
      caption="web tokens"
      columns=${columns}
      rows=${value}
      keyOf=${keyOf}
      empty="No program has one."
    />
    <form onSubmit=${submit}>
      <div class="fields">
        <${Field} label="token name" value=${fields.name} onValue=${set('name')} required />
        <${Select}
          label="scope"
          help=${rolesHelp}
          options=${roles}
          value=${fields.scope}
          onValue=${set('scope')}
        />
      </div>
      <${Notice} text=${told?.text} tone=${told?.tone} />
      ${made && html`<output class="secret"><code>${made}</code></output>`}
      <div class="actions"><button type="submit">make token</button></div>
    </form>
  <//>`;
}

export function Access({ person }: { readonly person: Person }): Shown {
  const mayConfigure = person.role === 'configure';
  return html`<div>
    <p>You are <strong>${person.name}</strong> and may ${person.role}.</p>
    <${OwnPassword} />
    ${mayConfigure && html`<${Users} />`}
    ${mayConfigure && html`<${Tokens} />`}
  </div>`;
}
