/** The engine that serves each session: the one that was configured when it began. */

import type { Side } from '../domain/side.ts';
import { type BuiltInMedia, createMedia } from './create-media.ts';
import type {
  EngineEvent,
  Half,
  Hearing,
  Leg,
  LegPolicy,
  LocalStyle,
  MediaEvent,
  MediaServices,
  Member,
  PressOptions,
  Sound,
} from './media.ts';
import type { MediaOptions } from './media-options.ts';
import type { SessionStats } from './plan.ts';
import { RtpengineMedia } from './rtpengine/rtpengine-media.ts';
import type { Place } from './sdp/places.ts';

export interface ChoiceOptions extends Omit<MediaOptions, 'onEvent'> {
  readonly onEvent: (event: MediaEvent | EngineEvent) => void;
  /** None: the built-in engine. */
  readonly daemons: readonly Place[];
}

type Settings = Pick<
  ChoiceOptions,
  'addresses' | 'portRange' | 'inactivityMs' | 'sessionsMax' | 'daemons'
>;

export class EngineChoice implements MediaServices {
  readonly #builtIn: BuiltInMedia;
  readonly #rtpengine: RtpengineMedia;
  readonly #urgent = new Set<string>();
  #hasDaemons: boolean;

  constructor(options: ChoiceOptions) {
    const { clock, onEvent, daemons } = options;
    const isUrgent = (session: string) => this.#urgent.has(callOf(session));
    this.#hasDaemons = daemons.length > 0;
    this.#builtIn = createMedia({
      ...options,
      isUrgent,
      onEvent: (event) => {
        const isOurs = event.type === 'recordingFailed' || isOfCall(event.session);
        const told = isOurs ? [event] : this.#rtpengine.heard(event);
        for (const each of told) onEvent(each);
      },
    });
    const builtIn = this.#builtIn;
    const ports = { builtIn, clock, onEvent, isUrgent };
    this.#rtpengine = new RtpengineMedia(ports, rtpengineSettings(options));
  }

  /** New sessions go where these say; others stay where they are. */
  reconfigure(settings: Settings): void {
    this.#hasDaemons = settings.daemons.length > 0;
    this.#builtIn.reconfigure(settings);
    this.#rtpengine.configure(rtpengineSettings(settings));
  }

  relay(
    session: string,
    from: Leg,
    fromSide: Side,
    towards: Side,
    sdp: Buffer,
    half: Half,
  ): Buffer | Promise<Buffer> {
    return this.#of(session).relay(session, from, fromSide, towards, sdp, half);
  }

  terminate(session: string, leg: Leg, side: Side, offer?: Buffer, style?: LocalStyle): Buffer {
    return this.#of(session).terminate(session, leg, side, offer, style);
  }

  setPolicy(session: string, leg: Leg, policy: LegPolicy): void {
    this.#of(session).setPolicy(session, leg, policy);
  }

  play(session: string, leg: Leg, sound: Sound): void {
    this.#of(session).play(session, leg, sound);
  }

  hear(ear: string, hearing?: Hearing): void {
    this.#builtIn.hear(ear, hearing);
  }

  listen(ear: string, at?: Member): void {
    (at ? this.#of(at.session) : this.#builtIn).listen(ear, at);
  }

  press(session: string, leg: Leg, digits: string, options?: PressOptions): void {
    this.#of(session).press(session, leg, digits, options);
  }

  conference(id: string, members: readonly Member[]): void {
    const isOutside = members.some(({ session }) => this.#rtpengine.has(session));
    (isOutside ? this.#rtpengine : this.#builtIn).conference(id, members);
  }

  prefer(session: string): void {
    this.#urgent.add(session);
  }

  close(session: string): void {
    this.#urgent.delete(session);
    this.#rtpengine.close(session);
    this.#builtIn.close(session);
  }

  stats(session: string): Promise<SessionStats | undefined> {
    return this.#of(session).stats(session);
  }

  /** Legs that the built-in engine ends for the other one count once. */
  count(): number {
    return this.#rtpengine.count() + this.#builtIn.sessions().filter(isOfCall).length;
  }

  /** The rtpengines that do not answer. */
  silent(): readonly string[] {
    return this.#rtpengine.silent().map((name) => `rtpengine ${name}`);
  }

  /** The built-in engine's process; undefined while there is none. */
  pid(): number | undefined {
    return this.#builtIn.pid();
  }

  async stop(): Promise<void> {
    await Promise.all([this.#rtpengine.stop(), this.#builtIn.stop()]);
  }

  #of(session: string): BuiltInMedia | RtpengineMedia {
    if (this.#rtpengine.has(session)) return this.#rtpengine;
    return this.#hasDaemons && !this.#builtIn.has(session) ? this.#rtpengine : this.#builtIn;
  }
}

/** Legs that end here for another engine have sessions with blanks in their names. */
function isOfCall(session: string): boolean {
  return callOf(session) === session;
}

function callOf(session: string): string {
  return session.split(' ', 1)[0] ?? '';
}

function rtpengineSettings({ addresses, inactivityMs, sessionsMax, daemons }: Settings) {
  return {
    daemons,
    policies: addresses,
    inactivityMs: inactivityMs ?? 0,
    sessionsMax: sessionsMax ?? Number.POSITIVE_INFINITY,
  };
}
