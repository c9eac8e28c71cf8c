/**
 * The built-in media engine as its parent sees it: ports and descriptions here, packets in the
 * child.
 */
import { randomInt } from 'node:crypto';
import { Refusal } from '../domain/refusal.ts';
import type { Side } from '../domain/side.ts';
import { ChildLink } from './child-link.ts';
import { Hearings } from './hearings.ts';
import { limits } from './limits.ts';
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
import { PortPool } from './ports.ts';
import { checkKeys } from './rtp/telephone-event.ts';
import { readDescription } from './sdp/description.ts';
import { Session } from './session.ts';
import { isPortFree } from './udp-socket.ts';

const noEvents = 'the other leg of the session takes no telephone-events';

/** What may change while calls go on. */
type Settings = Pick<MediaOptions, 'addresses' | 'portRange' | 'inactivityMs' | 'sessionsMax'>;

export class BuiltInMedia implements MediaServices {
  #options: MediaOptions;
  readonly #pool: PortPool;
  readonly #link: ChildLink;
  readonly #sessions = new Map<string, Session>();
  readonly #questions = new Map<number, (stats: SessionStats | undefined) => void>();
  readonly #conferences = new Map<string, readonly Member[]>();
  readonly #hearings = new Hearings({
    tell: (message) => this.#link.tell(message),
    attach: ({ session: id, leg }, ear) => {
      const session = this.#sessions.get(id);
      if (session?.listen(leg, ear) === true) this.#tellPlan(session);
    },
  });
  #asked = 0;

  constructor(options: MediaOptions) {
    this.#options = options;
    this.#pool = new PortPool(options.portRange, { isPortFree, start: anyOf });
    this.#link = new ChildLink(options.clock, {
      received: (message) => this.#received(message),
      started: () => this.#started(),
      ended: (reason) => this.#ended(reason),
    });
    this.#link.start();
  }

  relay(id: string, from: Leg, fromSide: Side, towards: Side, sdp: Buffer): Buffer {
    const description = readDescription(sdp);
    const { [fromSide]: here, [towards]: there } = this.#options.addresses;
    return this.#within(id, (session) => session.relay(from, here, there, description));
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
    if (members.length > limits.conferenceMembersMax)
      throw refusedConference(`has at most ${limits.conferenceMembersMax} members`);
    for (const { session, leg } of members)
      if (this.#sessions.get(session)?.mayMix(leg) !== true)
        throw refusedConference(
          `needs G.711, which leg ${leg} of session ${session} does not have`,
        );
    if (members.length > 0) this.#conferences.set(id, members);
    else this.#conferences.delete(id);
    this.#link.tell({ type: 'conference', id, members });
  }

  close(id: string): void {
    for (const [conference, members] of this.#conferences) {
      const left = members.filter(({ session }) => session !== id);
      if (left.length < members.length) this.conference(conference, left);
    }
    const session = this.#sessions.get(id);
    if (session === undefined) return;
    this.#sessions.delete(id);
    const ports = session.ports();
    for (const port of ports) this.#pool.giveBack(port);
    this.#link.tell({ type: 'close', session: id, ports });
  }

  stats(id: string): Promise<SessionStats | undefined> {
    if (!this.#sessions.has(id) || !this.#link.isRunning()) return Promise.resolve(undefined);
    this.#asked += 1;
    const question = this.#asked;
    this.#link.tell({ type: 'stats', id: question, session: id });
    return new Promise((resolve) => this.#questions.set(question, resolve));
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
    this.#pool.move(settings.portRange);
    this.#link.tell({ type: 'start', inactivityMs: settings.inactivityMs ?? 0 });
  }

  /** The child's process id; undefined while there is none. */
  pid(): number | undefined {
    return this.#link.pid();
  }

  async stop(): Promise<void> {
    await this.#link.stop();
    this.#answerAll();
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
    const { sessionsMax = Number.POSITIVE_INFINITY } = this.#options;
    if (this.#sessions.size >= sessionsMax) {
      throw new Refusal(
        'E-MEDIA-BUDGET',
        `the media budget is ${sessionsMax} sessions, all are in use`,
      );
    }
    return new Session(id, this.#pool);
  }

  #tellPlan(session: Session): void {
    this.#link.tell({ type: 'session', plan: session.plan() });
  }

  #received(message: FromChild): void {
    if (message.type === 'stats') {
      this.#questions.get(message.id)?.(message.stats);
      this.#questions.delete(message.id);
    } else if (message.type === 'event') {
      const { event } = message;
      if (event.type === 'recordingFailed' || this.#sessions.has(event.session))
        this.#options.onEvent(event);
    } else if (message.type === 'closed') {
      for (const port of message.ports) this.#pool.closed(port);
    } else this.#unbound(message.session, message.port, message.code);
  }

  #unbound(id: string, port: number, code: string): void {
    const session = this.#sessions.get(id);
    if (session === undefined) return;
    // It was free when it was chosen: somebody was quicker than the child.
    if (code === 'EADDRINUSE') session.lose(port);
    this.#fault(id, `media port ${port} cannot be had: ${code}`);
  }

  #started(): void {
    this.#link.tell({ type: 'start', inactivityMs: this.#options.inactivityMs ?? 0 });
    for (const session of this.#sessions.values()) this.#tellPlan(session);
    this.#hearings.tellAll();
    for (const [id, members] of this.#conferences)
      this.#link.tell({ type: 'conference', id, members });
  }

  #ended(reason: string): void {
    this.#pool.allClosed();
    this.#answerAll();
    this.#hearings.endRecordings();
    for (const session of [...this.#sessions.keys()]) this.#fault(session, reason);
  }

  #fault(session: string, reason: string): void {
    this.#options.log?.({ session, reason }, 'media fault');
    this.#options.onEvent({ type: 'fault', session, reason });
  }

  /** Nobody is left who could answer better. */
  #answerAll(): void {
    for (const answer of this.#questions.values()) answer(undefined);
    this.#questions.clear();
  }
}

function refusedConference(rule: string): Refusal {
  return new Refusal('E-CONFERENCE', `a conference ${rule}`);
}

export function createMedia(options: MediaOptions): BuiltInMedia {
  return new BuiltInMedia(options);
}

function anyOf(pairs: number): number {
  return pairs > 0 ? randomInt(pairs) : 0;
}
