/** `voip sip protocol …` and `voip admin set …`: parameters and numbering of the whole gateway. */
import {
  setCountryCode,
  setInternationalPrefix,
  setProtocol,
} from '../../domain/administration.ts';
import type { Configuration } from '../../domain/configuration.ts';
import { type Parameter, rangeOf } from '../../domain/parameter.ts';
import { isParameter, type ParameterName, parameters, setting } from '../../domain/protocol.ts';
import { groupNamed } from '../model.ts';
import { changed } from './change.ts';
import { listAnswer } from './lists.ts';
import { showOf } from './rows.ts';
import type { CliCommand } from './session.ts';

const names = Object.keys(parameters).filter(isParameter);

/** `lease asked of a registrar (60 to 86400 s; 3600)`. */
function meaningOf(name: ParameterName): string {
  const parameter: Parameter = parameters[name];
  return `${parameter.help} (${rangeOf(parameter)}; ${parameter.initial || 'nothing'})`;
}

const meanings = Object.fromEntries(names.map((name) => [name, meaningOf(name)]));

interface Setting {
  readonly meaning: string;
  readonly set: (configuration: Configuration, digits: string) => Configuration;
}

const administration: ReadonlyMap<string, Setting> = new Map([
  [
    'e164-country-code',
    {
      meaning: 'write numbers as +<code><area code><address>; only while no user exists',
      set: setCountryCode,
    },
  ],
  [
    'international-call-prefix',
    {
      meaning: 'digits dialled before a country code, usually 00; only while no user exists',
      set: setInternationalPrefix,
    },
  ],
]);

export const protocolCommands: readonly CliCommand[] = [
  {
    path: ['voip', 'sip', 'protocol', 'set'],
    params: [
      { kind: 'position', name: 'parameter', help: 'which parameter', choices: names, meanings },
      { kind: 'position', name: 'value', help: 'its value; "default" gives it its default again' },
    ],
    help: 'set a policy, a timer or a limit',
    run: (context, args) =>
      changed(context, (configuration) =>
        setProtocol(configuration, args.required('parameter'), args.required('value')),
      ),
  },
  {
    path: ['voip', 'sip', 'protocol', 'show'],
    params: [],
    help: 'every parameter with its value, default and range',
    run({ view }) {
      const configuration = view.configuration();
      const rows = names.map((name) => ({
        name,
        value: setting(configuration, name),
        default: parameters[name].initial,
        range: rangeOf(parameters[name]),
        help: parameters[name].help,
      }));
      return listAnswer(
        rows,
        [
          ['parameter', ({ name }) => name],
          ['value', ({ value }) => value],
          ['default', (row) => row.default],
          ['range', ({ range }) => range],
          ['meaning', ({ help }) => help],
        ],
        rows,
      );
    },
  },
  {
    path: ['voip', 'admin', 'show'],
    params: [],
    help: 'how numbers are written',
    run({ view }) {
      const { objects, row } = groupNamed('administration');
      return showOf(objects, row(view));
    },
  },
  {
    path: ['voip', 'admin', 'set'],
    params: [
      {
        kind: 'position',
        name: 'setting',
        help: 'which setting',
        choices: [...administration.keys()],
        meanings: Object.fromEntries(
          [...administration].map(([name, { meaning }]) => [name, meaning]),
        ),
      },
      { kind: 'position', name: 'value', help: 'digits; "" takes it away' },
    ],
    help: 'set how numbers are written',
    run: (context, args) =>
      changed(context, (configuration) => {
        const set = administration.get(args.required('setting'))?.set;
        return set?.(configuration, args.required('value')) ?? configuration;
      }),
  },
];
