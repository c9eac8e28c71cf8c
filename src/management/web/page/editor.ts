/** A form for one row: first what it would change, then done on the revision that was seen. */
import type { VNode } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { DiffLine } from '../../script-diff.ts';
import { ask, askWhole, problemText } from './api.ts';
import { Diff } from './diff.ts';
import { Field, Tick } from './field.ts';
import { type FieldOf, textOf, valueOf } from './fields-of.ts';
import { html } from './html.ts';
import { Notice } from './parts.ts';
import type { Row } from './rows.ts';
import { noTrial, queryOf, TrialChoice } from './trial.ts';

type Shown = VNode | readonly VNode[];

export interface EditorProps {
  readonly fields: readonly FieldOf[];
  /** The row that is changed; undefined: a new one. */
  readonly row?: Row | undefined;
  readonly etag: string | undefined;
  /** Where it is sent: `users`, `users/alice`, `parameters`. */
  readonly path: string;
  readonly onDone: () => void;
}

interface Tried {
  readonly changes: readonly DiffLine[];
  readonly body: string;
}

function initialTexts(fields: readonly FieldOf[], row: Row | undefined): Record<string, string> {
  return Object.fromEntries(
    fields.map((field) => {
      const isOn = field.input === 'tick' && row === undefined && field.name === 'enabled';
      return [field.name, isOn ? 'true' : textOf(row?.[field.name])];
    }),
  );
}

/** Of a row that is changed only what differs; of a new one all that is filled in. */
function bodyOf(
  fields: readonly FieldOf[],
  row: Row | undefined,
  texts: Readonly<Record<string, string>>,
): Row {
  const before = initialTexts(fields, row);
  const said = fields.filter(({ name, input }) => {
    if (row !== undefined) return texts[name] !== before[name];
    return input === 'tick' ? texts[name] === 'true' : texts[name] !== '';
  });
  return Object.fromEntries(
    said.map((field) => [field.name, valueOf(field, texts[field.name] ?? '')]),
  );
}

function Inputs(props: {
  readonly fields: readonly FieldOf[];
  readonly texts: Readonly<Record<string, string>>;
  readonly onText: (name: string, text: string) => void;
}): Shown {
  const { fields, texts, onText } = props;
  return html`<div class="fields">
    ${fields.map(({ name, help, input, options, isRequired }) =>
      input === 'tick'
        ? html`<${Tick}
            key=${name}
            label=${name}
            help=${help}
            checked=${texts[name] === 'true'}
            onChecked=${(checked: boolean) => onText(name, String(checked))}
          />`
        : html`<${Field}
            key=${name}
            label=${name}
            help=${help}
            options=${options}
            type=${input === 'password' ? 'password' : 'text'}
            autocomplete=${input === 'password' ? 'new-password' : 'off'}
            inputmode=${input === 'number' ? 'numeric' : undefined}
            required=${isRequired}
            value=${texts[name] ?? ''}
            onValue=${(text: string) => onText(name, text)}
          />`,
    )}
  </div>`;
}

export function Editor({ fields, row, etag, path, onDone }: EditorProps): Shown {
  const [texts, setTexts] = useState(() => initialTexts(fields, row));
  const [tried, setTried] = useState<Tried | undefined>(undefined);
  const [trial, setTrial] = useState(noTrial);
  const [problem, setProblem] = useState<string | undefined>(undefined);
  useEffect(() => setTexts(initialTexts(fields, row)), [path, etag]);
  const body = bodyOf(fields, row, texts);
  const method = row === undefined ? 'POST' : 'PATCH';
  const isCurrent = tried?.body === JSON.stringify(body);
  const fail = (error: unknown) => {
    setTried(undefined);
    setProblem(problemText(error));
  };
  const tryIt = (event: Event) => {
    event.preventDefault();
    ask<{ readonly changes: readonly DiffLine[] }>(method, `${path}?dryRun=true`, { body }).then(
      ({ changes }) => {
        setTried({ changes, body: JSON.stringify(body) });
        setProblem(undefined);
      },
      fail,
    );
  };
  const apply = () => {
    askWhole(method, `${path}${queryOf(trial)}`, { body, ifMatch: etag }).then(() => {
      setTried(undefined);
      setProblem(undefined);
      onDone();
    }, fail);
  };
  return html`<form onSubmit=${tryIt}>
    <${Inputs}
      fields=${fields}
      texts=${texts}
      onText=${(name: string, text: string) => setTexts((before) => ({ ...before, [name]: text }))}
    />
    <${Notice} text=${problem} />
    ${isCurrent && tried && html`<${Diff} lines=${tried.changes} />`}
    <div class="actions">
      <button type="submit">what would change</button>
      <button type="button" class="main" disabled=${!isCurrent} onClick=${apply}>apply</button>
      ${isCurrent && html`<${TrialChoice} value=${trial} onValue=${setTrial} />`}
    </div>
  </form>`;
}
