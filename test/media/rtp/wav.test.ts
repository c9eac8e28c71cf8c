/** WAV files in and out. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { Refusal } from '../../../src/domain/refusal.ts';
import { decode, encode } from '../../../src/media/rtp/g711.ts';
import { formatWavHeader, readWav, samplesToBytes } from '../../../src/media/rtp/wav.ts';

const samples = Int16Array.from({ length: 801 }, (_, at) => 9000 * Math.sin(at / 3));

function pcmFile(): Buffer {
  const data = samplesToBytes(samples);
  return Buffer.concat([formatWavHeader(data.length), data]);
}

test('16-bit samples are read as the codec that is asked for', () => {
  for (const codec of ['pcmu', 'pcma'] as const)
    assert.deepEqual(readWav(pcmFile(), codec), encode(samples, codec));
});

test('a G.711 file is taken as it is, or by way of samples', () => {
  const octets = encode(samples, 'pcma');
  const file = Buffer.concat([formatWavHeader(octets.length), octets]);
  file.writeUInt16LE(6, 20);
  file.writeUInt16LE(8, 34);
  assert.deepEqual(readWav(file, 'pcma'), octets);
  assert.deepEqual(readWav(file, 'pcmu'), encode(decode(octets, 'pcma'), 'pcmu'));
});

test('other chunks are passed over, odd ones with their padding', () => {
  const file = pcmFile();
  const extra = Buffer.from('LIST\x03\0\0\0abc\0', 'latin1');
  const whole = Buffer.concat([file.subarray(0, 12), extra, file.subarray(12)]);
  assert.deepEqual(readWav(whole, 'pcmu'), encode(samples, 'pcmu'));
});

test('what is no such file is refused', () => {
  const stereo = pcmFile();
  stereo.writeUInt16LE(2, 22);
  const fast = pcmFile();
  fast.writeUInt32LE(44_100, 24);
  const mp3 = pcmFile();
  mp3.writeUInt16LE(0x55, 20);
  for (const file of [Buffer.from('hello'), stereo, fast, mp3, pcmFile().subarray(0, 30)]) {
    assert.throws(
      () => readWav(file, 'pcmu'),
      (error) => error instanceof Refusal && error.code === 'E-WAV-INVALID',
    );
  }
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 80 }), fc.nat(44), (noise, at) => {
      const file = Buffer.concat([pcmFile().subarray(0, at), noise]);
      try {
        readWav(file, 'pcma');
      } catch (error) {
        assert.ok(error instanceof Refusal, String(error));
      }
    }),
  );
});
