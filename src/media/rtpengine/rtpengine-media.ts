/** rtpengine as a media engine: it relays, the built-in engine ends the legs that end here. */
import { randomBytes } from 'node:crypto';
import type { Side } from '../../domain/side.ts';
import { checkBudget } from '../budget.ts';
import { SilenceWatch } from '../child/silence-watch.ts';
import { limits } from '../limits.ts';
import {
  type Half,
  type Hearing,
  type Leg,
  type LegPolicy,
  type LocalStyle,
  type MediaEvent,
  type MediaServices,
  type Member,
  type OfSession,
  otherLeg,
  type PressOptions,
  type Sound,
} from '../media.ts';
import type { SessionStats } from '../plan.ts';
import { readDescription } from '../sdp/description.ts';
import type { Dictionary } from './bencode.ts';
import type { Daemon } from './daemon.ts';
import { Daemons } from './daemons.ts';
import { Listening } from './heard.ts';
import { LocalLegs } from './local-legs.ts';
import type { RtpengineOptions, RtpengineSettings } from './options.ts';
import { Quality } from './quality.ts';
import { RtpengineSession } from './session.ts';

interface Served {
  readonly session: RtpengineSession;
  readonly watch: SilenceWatch;
  readonly listening: Listening;
  readonly quality: Quality;
  isLooking: boolean;
  /** Its daemon knows nothing of it any more. */
  isLost: boolean;
}

export class RtpengineMedia implements MediaServices {
  readonly #options: RtpengineOptions;
  readonly #daemons: Daemons;
  readonly #served = new Map<string, Served>();
  readonly #ending = new Set<RtpengineSession>();
  readonly #locals: LocalLegs;
  readonly #prefix = randomBytes(6).toString('hex');
  #settings: RtpengineSettings;
  #timer: unknown;

  constructor(options: RtpengineOptions, settings: RtpengineSettings) {
    this.#options = options;
    this.#settings = settings;
    this.#locals = new LocalLegs(options.builtIn);
    this.#daemons = new Daemons(options.clock, (daemon) => this.#changed(daemon));
    this.#daemons.configure(settings.daemons);
    this.#armLook();
  }

  configure(settings: RtpengineSettings): void {
    this.#settings = settings;
    this.#daemons.configure(settings.daemons);
    this.#release();
  }

  relay(
    id: string,
    from: Leg,
    fromSide: Side,
    towards: Side,
    sdp: Buffer,
    half: Half,
  ): Promise<Buffer> {
    const { policies } = this.#settings;
    const said = readDescription(sdp);
    const served = this.#open(id);
    const isLocal = this.#locals.gave(id, from, said);
    const relayed = served.session.relay(said, {
      ...{ from, half, fromSide, towards },
      policies: isLocal ? { ...policies, [fromSide]: {} } : policies,
      placed: isLocal ? (own) => this.#locals.placed(id, from, own) : undefined,
    });
    this.#served.set(id, served);
    const to = otherLeg(from);
    return relayed.then(async (told) => {
      if (this.#served.has(id)) await this.#locals.told(id, to, told);
      return told;
    });
  }

  terminate(id: string, leg: Leg, side: Side, offer?: Buffer, style?: LocalStyle): Buffer {
    const served = this.#open(id);
    const sdp = this.#locals.terminate(id, leg, side, offer, style);
    this.#served.set(id, served);
    return sdp;
  }

  setPolicy(id: string, leg: Leg, policy: LegPolicy): void {
    const served = this.#open(id);
    served.session.setPolicy(leg, policy);
    this.#served.set(id, served);
  }

  play(id: string, leg: Leg, sound: Sound): void {
    this.#locals.play(id, leg, sound);
  }

  hear(ear: string, hearing?: Hearing): void {
    this.#options.builtIn.hear(ear, hearing);
  }

  listen(ear: string, at?: Member): void {
    this.#options.builtIn.listen(ear, at && this.#locals.place(at));
  }

  press(id: string, leg: Leg, digits: string, options?: PressOptions): void {
    this.#locals.press(id, leg, digits, options);
  }

  conference(id: string, members: readonly Member[]): void {
    this.#options.builtIn.conference(
      id,
      members.map((member) => this.#locals.member(member)),
    );
  }

  /** What the built-in engine tells of the legs that it ends for this one. */
  heard(event: OfSession): readonly MediaEvent[] {
    return this.#locals.heard(event);
  }

  /** Daemons that no call is given to. */
  silent(): readonly string[] {
    return this.#daemons.silent();
  }

  has(id: string): boolean {
    return this.#served.has(id);
  }

  close(id: string): void {
    const session = this.#served.get(id)?.session;
    this.#served.delete(id);
    this.#locals.close(id);
    if (session) void this.#end(session);
  }

  /** Its daemon is needed until it has heard. */
  async #end(session: RtpengineSession): Promise<void> {
    this.#ending.add(session);
    await session.close();
    this.#ending.delete(session);
    this.#release();
  }

  async stats(id: string): Promise<SessionStats | undefined> {
    const served = this.#served.get(id);
    const [answer, withMeasured] = await Promise.all([
      served?.session.query(),
      this.#locals.measured(id),
    ]);
    if (!served || answer?.['result'] !== 'ok') return undefined;
    return withMeasured(served.quality.stats(answer));
  }

  count(): number {
    return this.#served.size;
  }

  /** Calls still there are deleted where they are; whoever does not answer is not waited for. */
  async stop(): Promise<void> {
    this.#options.clock.clearTimeout(this.#timer);
    const ends = [...this.#served.values()].map(({ session }) => this.#end(session));
    this.#served.clear();
    await Promise.all(ends);
    this.#daemons.close();
  }

  #open(id: string): Served {
    const known = this.#served.get(id);
    if (known !== undefined) return known;
    const { sessionsMax } = this.#settings;
    checkBudget(this.#served.size, sessionsMax, this.#options.isUrgent(id));
    return {
      session: new RtpengineSession(`${this.#prefix}-${id}`, this.#daemons),
      watch: new SilenceWatch(),
      listening: new Listening(this.#options.clock.now()),
      quality: new Quality(),
      isLooking: false,
      isLost: false,
    };
  }

  #armLook(): void {
    const { clock } = this.#options;
    this.#timer = clock.setTimeout(() => {
      for (const [id, served] of this.#served)
        if (served.session.isAnswered()) this.#look(id, served);
      this.#armLook();
    }, limits.ngLookMs);
  }

  /** One question at a time, however slowly it is answered. */
  #look(id: string, served: Served): void {
    if (served.isLooking || served.isLost) return;
    served.isLooking = true;
    void served.session.query().then((answer) => {
      served.isLooking = false;
      if (answer !== undefined && this.#served.has(id)) this.#learn(id, served, answer);
    });
  }

  #learn(id: string, served: Served, answer: Dictionary): void {
    const { session, watch, listening, quality } = served;
    if (answer['result'] !== 'ok') {
      served.isLost = true;
      return this.#fault(id, `rtpengine ${session.daemon()?.name} has lost the call`);
    }
    quality.learn(answer);
    const mayBeHeard = { a: session.mayBeHeard('a'), b: session.mayBeHeard('b') };
    const silences = listening.look(answer, this.#options.clock.now(), mayBeHeard);
    for (const event of watch.look(silences, this.#settings.inactivityMs))
      this.#options.onEvent({ ...event, session: id });
  }

  #changed(daemon: Daemon): void {
    const { name } = daemon;
    this.#options.onEvent({ type: 'engine', engine: `rtpengine ${name}`, isUp: daemon.isUp() });
    if (daemon.isUp()) return;
    for (const [id, { session }] of this.#served)
      if (session.daemon() === daemon) this.#fault(id, `rtpengine ${name} does not answer`);
  }

  #fault(session: string, reason: string): void {
    this.#options.onEvent({ type: 'fault', session, reason });
  }

  #release(): void {
    const sessions = [...this.#served.values()].map(({ session }) => session);
    const used = new Set([...sessions, ...this.#ending].map((session) => session.daemon()));
    this.#daemons.release((daemon) => used.has(daemon));
  }
}
