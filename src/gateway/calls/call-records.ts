/** What is left of an ended call: one record, its counts, one event. */
import type { CallEnd } from '../../../machines/call-setup.ts';
import type { CallMedia, CallRecord, Verdict } from '../../domain/call-record.ts';
import { causes } from '../../domain/cause.ts';
import type { Try } from '../../domain/walk.ts';
import type { EventLog } from '../../management/events.ts';
import type { Journeys } from '../../management/journeys.ts';
import type { Statistics } from '../../management/statistics.ts';
import type { Tallies } from '../watch/tallies.ts';
import { isoTime, type World } from '../world.ts';
import { recordOf, transferOf } from './call-history.ts';
import type { CallSession } from './call-session.ts';
import { LateRecords } from './late-records.ts';
import type { MediaRefusal } from './media-refusal.ts';
import { OpenCalls } from './open-calls.ts';

/** The words of metrics for what came of an attempt. */
const results = { answered: 'answered', refused: 'error', unreachable: 'timeout' } as const;

/** How long a record waits for what media has to say. */
const statsMs = 1000;

export interface RecordPorts {
  readonly world: World;
  readonly events: EventLog;
  readonly statistics: Statistics;
  readonly tallies: Tallies;
  readonly journeys: Journeys;
}

export class CallRecords {
  readonly #world: World;
  readonly #events: EventLog;
  readonly #statistics: Statistics;
  readonly #tallies: Tallies;
  readonly #journeys: Journeys;
  readonly #open: OpenCalls;
  readonly late: LateRecords;
  readonly #unwritten = new Set<Promise<unknown>>();

  constructor({ world, events, statistics, tallies, journeys }: RecordPorts) {
    this.#world = world;
    this.#events = events;
    this.#statistics = statistics;
    this.#tallies = tallies;
    this.#journeys = journeys;
    this.#open = new OpenCalls(world);
    this.late = new LateRecords({ world, statistics });
  }

  /** It is in progress, and will have a record, whatever becomes of the gateway. */
  promise(session: CallSession): void {
    this.#open.begin(session);
  }

  connected(session: CallSession): void {
    this.#open.changed(session);
  }

  /** An emergency call is news when it begins. */
  begin(session: CallSession): void {
    if (session.way().route.kind !== 'emergency') return;
    const { id, caller, called } = session.facts;
    this.#events.report({
      code: 'call.emergency',
      subject: { kind: 'call', name: id },
      text: `emergency call ${id} from ${caller.from} to ${called}`,
      facts: { from: caller.from, to: called },
    });
  }

  /**
   * `heard`: how it sounded, which the media engine may still have to tell. `joinedTo`: the call
   * that took it in.
   */
  write(
    session: CallSession,
    end: CallEnd,
    tries: readonly Try[],
    heard: Promise<CallMedia | undefined> | undefined,
    joinedTo: string | undefined,
  ): void {
    const { refusal } = session.mediaNotes;
    const record = {
      ...this.#recordOf(session, end, tries),
      ...(joinedTo !== undefined && { joinedTo }),
    };
    this.#count(session, tries, end);
    this.#report(record, refusal);
    this.#journeys.call(record);
    this.#open.end(record.id);
    if (!heard) return this.late.keep(record);
    const kept = this.#inTime(heard)
      .then((media) => this.late.keep(media ? { ...record, media } : record))
      .finally(() => this.#unwritten.delete(kept));
    this.#unwritten.add(kept);
  }

  /** It goes on as `successor`, which will write the record of both. */
  carryOn(session: CallSession, end: CallEnd, tries: readonly Try[], successor: CallSession): void {
    const past = this.#recordOf(session, end, tries);
    this.#count(session, tries, end);
    successor.history.past = past;
    this.#open.begin(successor);
    const { by, kind } = successor.facts.continues?.how ?? {};
    const { called } = successor.facts;
    this.#events.report({
      code: 'call.transferred',
      subject: { kind: 'call', name: past.id },
      text: `call ${past.id} is handed on to ${called} by ${by}`,
      facts: { from: past.from, to: past.to, by: by ?? null, kind: kind ?? null, goal: called },
    });
  }

  /** A transfer that did not come about is part of the call that goes on without it. */
  miss(session: CallSession, end: CallEnd, tries: readonly Try[], of: CallSession): void {
    this.#count(session, tries, end);
    const transfer = transferOf(session, end.cause);
    if (transfer) of.history.miss(transfer, tries);
  }

  #recordOf(session: CallSession, end: CallEnd, tries: readonly Try[]): CallRecord {
    return recordOf(session, end, tries, isoTime(this.#world.wallClock()));
  }

  /** Resolves when the store has been given every record. */
  async settled(): Promise<void> {
    await Promise.all(this.#unwritten);
    await this.late.settled();
  }

  /** An engine that does not answer holds no record back. */
  #inTime(heard: Promise<CallMedia | undefined>): Promise<CallMedia | undefined> {
    const { clock } = this.#world;
    return new Promise((resolve) => {
      const timer = clock.setTimeout(() => resolve(undefined), statsMs);
      const settle = (media: CallMedia | undefined) => {
        clock.clearTimeout(timer);
        resolve(media);
      };
      heard.then(settle, () => settle(undefined));
    });
  }

  /** A transferred call counts once for each way that it took. */
  #count(session: CallSession, tries: readonly Try[], { cause }: CallEnd): void {
    const { direction, startedAt } = session.facts;
    const { route } = session.way();
    this.#statistics.count('calls', direction, causes[cause].result);
    if (route.kind === 'rule') {
      const tally = this.#tallies.rule(route.rule.name);
      tally.matches += 1;
      tally.lastMatchAt = startedAt;
      this.#statistics.count('forward_matches', route.rule.name);
    }
    if (route.kind === 'proxies') this.#countTries(tries);
    const seconds = this.#secondsOf(session);
    this.#countUsers(session, causes[cause].verdict, seconds);
    const { setUpMs } = session;
    if (setUpMs !== undefined) this.#statistics.observe('call_setup', setUpMs / 1000, direction);
    if (seconds !== undefined) this.#statistics.observe('call_duration', seconds, direction);
  }

  /** How long it has been connected; undefined: never. */
  #secondsOf({ connectedAt }: CallSession): number | undefined {
    if (connectedAt === undefined) return undefined;
    const now = Date.parse(isoTime(this.#world.wallClock()));
    return (now - Date.parse(connectedAt)) / 1000;
  }

  #countTries(tries: readonly Try[]): void {
    let left: string | undefined;
    for (const { server, outcome, status } of tries) {
      const tally = this.#tallies.server('proxy', server);
      if (left !== undefined) this.#statistics.count('invite_failovers', server);
      left = server;
      if (outcome === 'skipped') continue;
      tally.requests += 1;
      tally.lastStatus = status ?? tally.lastStatus;
      if (outcome === 'answered') tally.successes += 1;
      else tally.failovers += 1;
      if (outcome === 'refused') tally.refusals += 1;
      if (outcome === 'unreachable') tally.timeouts += 1;
      this.#statistics.count('invite_requests', server, results[outcome]);
    }
  }

  #countUsers(session: CallSession, verdict: Verdict, seconds: number | undefined): void {
    const { caller } = session.facts;
    const { route } = session.way();
    const parties = [
      caller.user === undefined ? undefined : this.#tallies.user(caller.user).outgoing,
      route.kind === 'local' ? this.#tallies.user(route.user.name).incoming : undefined,
    ];
    const isFault = verdict !== 'success' && verdict !== 'clientError';
    for (const counts of parties) {
      if (!counts) continue;
      counts.attempts += 1;
      if (seconds === undefined) counts.failed += isFault ? 1 : 0;
      else {
        counts.connected += 1;
        counts.dropped += isFault ? 1 : 0;
        counts.seconds += Math.round(seconds);
      }
    }
  }

  #report(
    { id, from, to, verdict, cause, route, connectedAt }: CallRecord,
    refusal: MediaRefusal | undefined,
  ): void {
    const why = refusal ? `: ${refusal.reason} (${refusal.code})` : '';
    const isFailure =
      connectedAt === undefined && verdict !== 'success' && verdict !== 'clientError';
    this.#events.report({
      code: isFailure ? 'call.failed' : 'call.ended',
      subject: { kind: 'call', name: id },
      text: `call ${id} from ${from} to ${to} by ${route} ended: ${cause}${why}`,
      facts: { from, to, route, verdict, cause, ...(refusal && { code: refusal.code }) },
    });
  }
}
