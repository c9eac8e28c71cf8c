/** The ear of a port: tones alone and over what comes, in one file from call to call. */
import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { Ears } from '../../../src/media/child/ear.ts';
import type { Paced, Pacer } from '../../../src/media/child/pacer.ts';
import type { RtpHeader } from '../../../src/media/rtp/header.ts';
import { levelOf } from '../level.ts';

const busy = { tone: 'busy', country: 'us' } as const;

/** A pacer whose frames are called by hand. */
function handPacer() {
  const paced = new Set<Paced>();
  const pacer: Pick<Pacer, 'add' | 'remove'> = {
    add: (one) => void paced.add(one),
    remove: (one) => void paced.delete(one),
  };
  const frames = (count: number) => {
    for (let at = 0; at < count; at += 1) for (const each of paced) each.frame();
  };
  return { pacer, paced, frames };
}

async function startEars(t: TestContext) {
  const folder = await mkdtemp(join(tmpdir(), 'ear-'));
  t.after(() => rm(folder, { recursive: true }));
  const { pacer, paced, frames } = handPacer();
  const failed: string[] = [];
  const ears = new Ears(pacer, (ear, reason) => failed.push(`${ear}: ${reason}`));
  const path = join(folder, 'heard.wav');
  return {
    ...{ ears, paced, frames, failed, path },
    /** What the file holds once it is finished. */
    finish: async (): Promise<Int16Array> => {
      ears.hear('p1', undefined);
      for (;;) {
        // Created in its own time.
        const file = await readFile(path).catch(() => Buffer.alloc(0));
        if (file.length > 44 && file.length === 44 + file.readUInt32LE(40))
          return Int16Array.from({ length: (file.length - 44) / 2 }, (_, at) =>
            file.readInt16LE(44 + 2 * at),
          );
        await new Promise(setImmediate);
      }
    },
  };
}

function packet(at: number, ssrc = 1): RtpHeader {
  return {
    payloadType: 8,
    sequence: at,
    timestamp: at * 160,
    ssrc,
    hasMarker: false,
    payloadStart: 12,
    payloadEnd: 172,
  };
}

function whistle(hz: number, at: number): Int16Array {
  return Int16Array.from({ length: 160 }, (_, sample) =>
    Math.round(8000 * Math.sin((2 * Math.PI * hz * (at * 160 + sample)) / 8000)),
  );
}

test('a tone is heard alone, sample by sample as its cadence has it', async (t) => {
  const { ears, frames, finish, path } = await startEars(t);
  ears.hear('p1', { tone: busy, recording: path });
  frames(100);
  const heard = await finish();
  const half = 4000;
  assert.equal(heard.length, 4 * half);
  for (const from of [0, 2 * half]) {
    const [on, off] = [
      heard.subarray(from, from + half),
      heard.subarray(from + half, from + 2 * half),
    ];
    for (const hz of [480, 620]) assert.ok(Math.abs(levelOf(on, hz) - 2500) < 25, String(hz));
    assert.ok(off.every((sample) => Math.abs(sample) <= 8));
  }
});

test('a tone goes over what comes, which is as long as it was', async (t) => {
  const { ears, frames, finish, path } = await startEars(t);
  ears.hear('p1', { tone: busy, recording: path });
  for (let at = 0; at < 25; at += 1) {
    ears.get('p1')?.take(packet(at), whistle(1000, at));
    frames(1);
  }
  const heard = await finish();
  assert.equal(heard.length, 25 * 160);
  assert.ok(Math.abs(levelOf(heard, 1000) - 8000) < 80);
  for (const hz of [480, 620]) assert.ok(Math.abs(levelOf(heard, hz) - 2500) < 50, String(hz));
});

test('a file goes on from one call to the next, and through the tone between them', async (t) => {
  const { ears, frames, finish, path } = await startEars(t);
  ears.hear('p1', { recording: path });
  ears.get('p1')?.take(packet(0, 1), whistle(1000, 0));
  ears.hear('p1', { tone: busy, recording: path });
  frames(5);
  ears.hear('p1', { recording: path });
  ears.get('p1')?.take(packet(900, 2), whistle(1600, 0));
  const heard = await finish();
  // The frames in which a late packet was still waited for are not kept.
  assert.equal(heard.length, 4 * 160);
  const [first, , , last] = [0, 1, 2, 3].map((at) => heard.subarray(160 * at, 160 * at + 160));
  assert.ok(first && levelOf(first, 1000) > 7000);
  assert.ok(last && levelOf(last, 1600) > 7000);
});

test('a tone that nobody keeps takes no time, and one that is not kept any more stops', async (t) => {
  const { ears, paced, frames, finish, path } = await startEars(t);
  ears.hear('p1', { tone: busy });
  assert.equal(paced.size, 0);
  ears.hear('p1', { tone: busy, recording: path });
  frames(10);
  assert.equal(paced.size, 1);
  await finish();
  assert.equal(paced.size, 0);
});

test('a file that cannot be written is told, and the ear goes on', async (t) => {
  const { ears, failed } = await startEars(t);
  ears.hear('p1', { recording: '/nowhere/heard.wav' });
  ears.get('p1')?.take(packet(0), whistle(1000, 0));
  while (failed.length === 0) await new Promise(setImmediate);
  assert.match(failed[0] ?? '', /^p1: .*ENOENT/);
});
