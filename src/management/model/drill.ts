/** The newest drill: how the gateway went on without a server. */
import type { DrillReport } from '../../domain/drill-report.ts';
import { defineGroup, type Readable } from './define.ts';
import type { ValueType } from './managed-object.ts';
import { pascalCase } from './values.ts';

type Latest = DrillReport | undefined;

type Row = readonly [of: keyof DrillReport, type: ValueType, help: string];

const text = (max: number): ValueType => ({ kind: 'text', max });
const gauge = (unit: string): ValueType => ({ kind: 'gauge', unit });

const rows: readonly Row[] = [
  ['name', text(10), 'its number since the gateway started; empty: there was none'],
  ['server', text(16), 'the server that was away'],
  [
    'mode',
    { kind: 'choice', choices: ['shadow', 'live'] },
    'shadow: in a simulated world; live: for one line',
  ],
  ['line', text(16), 'the user that was cut off from it; empty in a shadow drill'],
  ['seconds', gauge('s'), 'how long it was away'],
  ['state', { kind: 'choice', choices: ['running', 'finished', 'stopped'] }, 'how far it is'],
  ['reason', text(64), 'why it was stopped before its end'],
  ['startedAt', { kind: 'instant' }, 'when it began'],
  ['endedAt', { kind: 'instant' }, 'when it was over'],
  ['noticedMs', gauge('ms'), 'until the server was held as suspect or down'],
  ['movedMs', gauge('ms'), 'until the last line that moved was registered elsewhere'],
  ['returnedMs', gauge('ms'), 'until the last line that came back was registered there again'],
  ['lines', gauge('users'), 'lines that were registered there when it went away'],
  ['linesMoved', gauge('users'), 'of those, registered elsewhere meanwhile'],
  ['linesReturned', gauge('users'), 'of those, registered there again'],
  ['calls', gauge('calls'), 'calls that ended meanwhile'],
  ['callsLost', gauge('calls'), 'of those, failed or torn down through no choice of a party'],
];

export const drill = defineGroup<Latest>({
  name: 'drill',
  help: 'the newest drill: when a server was missed, left and taken back, and what was lost',
  objects: rows.map(
    ([of, type, help]): Readable<Latest> => ({
      name: of,
      type,
      access: 'read',
      help,
      snmp: `offhookDrill${pascalCase(of)}`,
      tr104: `X_<VID>_Drill.${pascalCase(of)}`,
      read: (report) => report?.[of] ?? null,
    }),
  ),
  row: (view) => view.drills()[0],
});
