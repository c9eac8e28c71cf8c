/** A WAV file that grows with what a leg hears; writing never holds up a packet. */
import { type FileHandle, open } from 'node:fs/promises';
import { limits } from '../limits.ts';
import { type Codec, decode, silentOctet } from '../rtp/g711.ts';
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
  take(header: RtpHeader, payload: Uint8Array, codec: Codec): void {
    const isNew = header.ssrc !== this.#ssrc || this.#nextTimestamp === undefined;
    const gap = isNew ? 0 : (header.timestamp - (this.#nextTimestamp ?? 0)) | 0;
    if (gap < 0) return;
    if (gap > 0 && gap <= limits.recordingGapMsMax * unitsPerMs)
      this.#add(new Uint8Array(gap).fill(silentOctet[codec]), codec);
    this.#add(payload, codec);
    this.#ssrc = header.ssrc;
    this.#nextTimestamp = (header.timestamp + payload.length) >>> 0;
  }

  #add(octets: Uint8Array, codec: Codec): void {
    if (this.#bytes + this.#pendingBytes + 2 * octets.length > limits.recordingBytesMax) return;
    const samples = samplesToBytes(decode(octets, codec));
    this.#pending.push(samples);
    this.#pendingBytes += samples.length;
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
