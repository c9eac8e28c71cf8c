/** Profiles of providers: what is known of each, and servers made of it. */
import type { VNode } from 'preact';
import { Editor } from './editor.ts';
import { type Description, fieldsOf } from './fields-of.ts';
import { html } from './html.ts';
import { useLive } from './live.ts';
import { useLoaded } from './load.ts';
import { type Column, Notice, Panel, Table } from './parts.ts';
import { linkTo } from './route.ts';
import type { StatusRow } from './rows.ts';

type Shown = VNode | readonly VNode[];

interface ProfileRow {
  readonly name: string;
  readonly origin: string;
  readonly title: string | null;
  readonly fault: string | null;
}

interface Profile {
  readonly title: string;
  readonly documentation: readonly string[];
  readonly notes: readonly string[];
  readonly account?: string;
  readonly registrar?: string;
  readonly proxy?: string;
  readonly platform?: string;
}

const columns: readonly Column<ProfileRow>[] = [
  ['name', ({ name }) => html`<a href=${linkTo('configuration', 'profiles', name)}>${name}</a>`],
  ['origin', ({ origin }) => origin],
  ['provider', ({ title, fault }) => title ?? fault],
];

/** The parts of a profile that have one value, in the order in which they are read. */
const facts = ['registrar', 'proxy', 'platform', 'account'] as const;

function List(): Shown {
  const { value = [], problem } = useLoaded<readonly ProfileRow[]>('profiles');
  return html`<div>
    <${Notice} text=${problem} />
    <${Panel} title="Profiles of providers">
      <${Table}
        caption="profiles of providers"
        columns=${columns}
        rows=${value}
        keyOf=${({ name }: ProfileRow) => name}
        empty="There is none."
      />
    <//>
  </div>`;
}

function One({ description, name }: { readonly description: Description; readonly name: string }) {
  const [status] = useLive().rows<StatusRow>('status');
  const path = `profiles/${encodeURIComponent(name)}`;
  const { value, problem, again } = useLoaded<Profile>(path);
  const fields = fieldsOf(description, '/api/v1/profiles/{name}/apply', 'post');
  const known = facts.filter((fact) => value?.[fact] !== undefined);
  return html`<div>
    <p><a href=${linkTo('configuration', 'profiles')}>← profiles</a></p>
    <${Notice} text=${problem} />
    ${
      value &&
      html`<${Panel} title=${value.title}>
        <dl class="facts">
          ${known.map((fact) => html`<dt>${fact}</dt><dd>${value[fact]}</dd>`)}
          ${value.notes.map((note) => html`<dt>note</dt><dd>${note}</dd>`)}
          ${value.documentation.map(
            (page) => html`<dt>source</dt><dd><a href=${page} rel="noreferrer">${page}</a></dd>`,
          )}
        </dl>
        <${Editor}
          fields=${fields}
          etag=${status && `"${status.revision}"`}
          path=${`${path}/apply`}
          onDone=${again}
        />
      <//>`
    }
  </div>`;
}

export function Profiles(props: {
  readonly description: Description;
  readonly name: string | undefined;
}): Shown {
  const { description, name } = props;
  return name ? html`<${One} key=${name} ...${{ description, name }} />` : html`<${List} />`;
}
