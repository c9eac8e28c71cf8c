/** A WAV file that grows with what a leg hears; writing never holds up a packet. */
import { type FileHandle, open } from 'node:fs/promises';
import { limits } from '../limits.ts';
import type { RtpHeader } from '../rtp/header.ts';
import { formatWavHeader, samplesToBytes, wavHeaderBytes } from '../rtp/wav.ts';

/** Written at a time: half a second. */
const chunkBytes = 8000;
const unitsPerMs = 8;

export class Recorder {
  readonly #file: Promise<FileHandle>;
  readonly #failed: (reason: string) => void;
  #pending: Buffer[] = [];
  #pendingBytes = 0;
  #bytes = 0;
  #writing: Promise<void>;
  #nextTimestamp: number | undefined;
  #ssrc: number | undefined;

  /** Never writes over a file that is there. */
  constructor(path: string, failed: (reason: string) => void) {
    this.#failed = failed;
    this.#file = open(path, 'wx');
    this.#writing = this.#file.then(
      (file) => file.write(formatWavHeader(0)).then(() => undefined),
      (error: unknown) => failed(String(error)),
    );
  }

  /** Packets that come late are left out, those that do not come are silence. */
  take(header: RtpHeader, samples: Int16Array): void {
    const isNew = header.ssrc !== this.#ssrc || this.#nextTimestamp === undefined;
    const gap = isNew ? 0 : (header.timestamp - (this.#nextTimestamp ?? 0)) | 0;
    if (gap < 0) return;
    if (gap > 0 && gap <= limits.recordingGapMsMax * unitsPerMs) this.#append(new Int16Array(gap));
    this.#append(samples);
    this.#ssrc = header.ssrc;
    this.#nextTimestamp = (header.timestamp + samples.length) >>> 0;
  }

  /** What comes in no packet: packets after it follow at once. */
  add(samples: Int16Array): void {
    this.#nextTimestamp = undefined;
    this.#append(samples);
  }

  #append(samples: Int16Array): void {
    if (this.#bytes + this.#pendingBytes + 2 * samples.length > limits.recordingBytesMax) return;
    const bytes = samplesToBytes(samples);
    this.#pending.push(bytes);
    this.#pendingBytes += bytes.length;
    if (this.#pendingBytes >= chunkBytes) this.#flush();
  }

  #flush(): void {
    const chunk = Buffer.concat(this.#pending);
    const at = wavHeaderBytes + this.#bytes;
    this.#bytes += chunk.length;
    this.#pending = [];
    this.#pendingBytes = 0;
    this.#then((file) => file.write(chunk, 0, chunk.length, at));
  }

  /** The lengths in the head are right once this has been written. */
  close(): void {
    this.#flush();
    const header = formatWavHeader(this.#bytes);
    this.#then((file) => file.write(header, 0, header.length, 0));
    this.#then((file) => file.close());
  }

  #then(act: (file: FileHandle) => Promise<unknown>): void {
    this.#writing = this.#writing
      .then(() => this.#file)
      .then(act)
      .then(
        () => undefined,
        (error: unknown) => this.#failed(String(error)),
      );
  }
}
