/** The way in: name and password, or how the first user is made. */
import type { VNode } from 'preact';
import { useState } from 'preact/hooks';
import { ask, type Problem, problemText } from './api.ts';
import { Field } from './field.ts';
import { html } from './html.ts';
import { Notice } from './parts.ts';

export interface Person {
  readonly name: string;
  readonly role: string;
}

export function Login(props: {
  readonly reason: Problem | undefined;
  readonly onPerson: (person: Person) => void;
}): VNode | readonly VNode[] {
  const { reason, onPerson } = props;
  const [name, setName] = useState('');
  const [password, setPassword] = useState('');
  const [problem, setProblem] = useState<string | undefined>(undefined);
  if (reason?.code === 'E-NO-WEB-USER') {
    return html`<main class="login">
      <h1>Offhook</h1>
      <p>Nobody may log in yet. On the console of the gateway:</p>
      <pre><code>web user create ann password … role configure</code></pre>
    </main>`;
  }
  const submit = (event: Event) => {
    event.preventDefault();
    ask<Person>('POST', 'session', { body: { name, password } }).then(
      onPerson,
      (error: unknown) => {
        setPassword('');
        setProblem(problemText(error));
      },
    );
  };
  return html`<main class="login">
    <h1>Offhook</h1>
    <form onSubmit=${submit}>
      <${Field} label="name" value=${name} onValue=${setName} autocomplete="username" required />
      <${Field}
        label="password"
        type="password"
        value=${password}
        onValue=${setPassword}
        autocomplete="current-password"
        required
      />
      <${Notice} text=${problem} />
      <button type="submit" class="main">log in</button>
    </form>
  </main>`;
}
