/** A sine in a WAV file of a gateway's folder of sounds. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { formatWavHeader, samplesToBytes } from '../../src/media/rtp/wav.ts';
import type { RunningGateway } from './gateway-process.ts';

export function whistle(
  { directory }: Pick<RunningGateway, 'directory'>,
  name: string,
  hz: number,
  seconds: number,
): void {
  const samples = Int16Array.from({ length: 8000 * seconds }, (_, at) =>
    Math.round(8000 * Math.sin((2 * Math.PI * hz * at) / 8000)),
  );
  const data = samplesToBytes(samples);
  const folder = join(directory, 'sounds');
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, name), Buffer.concat([formatWavHeader(data.length), data]));
}
