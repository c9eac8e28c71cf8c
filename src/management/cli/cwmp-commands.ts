/** `cwmp …`: TR-069 set up, watched, and rows that an ACS has begun. */
import type { Configuration } from '../../domain/configuration.ts';
import { cwmpParameters } from '../../domain/cwmp-parameters.ts';
import { cwmpSecrets, setCwmp } from '../../domain/cwmp-settings.ts';
import { createDraft, deleteDraft, draftKinds, setDraft } from '../../domain/drafts.ts';
import { Refusal } from '../../domain/refusal.ts';
import type { CwmpOperations } from '../cwmp-view.ts';
import type { View } from '../view.ts';
import { changed } from './change.ts';
import { done, listAnswer } from './lists.ts';
import type { CliCommand } from './session.ts';
import { fields, printable } from './table.ts';
import { traceSwitch } from './trace-switch.ts';

const helps: Readonly<Record<string, string>> = {
  ...Object.fromEntries(Object.entries(cwmpParameters).map(([name, { help }]) => [name, help])),
  password: 'with which the gateway proves itself to the ACS',
  'connection-request-password': 'with which the ACS proves itself for a session',
  'stun-password': 'password at the STUN server',
};

/** The face behind the commands; without one there is no TR-069 in this gateway. */
function faceOf({ cwmp }: View): CwmpOperations {
  if (!cwmp) throw new Refusal('E-CWMP-OFF', 'TR-069 does not run in this gateway');
  return cwmp;
}

function settings({ cwmp }: Configuration): readonly (readonly [string, string])[] {
  return [
    ...Object.entries(cwmpParameters).map(([name, { initial }]): [string, string] => [
      name,
      cwmp.values[name] ?? initial,
    ]),
    ...cwmpSecrets.map((name): [string, string] => [name, cwmp.secrets[name] ? '***' : '']),
  ];
}

const nameParam = { kind: 'position', name: 'name', help: 'the name of the draft' } as const;

const draftCommands: readonly CliCommand[] = [
  {
    path: ['cwmp', 'draft', 'list'],
    params: [],
    help: 'rows that an ACS has begun and not enabled yet',
    run({ view }) {
      const rows = view.configuration().drafts.map(({ name, kind, fields }) => ({
        name,
        kind,
        fields,
      }));
      const columns = [
        ['name', ({ name }: (typeof rows)[number]) => name],
        ['kind', ({ kind }: (typeof rows)[number]) => kind],
        ['fields', ({ fields }: (typeof rows)[number]) => JSON.stringify(fields)],
      ] as const;
      return listAnswer(rows, columns, rows);
    },
  },
  {
    path: ['cwmp', 'draft', 'create'],
    params: [
      nameParam,
      { kind: 'position', name: 'kind', help: 'what it will be', choices: draftKinds.map(lower) },
    ],
    help: 'begin a row, as AddObject does',
    run(context, args) {
      const kind = draftKinds.find((one) => lower(one) === args.required('kind')) ?? 'user';
      return changed(context, (configuration) =>
        createDraft(configuration, kind, args.required('name')),
      );
    },
  },
  {
    path: ['cwmp', 'draft', 'set'],
    params: [
      nameParam,
      { kind: 'position', name: 'field', help: 'a field of the row' },
      { kind: 'position', name: 'value', help: 'its value', secretAfter: ['password'] },
    ],
    help: 'write a field of a draft, as SetParameterValues does',
    run(context, args) {
      const [name, field, value] = ['name', 'field', 'value'].map((one) => args.required(one));
      return changed(context, (configuration) =>
        field === 'password'
          ? setDraft(configuration, name ?? '', {}, value)
          : setDraft(configuration, name ?? '', { [field ?? '']: value ?? '' }),
      );
    },
  },
  {
    path: ['cwmp', 'draft', 'delete'],
    params: [nameParam],
    help: 'give up a draft',
    run: (context, args) =>
      changed(context, (configuration) => deleteDraft(configuration, args.required('name'))),
  },
];

function lower(text: string): string {
  return text.toLowerCase();
}

export const cwmpCommands: readonly CliCommand[] = [
  {
    path: ['cwmp', 'set'],
    params: [
      {
        kind: 'position',
        name: 'setting',
        help: 'which setting',
        choices: [...Object.keys(cwmpParameters), ...cwmpSecrets],
      },
      {
        kind: 'position',
        name: 'value',
        help: 'its value; "default" takes it away',
        secretAfter: cwmpSecrets,
      },
    ],
    help: 'set how the gateway works with its ACS',
    run: (context, args) =>
      changed(context, (configuration) =>
        setCwmp(configuration, args.required('setting'), args.required('value')),
      ),
  },
  {
    path: ['cwmp', 'settings'],
    params: [],
    help: 'every setting with its meaning',
    run({ view }) {
      const pairs = settings(view.configuration());
      const rows = pairs.map(([name, value]) => ({ name, value, help: helps[name] ?? '' }));
      const columns = [
        ['setting', ({ name }: (typeof rows)[number]) => name],
        ['value', ({ value }: (typeof rows)[number]) => value],
        ['meaning', ({ help }: (typeof rows)[number]) => help],
      ] as const;
      return listAnswer(rows, columns, Object.fromEntries(pairs));
    },
  },
  {
    path: ['cwmp', 'show'],
    params: [],
    help: 'the last session, events pending, faults, next inform',
    run({ view }) {
      const shown = faceOf(view).view();
      return { text: fields(Object.entries(shown)), json: shown };
    },
  },
  {
    path: ['cwmp', 'inform'],
    params: [],
    help: 'open a session with the ACS now',
    run({ view }) {
      faceOf(view).inform();
      return done;
    },
  },
  {
    path: ['cwmp', 'trace'],
    params: [traceSwitch('envelopes')],
    help: 'the envelopes of the last sessions, secrets masked',
    run({ view }, args) {
      const face = faceOf(view);
      const word = args.required('switch');
      if (word !== 'show') {
        face.setTrace(word === 'on');
        return done;
      }
      const sessions = face.trace();
      const lines = sessions.flatMap(({ startedAt, messages }) => [
        `session ${startedAt}`,
        ...messages.map(({ at, direction, text }) => `${at} ${direction}\n${printable(text)}`),
      ]);
      return { text: lines.join('\n'), json: sessions };
    },
  },
  ...draftCommands,
];
