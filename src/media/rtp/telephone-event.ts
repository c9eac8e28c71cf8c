/**
 * Key presses as telephone-events: reading them, and the packets of sending them. RFC 4733 §2.3,
 * §2.5, §3.2.
 */
import { Refusal } from '../../domain/refusal.ts';
import { limits } from '../limits.ts';
import { frameMs } from './track.ts';

const keys = '0123456789*#ABCD';

/** Throws a `Refusal` (`E-DIGITS`) for what cannot be pressed, or not for so long. */
export function checkKeys(digits: string, digitMs: number): void {
  const { digitMsMin, digitMsMax, digitsMax } = limits;
  if (!/^[0-9*#A-D]+$/.test(digits) || digits.length > digitsMax)
    throw new Refusal('E-DIGITS', `keys are 1 to ${digitsMax} of 0-9, *, # and A-D`);
  if (!(digitMs >= digitMsMin && digitMs <= digitMsMax))
    throw new Refusal('E-DIGITS', `a key is pressed for ${digitMsMin} to ${digitMsMax} ms`);
}

/** The key of an event packet's payload; undefined when it is no key. */
export function readDigit(payload: Uint8Array): string | undefined {
  if (payload.length < 4) return undefined;
  return keys[payload[0] ?? keys.length];
}

/** 10 dB below full scale, the usual level. */
const volume = 10;
const pauseMs = 60;
/** The last packet goes out three times (§2.5.1.4). */
const finalCopies = 3;
const unitsPerFrame = 8 * frameMs;

export interface EventPacket {
  readonly digit: string;
  /** To be sounded in the audio instead. */
  readonly isInBand: boolean;
  /** The key is up again: what follows are copies of the end. */
  readonly hasEnded: boolean;
  readonly hasMarker: boolean;
  /** Frames since the event began, which is what its packets are stamped with. */
  readonly framesAgo: number;
  readonly payload: Uint8Array;
}

interface Pressed {
  readonly digit: string;
  readonly frames: number;
  readonly isInBand: boolean;
}

/** Digits one after the other, a packet a frame. */
export class DigitSender {
  readonly #waiting: Pressed[] = [];
  #frame = 0;

  /** More than can wait are let go. */
  press(digits: string, digitMs: number, isInBand = false): void {
    const frames = Math.max(1, Math.round(digitMs / frameMs));
    const free = Math.max(0, limits.digitsMax - this.#waiting.length);
    for (const digit of digits.slice(0, free)) this.#waiting.push({ digit, frames, isInBand });
  }

  /** How many digits are not finished. */
  waiting(): number {
    return this.#waiting.length;
  }

  /**
   * What takes the place of this frame's audio: `pause` between digits, undefined when there are
   * none.
   */
  next(): EventPacket | 'pause' | undefined {
    const [current] = this.#waiting;
    if (current === undefined) return undefined;
    const at = this.#frame;
    this.#frame += 1;
    const lastFrame = current.frames + finalCopies - 1;
    if (at > lastFrame) {
      if (this.#frame > lastFrame + pauseMs / frameMs) this.#end();
      return 'pause';
    }
    const hasEnded = at >= current.frames;
    const duration = Math.min(at + 1, current.frames) * unitsPerFrame;
    return {
      digit: current.digit,
      isInBand: current.isInBand,
      hasEnded,
      hasMarker: at === 0,
      framesAgo: at,
      payload: eventPayload(keys.indexOf(current.digit), hasEnded, duration),
    };
  }

  #end(): void {
    this.#waiting.shift();
    this.#frame = 0;
  }
}

function eventPayload(event: number, hasEnded: boolean, duration: number): Uint8Array {
  return Uint8Array.of(event, (hasEnded ? 0x80 : 0) | volume, duration >> 8, duration & 0xff);
}
