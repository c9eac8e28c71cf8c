/** Phones that whistle, and what can be told of it where it is heard. */
import type { TestContext } from 'node:test';
import { decode, encode } from '../../src/media/rtp/g711.ts';
import type { FakePhone } from './fake-phone.ts';
import { levelOf } from './level.ts';

/** A frame every 20 ms. */
export function whistle(t: TestContext, phone: FakePhone, hz: number, ssrc: number): void {
  let sequence = 0;
  const timer = setInterval(() => {
    const from = sequence * 160;
    const samples = Int16Array.from({ length: 160 }, (_, at) =>
      Math.round(8000 * Math.sin((2 * Math.PI * hz * (from + at)) / 8000)),
    );
    phone.speak([sequence], { payload: encode(samples, 'pcma'), ssrc });
    sequence += 1;
  }, 20);
  t.after(() => clearInterval(timer));
}

/** Which of the frequencies are in what a phone hears next. */
export async function hears(phone: FakePhone, frequencies: readonly number[]): Promise<boolean[]> {
  const from = phone.heard.length + 10;
  await phone.heardPackets(from + 25);
  const packets = phone.heard.slice(from, from + 25).map((packet) => packet.subarray(12));
  const samples = decode(Buffer.concat(packets), 'pcma');
  return frequencies.map((hz) => levelOf(samples, hz) > 2000);
}
