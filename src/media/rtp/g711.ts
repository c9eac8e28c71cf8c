/** G.711: 16-bit samples to μ-law and A-law octets and back, by tables. ITU-T G.711. */

export type Codec = 'pcmu' | 'pcma';

/** The octet of no sound. */
export const silentOctet: Readonly<Record<Codec, number>> = { pcmu: 0xff, pcma: 0xd5 };

/** μ-law works on 14 bits with a bias of 33; here both stand two bits higher. */
const bias = 33 << 2;

function expandMu(octet: number): number {
  const code = ~octet & 0xff;
  const magnitude = (((code & 0x0f) << 3) + bias) << ((code >> 4) & 0x07);
  return (code & 0x80) === 0 ? magnitude - bias : bias - magnitude;
}

/** Even bits are inverted on the line. */
function expandA(octet: number): number {
  const code = octet ^ 0x55;
  const segment = (code >> 4) & 0x07;
  const step = ((code & 0x0f) << 4) + 8;
  const magnitude = segment === 0 ? step : (step + 0x100) << (segment - 1);
  return (code & 0x80) === 0 ? -magnitude : magnitude;
}

const samples: Readonly<Record<Codec, Int16Array>> = {
  pcmu: Int16Array.from({ length: 256 }, (_, octet) => expandMu(octet)),
  pcma: Int16Array.from({ length: 256 }, (_, octet) => expandA(octet)),
};

/** For every sample the octet whose sample is nearest; built once by walking both upwards. */
function compression(codec: Codec): Uint8Array {
  const steps = [...samples[codec].entries()]
    .map(([octet, sample]) => ({ octet, sample }))
    .sort((one, other) => one.sample - other.sample);
  const octets = new Uint8Array(0x1_0000);
  let at = 0;
  for (let sample = -0x8000; sample < 0x8000; sample += 1) {
    while (at + 1 < steps.length && isNearer(sample, steps[at + 1]?.sample, steps[at]?.sample))
      at += 1;
    octets[sample + 0x8000] = steps[at]?.octet ?? 0;
  }
  return octets;
}

/**
 * A draw goes to the value further up, so that zero becomes the positive zero, the silent octet.
 */
function isNearer(sample: number, upper = 0, lower = 0): boolean {
  return Math.abs(upper - sample) <= Math.abs(lower - sample);
}

const octets: Readonly<Record<Codec, Uint8Array>> = {
  pcmu: compression('pcmu'),
  pcma: compression('pcma'),
};

export function encode(pcm: Int16Array, codec: Codec): Uint8Array {
  const table = octets[codec];
  return Uint8Array.from(pcm, (sample) => table[sample + 0x8000] ?? 0);
}

export function decode(line: Uint8Array, codec: Codec): Int16Array {
  const table = samples[codec];
  return Int16Array.from(line, (octet) => table[octet] ?? 0);
}
