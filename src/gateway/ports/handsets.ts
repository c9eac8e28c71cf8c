/** The handsets of soft ports: what each hears, says and keeps, and which keys came to it. */
import type { Configuration } from '../../domain/configuration.ts';
import { wayOfKeys } from '../../domain/dtmf.ts';
import { limits } from '../../domain/limits.ts';
import { Refusal } from '../../domain/refusal.ts';
import type { ToneName } from '../../domain/tones.ts';
import { userAt } from '../../domain/users.ts';
import {
  type EngineEvent,
  type MediaEngine,
  type MediaEvent,
  type Member,
  otherLeg,
} from '../../media/media.ts';
import type { Log } from '../../runtime/log.ts';
import { type CallSession, keyOf } from '../calls/call-session.ts';
import type { Calls } from '../calls/calls.ts';
import { keyInfo } from '../calls/key-press.ts';
import { countryOf } from '../settings.ts';
import { dtmfMode } from './soft-style.ts';

interface HandsetPorts {
  readonly media: () => MediaEngine;
  readonly calls: () => Calls;
  readonly configuration: () => Configuration;
  readonly log: Log;
  /** Whether messages wait for a user. */
  readonly hasMessages: (user: string) => boolean;
}

/** Keys that came in a call. */
interface Keys {
  readonly call: string;
  readonly digits: string;
}

export class Handsets {
  readonly #ports: HandsetPorts;
  readonly #tones = new Map<string, ToneName>();
  readonly #recordings = new Map<string, string>();
  readonly #keys = new Map<string, Keys>();

  constructor(ports: HandsetPorts) {
    this.#ports = ports;
  }

  /** The tone that a port hears now. */
  tone(port: string): ToneName | undefined {
    return this.#tones.get(port);
  }

  /** The keys that came in its call, or in its last one; the newest ones. */
  digits(port: string): string {
    return this.#keys.get(port)?.digits ?? '';
  }

  sound(port: string, tone: ToneName | undefined): void {
    if (!this.#isHandset(port) || tone === this.#tones.get(port)) return;
    if (tone === undefined) this.#tones.delete(port);
    else this.#tones.set(port, tone === 'dial' ? this.#dialTone(port) : tone);
    this.#hear(port);
  }

  /** Dial tone stutters when messages wait. */
  #dialTone(port: string): ToneName {
    const user = userAt(this.#ports.configuration(), port);
    return user && this.#ports.hasMessages(user.name) ? 'stutter' : 'dial';
  }

  listen(port: string, call: string | undefined): void {
    if (!this.#isHandset(port)) return;
    this.#ports.media().listen?.(port, this.place(port, call));
    if (call !== undefined && this.#keys.get(port)?.call !== call) {
      this.#keys.set(port, { call, digits: '' });
    }
  }

  /** Where a port is in a call. */
  place(port: string, call: string | undefined): Member | undefined {
    const session = this.#ports.calls().get(call ?? '');
    const leg = session && legOf(session, port);
    return session && leg && { session: session.facts.id, leg };
  }

  /** A key goes the way of a phone's. */
  press(port: string, call: string | undefined, digit: string): void {
    const at = this.place(port, call);
    const session = this.#ports.calls().get(call ?? '');
    if (!at || !session) return;
    const mode = dtmfMode(this.#ports.configuration());
    // It ends here in G.711; what the other party takes the engine knows.
    const way = wayOfKeys(mode, { codec: 'pcma', takesEvents: true });
    if (way === 'info') return this.#inform(session, at, digit);
    try {
      this.#sound(at, digit, way === 'inband');
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      this.#sound(at, digit, true);
    }
  }

  #sound({ session, leg }: Member, digit: string, isInBand: boolean): void {
    this.#ports.media().press?.(session, leg, digit, { isInBand });
  }

  /** As a phone would by INFO; a handset across has no dialog that could carry it. */
  #inform(session: CallSession, { leg }: Member, digit: string): void {
    const { dialog } = session.party(otherLeg(leg));
    if (!dialog) return this.pressed(session.facts.id, leg, digit);
    const [fields, body] = keyInfo(digit);
    dialog.send('INFO', fields, body, { response: ignored, failed: ignored });
  }

  /** Says what is in a file, once. */
  play(port: string, call: string | undefined, path: string): void {
    const at = this.place(port, call);
    if (!at) throw new Refusal('E-PORT-STATE', `port "${port}" is in no call`);
    this.#ports.media().play(at.session, at.leg, { wav: path });
  }

  /** Without a path what was kept so far is finished. */
  record(port: string, path: string | undefined): void {
    if (path === undefined) this.#recordings.delete(port);
    else this.#recordings.set(port, path);
    this.#hear(port);
  }

  recording(port: string): string | undefined {
    return this.#recordings.get(port);
  }

  told(event: MediaEvent | EngineEvent): void {
    const { log } = this.#ports;
    switch (event.type) {
      case 'digit':
        return this.pressed(event.session, event.leg, event.digit);
      case 'fileFailed':
        return log.warn({ call: event.session, reason: event.reason }, 'a file was not played');
      case 'recordingFailed':
        log.warn({ port: event.ear, reason: event.reason }, 'what a port hears was not kept');
        return this.record(event.ear, undefined);
      default:
        return undefined;
    }
  }

  /** Keys pressed on one leg of a call: a handset on the other one notes them. */
  pressed(call: string, leg: Member['leg'], digits: string): void {
    const session = this.#ports.calls().get(call);
    const port = session?.party(otherLeg(leg)).port;
    if (port === undefined || !this.#isHandset(port)) return;
    const before = this.#keys.get(port);
    const known = before?.call === call ? before.digits : '';
    this.#keys.set(port, { call, digits: `${known}${digits}`.slice(-limits.dialledLength) });
  }

  #isHandset(port: string): boolean {
    const { ports } = this.#ports.configuration();
    return ports.some(({ name, kind }) => name === port && kind === 'soft');
  }

  #hear(port: string): void {
    const tone = this.#tones.get(port);
    const recording = this.#recordings.get(port);
    const country = countryOf(this.#ports.configuration());
    const isNothing = tone === undefined && recording === undefined;
    this.#ports
      .media()
      .hear?.(port, isNothing ? undefined : { tone: tone && { tone, country }, recording });
  }
}

function ignored(): void {
  // Pressed is pressed.
}

/** The leg of a call that a port is on. */
function legOf({ facts, callees }: CallSession, port: string): Member['leg'] | undefined {
  if (facts.caller.port === port) return 'a';
  return callees.has(keyOf({ port })) ? 'b' : undefined;
}
