/**
 * What is heard at a port: what comes for the leg that it is on, with a tone over it, kept in a
 * file if that is wanted. It outlives legs, so that a file goes on from call to call.
 */
import type { Hearing } from '../media.ts';
import { decode } from '../rtp/g711.ts';
import type { RtpHeader } from '../rtp/header.ts';
import { mix } from '../rtp/mix.ts';
import { Playback } from '../rtp/track.ts';
import type { Paced, Pacer } from './pacer.ts';
import { Recorder } from './recorder.ts';
import { toneTrack } from './tracks.ts';

/** Any would do: nothing is sent. */
const codec = 'pcma';

/** So many frames without a packet, and the tone is alone: a packet may come a little late. */
const quietFramesMin = 3;

type Paces = Pick<Pacer, 'add' | 'remove'>;

const nothing: Hearing = {};

export class Ear implements Paced {
  readonly #pacer: Paces;
  readonly #failed: (reason: string) => void;
  #hearing = nothing;
  #tone: Playback | undefined;
  #recorder: Recorder | undefined;
  #quietFrames = quietFramesMin;

  constructor(pacer: Paces, failed: (reason: string) => void) {
    this.#pacer = pacer;
    this.#failed = failed;
  }

  apply(hearing: Hearing): void {
    const { tone, recording } = this.#hearing;
    this.#hearing = hearing;
    if (hearing.tone?.tone !== tone?.tone) {
      this.#tone = hearing.tone && new Playback(toneTrack(hearing.tone, codec), codec);
    }
    if (hearing.recording !== recording) this.#record(hearing.recording);
    // A tone that nobody keeps costs nothing.
    if (this.#tone && this.#recorder) this.#pacer.add(this);
    else this.#pacer.remove(this);
  }

  #record(path: string | undefined): void {
    this.#recorder?.close();
    this.#recorder = path === undefined ? undefined : new Recorder(path, this.#failed);
  }

  /** The samples of a packet that came for the leg. */
  take(header: RtpHeader, samples: Int16Array): void {
    this.#quietFrames = 0;
    const over = this.#recorder && this.#tone?.next(samples.length);
    this.#recorder?.take(header, over ? mix(samples, decode(over, codec)) : samples);
  }

  frame(): void {
    this.#quietFrames += 1;
    if (this.#quietFrames <= quietFramesMin || !this.#tone) return;
    this.#recorder?.add(decode(this.#tone.next(), codec));
  }

  close(): void {
    this.apply(nothing);
  }
}

/** The ears of the child, by the names of their ports. */
export class Ears {
  readonly #pacer: Paces;
  readonly #failed: (ear: string, reason: string) => void;
  readonly #ears = new Map<string, Ear>();

  constructor(pacer: Paces, failed: (ear: string, reason: string) => void) {
    this.#pacer = pacer;
    this.#failed = failed;
  }

  get(name: string | undefined): Ear | undefined {
    return name === undefined ? undefined : this.#ears.get(name);
  }

  /** Without anything to hear it is gone. */
  hear(name: string, hearing: Hearing | undefined): void {
    const ear =
      this.#ears.get(name) ?? new Ear(this.#pacer, (reason) => this.#failed(name, reason));
    if (hearing === undefined) {
      ear.close();
      this.#ears.delete(name);
      return;
    }
    this.#ears.set(name, ear);
    ear.apply(hearing);
  }
}
