/** What a drill has shown. */
import type { DrillOrder } from './drill.ts';

/** `shadow`: in a simulated world; `live`: the traffic of one line is swallowed. */
export type DrillMode = 'shadow' | 'live';

export type DrillState = 'running' | 'finished' | 'stopped';

/** What is known of a drill so far. Times count from the moment the server went away. */
export interface DrillReport {
  /** Its number since the start of the gateway. */
  readonly name: string;
  readonly server: string;
  readonly mode: DrillMode;
  readonly line: string | null;
  readonly seconds: number;
  readonly state: DrillState;
  /** Why it was stopped before its end. */
  readonly reason: string | null;
  /** ISO 8601 UTC. */
  readonly startedAt: string;
  readonly endedAt: string | null;
  /** The server was first held as suspect or down. */
  readonly noticedMs: number | null;
  /** The last of the lines that moved was registered elsewhere. */
  readonly movedMs: number | null;
  /** The last of the lines that came back was registered there again. */
  readonly returnedMs: number | null;
  /** Lines that were registered there when it went away, and what became of them. */
  readonly lines: number;
  readonly linesMoved: number;
  readonly linesReturned: number;
  /** Calls that ended meanwhile. */
  readonly calls: number;
  /** Of those: never connected or torn down, through no choice of a party. */
  readonly callsLost: number;
}

/** A drill that has just begun: nothing is known yet. */
export function begunDrill(order: DrillOrder, name: string, startedAt: string): DrillReport {
  const { server, seconds, line = null } = order;
  return {
    ...{ name, server, line, seconds, startedAt },
    mode: line === null ? 'shadow' : 'live',
    state: 'running',
    reason: null,
    endedAt: null,
    noticedMs: null,
    movedMs: null,
    returnedMs: null,
    lines: 0,
    linesMoved: 0,
    linesReturned: 0,
    calls: 0,
    callsLost: 0,
  };
}

/** `live drill of server east, 60 s, line alice`. */
export function drillText({ mode, server, seconds, line }: DrillReport): string {
  return `${mode} drill of server ${server}, ${seconds} s${line === null ? '' : `, line ${line}`}`;
}

function after(ms: number | null, otherwise: string): string {
  return ms === null ? otherwise : `after ${(ms / 1000).toFixed(1)} s`;
}

/** `noticed after 4.1 s, 3 of 3 lines moved after 9.0 s, …`. */
export function drillResult(report: DrillReport): string {
  const { noticedMs, movedMs, returnedMs, lines, linesMoved, linesReturned } = report;
  return [
    `noticed ${after(noticedMs, 'not at all')}`,
    `${linesMoved} of ${lines} lines moved ${after(movedMs, '')}`.trimEnd(),
    `${linesReturned} came back ${after(returnedMs, '')}`.trimEnd(),
    `${report.callsLost} of ${report.calls} calls lost`,
  ].join(', ');
}
