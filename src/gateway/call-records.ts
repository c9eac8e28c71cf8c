/** What is left of an ended call: one record, its counts, one event. */
import type { CallEnd } from '../../machines/call-setup.ts';
import type { CallMedia, CallRecord } from '../domain/call-record.ts';
import { causes } from '../domain/cause.ts';
import type { Try } from '../domain/walk.ts';
import type { EventLog } from '../management/events.ts';
import type { Statistics } from '../management/statistics.ts';
import type { CallSession } from './call-session.ts';
import { wayText } from './call-state.ts';
import type { MediaRefusal } from './media-refusal.ts';
import type { Tallies } from './tallies.ts';
import { isoTime, type World } from './world.ts';

/** The words of metrics for what came of an attempt. */
const results = { answered: 'answered', refused: 'error', unreachable: 'timeout' } as const;

/** How long a record waits for what media has to say. */
const statsMs = 1000;

export class CallRecords {
  readonly #world: World;
  readonly #events: EventLog;
  readonly #statistics: Statistics;
  readonly #tallies: Tallies;
  readonly #unwritten = new Set<Promise<unknown>>();

  constructor(world: World, events: EventLog, statistics: Statistics, tallies: Tallies) {
    this.#world = world;
    this.#events = events;
    this.#statistics = statistics;
    this.#tallies = tallies;
  }

  /** `heard`: how it sounded, which the media engine may still have to tell. */
  write(
    session: CallSession,
    end: CallEnd,
    tries: readonly Try[],
    heard: Promise<CallMedia | undefined> | undefined,
  ): void {
    const { id, direction, caller, called, startedAt, transferredFrom } = session.facts;
    const { silent, refusal, fault = refusal?.reason } = session.mediaNotes;
    const record: CallRecord = {
      id,
      direction,
      from: caller.from,
      to: called,
      startedAt,
      connectedAt: session.connectedAt,
      endedAt: isoTime(this.#world.wallClock()),
      verdict: causes[end.cause].verdict,
      cause: end.cause,
      route: wayText(session),
      tries,
      ...(silent && { silent }),
      ...(fault && { mediaFault: fault }),
      ...(session.transferredTo && { transferredTo: session.transferredTo }),
      ...(transferredFrom && { transferredFrom }),
    };
    this.#count(session, record, end);
    this.#report(record, refusal);
    if (!heard) return this.#keep(record);
    const kept = this.#inTime(heard)
      .then((media) => this.#keep(media ? { ...record, media } : record))
      .finally(() => this.#unwritten.delete(kept));
    this.#unwritten.add(kept);
  }

  /** Resolves when the store has been given every record. */
  async settled(): Promise<void> {
    await Promise.all(this.#unwritten);
  }

  #keep(record: CallRecord): void {
    this.#world.store.appendCallRecord(record).catch((error: unknown) => {
      this.#world.log.error({ error, call: record.id }, 'a call record is not kept');
    });
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

  #count(session: CallSession, record: CallRecord, { cause }: CallEnd): void {
    const { direction, connectedAt, endedAt, tries } = record;
    const { route } = session.way();
    this.#statistics.count('calls', direction, causes[cause].result);
    if (route.kind === 'rule') {
      const tally = this.#tallies.rule(route.rule.name);
      tally.matches += 1;
      tally.lastMatchAt = record.startedAt;
      this.#statistics.count('forward_matches', route.rule.name);
    }
    if (route.kind === 'proxies') this.#countTries(tries);
    this.#countUsers(session, record);
    const { setUpMs } = session;
    if (setUpMs !== undefined) this.#statistics.observe('call_setup', setUpMs / 1000, direction);
    if (connectedAt === undefined) return;
    const seconds = (Date.parse(endedAt) - Date.parse(connectedAt)) / 1000;
    this.#statistics.observe('call_duration', seconds, direction);
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

  #countUsers(session: CallSession, record: CallRecord): void {
    const { caller } = session.facts;
    const { route } = session.way();
    const { connectedAt, endedAt, verdict } = record;
    const parties = [
      caller.user === undefined ? undefined : this.#tallies.user(caller.user).outgoing,
      route.kind === 'local' ? this.#tallies.user(route.user.name).incoming : undefined,
    ];
    const isFault = verdict !== 'success' && verdict !== 'clientError';
    for (const counts of parties) {
      if (!counts) continue;
      counts.attempts += 1;
      if (connectedAt === undefined) counts.failed += isFault ? 1 : 0;
      else {
        counts.connected += 1;
        counts.dropped += isFault ? 1 : 0;
        counts.seconds += Math.round((Date.parse(endedAt) - Date.parse(connectedAt)) / 1000);
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
