/**
 * A leg's SRTP in both directions: rollover counters, replay protection, one master key each way.
 * RFC 3711 §3.3.
 */
import { limits } from '../limits.ts';
import { readRtpHeader } from '../rtp/header.ts';
import { counterMode } from './counter-mode.ts';
import { deriveKeys } from './derive.ts';
import { gcmMode } from './gcm-mode.ts';
import { ReplayWindow } from './replay-window.ts';
import { masterBytes, type Suite } from './suites.ts';
import type { Transform } from './transform.ts';

const sequences = 0x1_0000;

function transformOf(master: Buffer, suite: Suite): Transform {
  if (master.length !== masterBytes(suite)) throw new Error('a master key of another length');
  const { rtp, rtcp } = deriveKeys(master, suite);
  return suite === 'AEAD_AES_128_GCM' ? gcmMode(rtp, rtcp) : counterMode(rtp, rtcp);
}

/** What is kept of one source. */
interface Source {
  /** Of the newest packet; its rollovers stand above the 16 bits of its sequence number. */
  newest: number;
  readonly window: ReplayWindow;
}

/** RFC 3711 §3.3.1: the index nearest to the newest one. */
function indexOf(sequence: number, newest: number): number {
  const guess = newest - (newest % sequences) + sequence;
  if (guess - newest > sequences / 2 && guess >= sequences) return guess - sequences;
  if (newest - guess > sequences / 2) return guess + sequences;
  return guess;
}

/** Sources by SSRC. A key never meets a source again that was forgotten, so none is. */
class Sources {
  readonly #known = new Map<number, Source>();

  get(ssrc: number, sequence: number): Source | undefined {
    const known = this.#known.get(ssrc);
    if (known !== undefined) return known;
    if (this.#known.size >= limits.sourcesPerKeyMax) return undefined;
    return { newest: sequence, window: new ReplayWindow() };
  }

  /** Only for packets that were authentic. */
  keep(ssrc: number, source: Source, index: number): void {
    this.#known.set(ssrc, source);
    source.newest = Math.max(source.newest, index);
    source.window.take(index);
  }
}

/** Seals what goes to the leg. */
export class Sealer {
  readonly #transform: Transform;
  readonly #sources = new Sources();
  #rtcpIndex = 0;

  constructor(master: Buffer, suite: Suite) {
    this.#transform = transformOf(master, suite);
  }

  rtp(packet: Buffer): Buffer | undefined {
    const header = readRtpHeader(packet);
    const source = header && this.#sources.get(header.ssrc, header.sequence);
    if (header === undefined || source === undefined) return undefined;
    const index = indexOf(header.sequence, source.newest);
    // Sealing two packets under one index would lay them open.
    if (!source.window.mayTake(index)) return undefined;
    this.#sources.keep(header.ssrc, source, index);
    return this.#transform.sealRtp(packet, header, Math.floor(index / sequences));
  }

  rtcp(packet: Buffer): Buffer {
    this.#rtcpIndex = (this.#rtcpIndex + 1) % 0x8000_0000;
    return this.#transform.sealRtcp(packet, this.#rtcpIndex);
  }
}

/** Opens what comes from the leg. */
export class Opener {
  readonly #transform: Transform;
  readonly #sources = new Sources();
  readonly #rtcpWindow = new ReplayWindow();

  constructor(master: Buffer, suite: Suite) {
    this.#transform = transformOf(master, suite);
  }

  /** Undefined when the packet is not authentic or was there before. */
  rtp(packet: Buffer): Buffer | undefined {
    const header = readRtpHeader(packet, true);
    const source = header && this.#sources.get(header.ssrc, header.sequence);
    if (header === undefined || source === undefined) return undefined;
    const index = indexOf(header.sequence, source.newest);
    if (!source.window.mayTake(index)) return undefined;
    const opened = this.#transform.openRtp(packet, header, Math.floor(index / sequences));
    if (opened !== undefined) this.#sources.keep(header.ssrc, source, index);
    return opened;
  }

  rtcp(packet: Buffer): Buffer | undefined {
    const opened = this.#transform.openRtcp(packet);
    if (opened === undefined || !this.#rtcpWindow.mayTake(opened.index)) return undefined;
    this.#rtcpWindow.take(opened.index);
    return opened.packet;
  }
}
