/** `voip profile …`: what is known of providers, looked at and made into ordinary commands. */
import { checkConfiguration } from '../../domain/check-configuration.ts';
import type { Configuration } from '../../domain/configuration.ts';
import type { Profile } from '../../domain/profile.ts';
import {
  appliedProfile,
  type ProfileEntry,
  profileNamed,
  profileRow,
  profilesOf,
} from '../profiles.ts';
import { changed } from './change.ts';
import type { Answer, Position } from './grammar.ts';
import { type Columns, listAnswer } from './lists.ts';
import type { CliCommand } from './session.ts';
import { fields, printable } from './table.ts';

const columns: Columns<ProfileEntry> = [
  ['name', ({ name }) => name],
  ['origin', ({ origin }) => origin],
  ['title', ({ profile, fault }) => profile?.title ?? fault ?? ''],
];

const nameParam: Position = {
  kind: 'position',
  name: 'profile',
  help: 'the name of a profile: see "voip profile list"',
};

function shownProfile(profile: Profile): Answer {
  const { documentation, notes, parameters, codecs, ...rest } = profile;
  const pairs = Object.entries(parameters).map(([name, value]) => `${name} ${value}`);
  const lists = { codecs: codecs?.join(','), parameters: pairs.join(', ') || undefined };
  const said = Object.entries({ ...rest, ...lists }).flatMap(([name, value]): [string, string][] =>
    value === undefined ? [] : [[name, String(value)]],
  );
  const listed = [...documentation.map((page) => `source: ${page}`), ...notes];
  const text = [fields(said), ...listed.map((line) => `  ${printable(line)}`)].join('\n');
  return { text, json: profile };
}

export const profileCommands: readonly CliCommand[] = [
  {
    path: ['voip', 'profile', 'list'],
    params: [],
    help: 'profiles of providers: those that come along, and those of DATA/profiles',
    async run({ view }) {
      const entries = await profilesOf(view);
      return listAnswer(entries, columns, entries.map(profileRow));
    },
  },
  {
    path: ['voip', 'profile', 'show'],
    params: [nameParam],
    help: 'everything of a profile, and the public pages behind it',
    run: async ({ view }, args) => shownProfile(await profileNamed(view, args.required('profile'))),
  },
  {
    path: ['voip', 'profile', 'apply'],
    params: [
      nameParam,
      {
        kind: 'keyword',
        name: 'as',
        value: '<name>',
        help: 'what its servers are called; as the profile when left out',
      },
      { kind: 'keyword', name: 'account', value: '<text>', help: 'what stands for <account>' },
      { kind: 'keyword', name: 'user', value: '<user>', help: 'who gets its domain', of: 'users' },
      {
        kind: 'keyword',
        name: 'numbers',
        value: '<digit-map>',
        help: 'which called numbers go to a platform for voice agents',
      },
      { kind: 'flag', name: 'dry-run', help: 'only say which commands it comes down to' },
    ],
    help: 'make the servers of a provider: all that it comes down to as one revision, or nothing',
    async run(context, args) {
      const name = args.required('profile');
      const profile = await profileNamed(context.view, name);
      const use = {
        as: args.optional('as') ?? name,
        account: args.optional('account'),
        user: args.optional('user'),
        numbers: args.optional('numbers'),
      };
      let commands: readonly string[] = [];
      const apply = (before: Configuration) => {
        const applied = appliedProfile(before, profile, use);
        commands = applied.commands;
        return applied.configuration;
      };
      const text = () => commands.map(printable).join('\n');
      if (args.has('dry-run')) {
        checkConfiguration(apply(context.view.configuration()));
        return { text: text(), json: { ok: true, commands } };
      }
      const { json } = await changed(context, apply);
      return { text: text(), json: { ...Object(json), commands } };
    },
  },
];
