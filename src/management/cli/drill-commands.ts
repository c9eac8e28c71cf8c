/** `voip drill …`: a server is taken away on purpose, to see how the gateway goes on. */
import { drillSeconds } from '../../domain/drill.ts';
import { type DrillReport, drillResult, drillText } from '../../domain/drill-report.ts';
import { timeOfDrill } from '../../domain/drill-schedule.ts';
import { find } from '../../domain/names.ts';
import type { ScheduledDrillView } from '../view.ts';
import type { Answer, Position } from './grammar.ts';
import { type Columns, done, listAnswer } from './lists.ts';
import type { CliCommand } from './session.ts';
import { fields } from './table.ts';

const columns: Columns<DrillReport> = [
  ['name', ({ name }) => name],
  ['server', ({ server }) => server],
  ['mode', ({ mode }) => mode],
  ['line', ({ line }) => line],
  ['state', ({ state }) => state],
  ['noticed ms', ({ noticedMs }) => noticedMs],
  ['moved ms', ({ movedMs }) => movedMs],
  ['returned ms', ({ returnedMs }) => returnedMs],
  ['lines', ({ lines, linesMoved, linesReturned }) => `${linesMoved}+${linesReturned}/${lines}`],
  ['calls lost', ({ calls, callsLost }) => `${callsLost}/${calls}`],
];

const scheduleColumns: Columns<ScheduledDrillView> = [
  ['name', ({ name }) => name],
  ['server', ({ server }) => server],
  ['seconds', ({ seconds }) => seconds],
  ['line', ({ line }) => line],
  ['when', ({ time }) => (time.daily ? `daily ${time.daily}` : `every ${time.everyHours} h`)],
  ['due at', ({ dueAt }) => dueAt],
];

const server: Position = {
  kind: 'position',
  name: 'server',
  help: 'a location or proxy server; of both kinds, if both lists have the name',
  of: 'location-servers',
};
const seconds: Position = { kind: 'position', name: 'seconds', help: 'how long it is away' };
const drillName: Position = { kind: 'position', name: 'name', help: 'the number of a drill' };
const scheduleName: Position = { kind: 'position', name: 'name', help: 'a name of your own' };

function reportAnswer(report: DrillReport): Answer {
  const text = `${drillText(report)}: ${report.state}\n${drillResult(report)}`;
  return {
    text: report.state === 'running' ? `drill ${report.name} is running` : text,
    json: report,
  };
}

export const drillCommands: readonly CliCommand[] = [
  {
    path: ['voip', 'drill'],
    params: [
      server,
      { kind: 'position', name: 'act', help: 'what happens to it', choices: ['down'] },
      seconds,
      {
        kind: 'position',
        name: 'line',
        help: 'the user whose traffic with the server is cut off; left out: a shadow drill',
        of: 'users',
        optional: true,
      },
    ],
    help: 'take a server away: in a simulated world, or live for one canary line',
    async run({ commands }, args) {
      return reportAnswer(
        await commands.drills.start({
          server: args.required('server'),
          seconds: drillSeconds(args.required('seconds')),
          line: args.optional('line'),
        }),
      );
    },
  },
  {
    path: ['voip', 'drill', 'list'],
    params: [],
    help: 'the newest drills: when the server was missed, left and taken back, what was lost',
    run({ view }) {
      const rows = view.drills();
      return listAnswer(rows, columns, rows);
    },
  },
  {
    path: ['voip', 'drill', 'show'],
    params: [drillName],
    help: 'everything of a drill',
    run({ view }, args) {
      const report = find(view.drills(), args.required('name'), 'drill');
      return { text: fields(Object.entries(report)), json: report };
    },
  },
  {
    path: ['voip', 'drill', 'stop'],
    params: [drillName],
    help: 'end a drill that runs: the line has its server again at once',
    run({ commands }, args) {
      commands.drills.stop(args.required('name'));
      return done;
    },
  },
  {
    path: ['voip', 'drill', 'schedule', 'create'],
    params: [
      scheduleName,
      server,
      seconds,
      { kind: 'keyword', name: 'daily', value: '<hh:mm>', help: 'at this time of day, UTC' },
      { kind: 'keyword', name: 'every', value: '<hours>', help: 'again and again' },
      { kind: 'keyword', name: 'line', value: '<user>', help: 'live for this line', of: 'users' },
    ],
    help: 'hold a drill by the clock; kept over restarts',
    async run({ commands }, args) {
      await commands.drills.schedule({
        name: args.required('name'),
        server: args.required('server'),
        seconds: drillSeconds(args.required('seconds')),
        line: args.optional('line'),
        time: timeOfDrill(args.optional('daily'), args.optional('every')),
      });
      return done;
    },
  },
  {
    path: ['voip', 'drill', 'schedule', 'delete'],
    params: [scheduleName],
    help: 'hold a drill by the clock no longer',
    async run({ commands }, args) {
      await commands.drills.unschedule(args.required('name'));
      return done;
    },
  },
  {
    path: ['voip', 'drill', 'schedule', 'list'],
    params: [],
    help: 'drills that are held by the clock',
    run({ view }) {
      const rows = view.scheduledDrills();
      return listAnswer(rows, scheduleColumns, rows);
    },
  },
];
