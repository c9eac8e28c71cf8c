/** Drills: ordered, one at a time, reported, counted; and those that come by the clock. */
import { checkDrill, type DrillOrder, drilledServers } from '../../domain/drill.ts';
import { begunDrill, type DrillReport, drillResult, drillText } from '../../domain/drill-report.ts';
import { type ScheduledDrill, withScheduled } from '../../domain/drill-schedule.ts';
import type { DrillWatch } from '../../domain/drill-watch.ts';
import { find } from '../../domain/names.ts';
import { Refusal } from '../../domain/refusal.ts';
import { codeOf, type DrillOperations } from '../../management/commands.ts';
import type { Statistics } from '../../management/statistics.ts';
import type { ScheduledDrillView } from '../../management/view.ts';
import { isoTime, type World } from '../world.ts';
import { DrillSchedule } from './drill-schedule.ts';
import { LiveDrill, type LiveDrillPorts } from './live-drill.ts';

export interface DrillPorts extends LiveDrillPorts {
  readonly world: World;
  readonly statistics: Statistics;
  /** Runs a shadow drill; resolves when it is over. */
  readonly inShadow: (order: DrillOrder, isStopped: () => boolean) => Promise<DrillWatch>;
}

/** Reports kept, the newest. */
const reportsMax = 50;

interface Running {
  readonly report: () => DrillReport;
  stop(reason: string): void;
}

export class Drills implements DrillOperations {
  readonly #ports: DrillPorts;
  readonly #schedule: DrillSchedule;
  #reports: readonly DrillReport[] = [];
  #running: Running | undefined;
  #count = 0;
  #isClosed = false;

  constructor(ports: DrillPorts) {
    this.#ports = ports;
    this.#schedule = new DrillSchedule(ports.world, (due) => void this.#startDue(due));
  }

  /** Takes up the schedule that the store has kept. */
  async load(): Promise<void> {
    await this.#schedule.load();
  }

  /** Newest first, the running one with what is known so far. */
  reports(): readonly DrillReport[] {
    const running = this.#running?.report();
    return running ? [running, ...this.#reports] : this.#reports;
  }

  /** Resolves with what is known: of a shadow drill everything, of a live one that it runs. */
  async start(order: DrillOrder): Promise<DrillReport> {
    const { configuration, lines, world } = this.#ports;
    if (this.#isClosed) throw new Refusal('E-NOT-RUNNING', 'the gateway stops');
    checkDrill(configuration(), order);
    if (this.#running) throw new Refusal('E-DRILL-RUNNING', 'a drill is running already');
    if (order.line !== undefined && lines.isBusy(order.line)) {
      throw new Refusal('E-DRILL-UNSAFE', `line "${order.line}" has a call`);
    }
    this.#count += 1;
    const begun = begunDrill(order, String(this.#count), isoTime(world.wallClock()));
    this.#tell('drill.started', begun, `a ${drillText(begun)} has begun`);
    if (order.line === undefined) return await this.#startShadow(order, begun);
    return this.#startLive(order, order.line, begun);
  }

  stop(name: string): void {
    const running = this.#running?.report();
    if (running?.name !== name) {
      const { state } = find(this.reports(), name, 'drill');
      throw new Refusal('E-DRILL-RUNNING', `drill ${name} is ${state} already`);
    }
    this.#running?.stop('somebody has stopped it');
  }

  /** The gateway leaves: nothing of a drill may stay. */
  close(): void {
    this.#isClosed = true;
    this.#schedule.stop();
    this.#running?.stop('the gateway stops');
  }

  scheduled(): readonly ScheduledDrillView[] {
    return this.#schedule
      .all()
      .map((one) => ({ ...one, dueAt: isoTime(this.#schedule.dueMs(one)) }));
  }

  async schedule(one: ScheduledDrill): Promise<void> {
    const { configuration } = this.#ports;
    await this.#schedule.keep(withScheduled(this.#schedule.all(), one, configuration()));
  }

  async unschedule(name: string): Promise<void> {
    find(this.#schedule.all(), name, 'scheduled drill');
    await this.#schedule.keep(this.#schedule.all().filter((one) => one.name !== name));
  }

  async #startDue(due: ScheduledDrill): Promise<void> {
    try {
      await this.start(due);
    } catch (error) {
      const { name, server, line = null } = due;
      const reason = error instanceof Error ? error.message : String(error);
      this.#ports.events.report({
        code: 'drill.refused',
        subject: { kind: 'gateway', name: '' },
        text: `scheduled drill ${name} was not held: ${reason}`,
        facts: { name, server, line, reason: codeOf(error) },
      });
    }
  }

  #startLive(order: DrillOrder, line: string, begun: DrillReport): DrillReport {
    const servers = drilledServers(this.#ports.configuration(), order.server);
    const drill: LiveDrill = new LiveDrill(this.#ports, { ...order, line, servers }, (reason) =>
      this.#end(report(), reason),
    );
    const report = (): DrillReport => ({ ...begun, ...drill.watch.figures() });
    this.#running = { report, stop: (reason) => drill.stop(reason) };
    drill.begin();
    return report();
  }

  async #startShadow(order: DrillOrder, begun: DrillReport): Promise<DrillReport> {
    let reason: string | null = null;
    const stop = (why: string) => {
      reason = why;
    };
    this.#running = { report: () => begun, stop };
    try {
      const watch = await this.#ports.inShadow(order, () => reason !== null);
      return this.#end({ ...begun, ...watch.figures() }, reason);
    } catch (error) {
      this.#ports.world.log.error({ error }, 'a shadow drill failed');
      return this.#end(begun, 'it failed; the log says why');
    }
  }

  #end(report: DrillReport, reason: string | null): DrillReport {
    this.#running = undefined;
    const endedAt = isoTime(this.#ports.world.wallClock());
    const state = reason === null ? 'finished' : 'stopped';
    const ended: DrillReport = { ...report, state, reason, endedAt };
    this.#reports = [ended, ...this.#reports].slice(0, reportsMax);
    this.#measure(ended);
    this.#tell(
      'drill.ended',
      ended,
      `a ${drillText(ended)} ${reason === null ? 'has ended' : `was stopped (${reason})`}`,
    );
    return ended;
  }

  #measure({ mode, state, noticedMs, movedMs, returnedMs, callsLost }: DrillReport): void {
    const { statistics } = this.#ports;
    statistics.count('drills', mode, state);
    statistics.add('drill_calls_lost', callsLost, mode);
    const times = [
      ['drill_notice', noticedMs],
      ['drill_move', movedMs],
      ['drill_return', returnedMs],
    ] as const;
    for (const [name, ms] of times) {
      if (ms !== null) statistics.observe(name, ms / 1000, mode);
    }
  }

  #tell(code: 'drill.started' | 'drill.ended', report: DrillReport, text: string): void {
    this.#ports.events.report({
      code,
      subject: { kind: 'gateway', name: '' },
      text: `${text}${code === 'drill.ended' ? `: ${drillResult(report)}` : ''}`,
      facts: { ...report },
    });
  }
}
