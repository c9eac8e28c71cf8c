/** The configuration: every table and group of the model, in forms that the gateway describes. */
import type { VNode } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { ask, askWhole, problemText } from './api.ts';
import { Editor } from './editor.ts';
import { type Description, fieldsOf, mayBe, textOf } from './fields-of.ts';
import { html } from './html.ts';
import { useLoaded } from './load.ts';
import { type Column, Notice, Panel, Table } from './parts.ts';
import { Profiles } from './profiles.ts';
import { Revisions } from './revisions.ts';
import { linkTo } from './route.ts';
import type { Row } from './rows.ts';

type Shown = VNode | readonly VNode[];

/** Groups that can be changed, and collections with rows that can. */
function editable(description: Description): readonly string[] {
  const words = Object.keys(description.paths).flatMap((path) => {
    const [, name] = /^\/api\/v1\/([a-z-]+)(\/\{name\})?$/.exec(path) ?? [];
    if (name === undefined || name.startsWith('web-')) return [];
    const isRow = mayBe(description, `/api/v1/${name}/{name}`, 'get');
    const isChanged =
      mayBe(description, path, 'patch') || (isRow && mayBe(description, path, 'post'));
    return isChanged ? [name] : [];
  });
  return [...new Set(words)];
}

function keyOf(row: Row): string {
  return textOf(row['name']);
}

function rowColumns(
  collection: string,
  rows: readonly Row[],
  fields: readonly string[],
): readonly Column<Row>[] {
  const shown = fields.filter((name) => rows.some((row) => textOf(row[name]) !== ''));
  return [
    [
      'name',
      (row) => html`<a href=${linkTo('configuration', collection, keyOf(row))}>${keyOf(row)}</a>`,
    ],
    ...shown
      .filter((name) => name !== 'name')
      .slice(0, 6)
      .map((name): Column<Row> => [name, (row) => textOf(row[name])]),
  ];
}

interface Seen {
  readonly json: Row | readonly Row[];
  readonly etag: string | undefined;
}

/** What is there now, with the revision it is of. */
function useSeen(path: string): readonly [Seen | undefined, string | undefined, () => void] {
  const [seen, setSeen] = useState<(Seen & { readonly of: string }) | undefined>(undefined);
  const [problem, setProblem] = useState<string | undefined>(undefined);
  const [turn, setTurn] = useState(0);
  useEffect(() => {
    askWhole<Row | readonly Row[]>('GET', path).then(
      (answer) => {
        setSeen({ ...answer, of: path });
        setProblem(undefined);
      },
      (error: unknown) => setProblem(problemText(error)),
    );
  }, [path, turn]);
  return [seen?.of === path ? seen : undefined, problem, () => setTurn((before) => before + 1)];
}

interface PlaceProps {
  readonly description: Description;
  readonly name: string;
}

function Collection({ description, name }: PlaceProps): Shown {
  const [seen, problem, again] = useSeen(name);
  const rows = Array.isArray(seen?.json) ? seen.json : [];
  const fields = fieldsOf(description, `/api/v1/${name}`, 'post');
  const ofRows = fieldsOf(description, `/api/v1/${name}/{name}`, 'patch');
  const names = (fields.length > 0 ? fields : ofRows).map((field) => field.name);
  return html`<div>
    <${Notice} text=${problem} />
    <${Panel} title=${name}>
      <${Table}
        caption=${name}
        columns=${rowColumns(name, rows, names)}
        rows=${rows}
        keyOf=${keyOf}
        empty="Nothing here yet."
      />
    <//>
    ${
      seen &&
      fields.length > 0 &&
      html`<${Panel} title="Add">
        <${Editor}
          key=${rows.length}
          fields=${fields}
          etag=${seen.etag}
          path=${name}
          onDone=${again}
        />
      <//>`
    }
  </div>`;
}

function OneRow({ description, name, row }: PlaceProps & { readonly row: string }): Shown {
  const path = `${name}/${encodeURIComponent(row)}`;
  const [seen, problem, again] = useSeen(path);
  const [refused, setRefused] = useState<string | undefined>(undefined);
  const template = `/api/v1/${name}/{name}`;
  const fields = fieldsOf(description, template, 'patch').filter((field) => field.name !== 'name');
  const remove = () => {
    if (!confirm(`Delete ${row}?`)) return;
    ask('DELETE', path, { ifMatch: seen?.etag }).then(
      () => {
        location.hash = linkTo('configuration', name);
      },
      (error: unknown) => setRefused(problemText(error)),
    );
  };
  const button = html`<button type="button" class="danger" onClick=${remove}>delete</button>`;
  return html`<div>
    <p><a href=${linkTo('configuration', name)}>← ${name}</a></p>
    <${Notice} text=${problem ?? refused} />
    <${Panel} title=${row} actions=${mayBe(description, template, 'delete') && button}>
      ${
        seen &&
        !Array.isArray(seen.json) &&
        html`<${Editor}
          fields=${fields}
          row=${seen.json}
          etag=${seen.etag}
          path=${path}
          onDone=${again}
        />`
      }
    <//>
  </div>`;
}

function Group({ description, name }: PlaceProps): Shown {
  const [seen, problem, again] = useSeen(name);
  const fields = fieldsOf(description, `/api/v1/${name}`, 'patch');
  return html`<div>
    <${Notice} text=${problem} />
    <${Panel} title=${name}>
      ${
        seen &&
        !Array.isArray(seen.json) &&
        html`<${Editor}
          fields=${fields}
          row=${seen.json}
          etag=${seen.etag}
          path=${name}
          onDone=${again}
        />`
      }
    <//>
  </div>`;
}

function Place({ description, name, row }: PlaceProps & { readonly row?: string }): Shown {
  const props = { description, name };
  if (name === 'revisions') return html`<${Revisions} />`;
  if (name === 'profiles') return html`<${Profiles} description=${description} name=${row} />`;
  if (!mayBe(description, `/api/v1/${name}/{name}`, 'get')) return html`<${Group} ...${props} />`;
  return row ? html`<${OneRow} ...${props} row=${row} />` : html`<${Collection} ...${props} />`;
}

export function Configuration({
  place,
  row,
}: {
  readonly place?: string;
  readonly row?: string;
}): Shown {
  const { value: description, problem } = useLoaded<Description>('openapi.json');
  if (!description) return html`<${Notice} text=${problem} />`;
  const name = place || 'users';
  return html`<div>
    <nav class="places" aria-label="parts of the configuration">
      ${[...editable(description), 'profiles', 'revisions'].map(
        (one) => html`<a
          key=${one}
          href=${linkTo('configuration', one)}
          aria-current=${one === name ? 'page' : undefined}
        >${one.replaceAll('-', ' ')}</a>`,
      )}
    </nav>
    <${Place} key=${`${name}/${row ?? ''}`} ...${{ description, name }} row=${row} />
  </div>`;
}
