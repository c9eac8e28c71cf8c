/** WAV files at 8000 Hz, mono: 16-bit samples, μ-law or A-law. RIFF/WAVE, RFC 2361. */
import { Refusal } from '../../domain/refusal.ts';
import { type Codec, decode, encode } from './g711.ts';

const pcm = 1;
const aLaw = 6;
const muLaw = 7;

interface Format {
  readonly code: number;
  readonly channels: number;
  readonly rate: number;
  readonly bits: number;
}

function invalid(rule: string): Refusal {
  return new Refusal('E-WAV-INVALID', rule);
}

/** The sound of a file in the codec that is asked for. */
export function readWav(file: Buffer, codec: Codec): Uint8Array {
  if (file.toString('latin1', 0, 4) !== 'RIFF' || file.toString('latin1', 8, 12) !== 'WAVE')
    throw invalid('the file is no RIFF/WAVE file');
  let format: Format | undefined;
  for (let at = 12; at + 8 <= file.length; ) {
    const name = file.toString('latin1', at, at + 4);
    const length = file.readUInt32LE(at + 4);
    const body = file.subarray(at + 8, at + 8 + length);
    if (name === 'fmt ') format = readFormat(body);
    if (name === 'data') return toCodec(body, format, codec);
    // Chunks are padded to an even length.
    at += 8 + length + (length % 2);
  }
  throw invalid('the file has no data');
}

function readFormat(body: Buffer): Format {
  if (body.length < 16) throw invalid('the format chunk is too short');
  return {
    code: body.readUInt16LE(0),
    channels: body.readUInt16LE(2),
    rate: body.readUInt32LE(4),
    bits: body.readUInt16LE(14),
  };
}

function toCodec(body: Buffer, format: Format | undefined, codec: Codec): Uint8Array {
  if (format === undefined) throw invalid('the data comes before its format');
  const { code, channels, rate, bits } = format;
  if (channels !== 1 || rate !== 8000)
    throw invalid(`the file has ${channels} channels at ${rate} Hz, not one at 8000`);
  if (code === pcm && bits === 16) return encode(samplesOf(body), codec);
  const kept = code === muLaw ? 'pcmu' : code === aLaw ? 'pcma' : undefined;
  if (kept === undefined || bits !== 8)
    throw invalid(`the file has format ${code} with ${bits} bits, not 16-bit PCM or G.711`);
  return kept === codec ? Uint8Array.from(body) : encode(decode(body, kept), codec);
}

function samplesOf(body: Buffer): Int16Array {
  return Int16Array.from({ length: Math.floor(body.length / 2) }, (_, at) =>
    body.readInt16LE(2 * at),
  );
}

export const wavHeaderBytes = 44;

/** The head of a file of 16-bit samples at 8000 Hz, mono. */
export function formatWavHeader(dataBytes: number): Buffer {
  const header = Buffer.alloc(wavHeaderBytes);
  header.write('RIFF', 0, 'latin1');
  header.writeUInt32LE(wavHeaderBytes - 8 + dataBytes, 4);
  header.write('WAVEfmt ', 8, 'latin1');
  header.writeUInt32LE(16, 16);
  header.writeUInt16LE(pcm, 20);
  header.writeUInt16LE(1, 22);
  header.writeUInt32LE(8000, 24);
  header.writeUInt32LE(16_000, 28);
  header.writeUInt16LE(2, 32);
  header.writeUInt16LE(16, 34);
  header.write('data', 36, 'latin1');
  header.writeUInt32LE(dataBytes, 40);
  return header;
}

export function samplesToBytes(samples: Int16Array): Buffer {
  const bytes = Buffer.alloc(samples.length * 2);
  for (const [at, sample] of samples.entries()) bytes.writeInt16LE(sample, 2 * at);
  return bytes;
}
