/**
 * The built-in media engine as its parent sees it: ports and descriptions here, packets in the
 * child.
 */
import { randomInt } from 'node:crypto';
import { Refusal } from '../domain/refusal.ts';
import type { Side } from '../domain/side.ts';
import { checkBudget, pairsKept } from './budget.ts';
import { ChildLink } from './child-link.ts';
import { Conferences } from './conferences.ts';
import { Hearings } from './hearings.ts';
import type {
  Hearing,
  Leg,
  LegPolicy,
  LocalStyle,
  MediaServices,
  Member,
  PressOptions,
  Sound,
} from './media.ts';
import type { MediaOptions } from './media-options.ts';
import type { FromChild, SessionStats } from './plan.ts';
import { PortStock } from './port-stock.ts';
import { Questions } from './questions.ts';
import { checkKeys } from './rtp/telephone-event.ts';
import { readDescription } from './sdp/description.ts';
import { Session } from './session.ts';

const noEvents = 'the other leg of the session takes no telephone-events';

/** What may change while calls go on. */
type Settings = Pick<MediaOptions, 'addresses' | 'portRange' | 'inactivityMs' | 'sessionsMax'>;

export class BuiltInMedia implements MediaServices {
  #options: MediaOptions;
  readonly #ports: PortStock;
  readonly #link: ChildLink;
  readonly #sessions = new Map<string, Session>();
  readonly #questions = new Questions();
  readonly #conferences = new Conferences({
    tell: (message) => this.#link.tell(message),
    mayMix: ({ session, leg }) => this.#sessions.get(session)?.mayMix(leg) === true,
  });
  readonly #hearings = new Hearings({
    tell: (message) => this.#link.tell(message),
    attach: ({ session: id, leg }, ear) => {
      const session = this.#sessions.get(id);
      if (session?.listen(leg, ear) === true) this.#tellPlan(session);
    },
  });

  constructor(options: MediaOptions) {
    this.#options = options;
    this.#ports = new PortStock(options.portRange, {
      // Without a child nobody can tell: the next one binds it, or tells a fault.
      bind: async (address, port) =>
        this.#link.isRunning()
          ? await this.#questions.bound((id) =>
              this.#link.tell({ type: 'bind', id, address, port }),
            )
          : undefined,
      release: (port) => this.#link.tell({ type: 'release', port }),
      start: anyOf,
      kept: pairsKept,
    });
    this.#link = new ChildLink(options.clock, {
      received: (message) => this.#received(message),
      started: () => this.#started(),
      ended: (reason) => this.#ended(reason),
    });
    this.#link.start();
  }

  /** At once, unless ports have to be bound first. */
  relay(
    id: string,
    from: Leg,
    fromSide: Side,
    towards: Side,
    sdp: Buffer,
  ): Buffer | Promise<Buffer> {
    const description = readDescription(sdp);
    const { [fromSide]: here, [towards]: there } = this.#options.addresses;
    const isNew = !this.#sessions.has(id);
    const given = this.#within(id, (session) => session.relay(from, here, there, description));
    if (!(given instanceof Promise)) return given;
    const session = this.#sessions.get(id);
    return given.then(
      (told) => {
        if (session && session === this.#sessions.get(id)) this.#tellPlan(session);
        return told;
      },
      (error: unknown) => {
        if (isNew && session === this.#sessions.get(id)) this.close(id);
        throw error;
      },
    );
  }

  terminate(id: string, leg: Leg, side: Side, offer?: Buffer, style?: LocalStyle): Buffer {
    const originId = String(randomInt(2 ** 47));
    const { advertise } = this.#options.addresses[side];
    const ours = { ...style, address: advertise, id: originId };
    return this.#within(id, (session) => session.terminate(leg, ours, offer));
  }

  play(id: string, leg: Leg, sound: Sound): void {
    const session = this.#sessions.get(id);
    if (session?.play(leg, sound) === true) this.#tellPlan(session);
  }

  setPolicy(id: string, leg: Leg, policy: LegPolicy): void {
    this.#within(id, (session) => session.setPolicy(leg, policy));
  }

  hear(ear: string, hearing?: Hearing): void {
    this.#hearings.hear(ear, hearing);
  }

  listen(ear: string, at?: Member): void {
    this.#hearings.listen(ear, at);
  }

  press(id: string, leg: Leg, digits: string, options: PressOptions = {}): void {
    const { digitMs = 100, isInBand = false } = options;
    checkKeys(digits, digitMs);
    if (this.#sessions.get(id)?.mayPress(leg, isInBand) !== true)
      throw new Refusal('E-DIGITS', isInBand ? 'only a leg that ends here sounds keys' : noEvents);
    const keys = { digits, digitMs, isInBand };
    this.#link.tell({ type: 'press', session: id, leg, keys });
  }

  conference(id: string, members: readonly Member[]): void {
    this.#conferences.confer(id, members);
  }

  close(id: string): void {
    this.#conferences.leave(id);
    const session = this.#sessions.get(id);
    if (session === undefined) return;
    this.#sessions.delete(id);
    this.#link.tell({ type: 'close', session: id });
    session.close();
  }

  stats(id: string): Promise<SessionStats | undefined> {
    if (!this.#sessions.has(id) || !this.#link.isRunning()) return Promise.resolve(undefined);
    return this.#questions.stats((question) =>
      this.#link.tell({ type: 'stats', id: question, session: id }),
    );
  }

  has(id: string): boolean {
    return this.#sessions.has(id);
  }

  sessions(): readonly string[] {
    return [...this.#sessions.keys()];
  }

  count(): number {
    return this.#sessions.size;
  }

  /** Later descriptions name the new addresses and ports, and sockets follow. */
  reconfigure(settings: Settings): void {
    this.#options = { ...this.#options, ...settings };
    this.#ports.move(settings.portRange);
    this.#ports.keep(Object.values(settings.addresses));
    this.#link.tell({ type: 'start', inactivityMs: settings.inactivityMs ?? 0 });
  }

  /** The child's process id; undefined while there is none. */
  pid(): number | undefined {
    return this.#link.pid();
  }

  async stop(): Promise<void> {
    await this.#link.stop();
    this.#questions.answerAll();
    this.#sessions.clear();
  }

  /** Does something to a session, which is kept only if that goes well; then the child is told. */
  #within<Result>(id: string, act: (session: Session) => Result): Result {
    const session = this.#sessions.get(id) ?? this.#newSession(id);
    const result = act(session);
    this.#sessions.set(id, session);
    this.#tellPlan(session);
    return result;
  }

  #newSession(id: string): Session {
    const { sessionsMax = Number.POSITIVE_INFINITY, isUrgent } = this.#options;
    const mayHaveAll = isUrgent?.(id) === true;
    checkBudget(this.#sessions.size, sessionsMax, mayHaveAll);
    return new Session(id, mayHaveAll ? this.#ports.urgent : this.#ports);
  }

  #tellPlan(session: Session): void {
    this.#link.tell({ type: 'session', plan: session.plan() });
  }

  #received(message: FromChild): void {
    if (message.type === 'stats' || message.type === 'bound') this.#questions.answer(message);
    else if (message.type === 'event') {
      const { event } = message;
      if (event.type === 'recordingFailed' || this.#sessions.has(event.session))
        this.#options.onEvent(event);
    } else this.#unbound(message.session, message.port, message.code);
  }

  #unbound(id: string, port: number, code: string): void {
    const session = this.#sessions.get(id);
    if (session === undefined) return;
    // Another child had it, and somebody was quicker than this one.
    if (code === 'EADDRINUSE') session.lose(port);
    this.#fault(id, `media port ${port} cannot be had: ${code}`);
  }

  #started(): void {
    this.#link.tell({ type: 'start', inactivityMs: this.#options.inactivityMs ?? 0 });
    for (const session of this.#sessions.values()) this.#tellPlan(session);
    this.#hearings.tellAll();
    this.#conferences.tellAll();
    this.#ports.keep(Object.values(this.#options.addresses));
  }

  #ended(reason: string): void {
    this.#questions.answerAll();
    this.#ports.keep([]);
    this.#hearings.endRecordings();
    for (const session of [...this.#sessions.keys()]) this.#fault(session, reason);
  }

  #fault(session: string, reason: string): void {
    this.#options.log?.({ session, reason }, 'media fault');
    this.#options.onEvent({ type: 'fault', session, reason });
  }
}

export function createMedia(options: MediaOptions): BuiltInMedia {
  return new BuiltInMedia(options);
}

function anyOf(pairs: number): number {
  return pairs > 0 ? randomInt(pairs) : 0;
}
