/**
 * kill -9 at any moment loses no acknowledged change and never prevents a start.
 * `OFFHOOK_KILLS=1000`
 * kills more often, `OFFHOOK_SEED=7` at other moments.
 */
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { Store } from '../../src/store/store.ts';
import { seededRandom } from '../simulation/random.ts';
import { startChild } from '../support/child.ts';
import { dataDirectory } from './directory.ts';

const kills = Number(process.env['OFFHOOK_KILLS'] ?? 25);
const seed = Number(process.env['OFFHOOK_SEED'] ?? 1);
const program = fileURLToPath(new URL('./committing-child.ts', import.meta.url));

/** The last number that the child was told is durable. */
function acknowledged(output: string, what: string): number {
  return Number([...output.matchAll(new RegExp(`^${what} (\\d+)$`, 'gm'))].at(-1)?.[1] ?? 0);
}

async function checkNothingLost(store: Store, output: string): Promise<void> {
  const latest = await store.latestRevision();
  const number = acknowledged(output, 'revision');
  assert.ok((latest?.number ?? 0) >= number, `revision ${number} was acknowledged`);
  if (latest) assert.equal(JSON.parse(latest.document).number, latest.number);

  const last = acknowledged(output, 'event');
  const [newest] = await store.events({ limit: 1 });
  assert.ok((newest?.number ?? 0) >= last, `event ${last} was acknowledged`);

  const written = acknowledged(output, 'written');
  const [record] = await store.callRecords(1);
  const [identity] = await store.identities();
  assert.ok(Number(record?.id ?? 0) >= written, `call record ${written} was acknowledged`);
  assert.ok((identity?.cseqReserved ?? 0) >= written, `CSeq ${written} was acknowledged`);
  assert.ok(Number((await store.getState('boots')) ?? 0) >= written, `state ${written}`);
}

function checkIntegrity(file: string): void {
  const database = new DatabaseSync(file, { readOnly: true });
  const [verdict] = database.prepare('PRAGMA integrity_check').all();
  database.close();
  assert.deepEqual({ ...verdict }, { integrity_check: 'ok' });
}

test('another process is kept out while one runs, and let in as soon as it is killed', async (t) => {
  const directory = dataDirectory(t);
  const child = startChild(process.execPath, [program, directory.path]);
  t.after(() => child.stop('SIGKILL'));
  await child.until(/written 1/);
  await assert.rejects(directory.open(), { code: 'E-STORE-LOCKED' });
  await child.stop('SIGKILL');
  await checkNothingLost(await directory.open(), child.output());
});

test(`after each of ${kills} kills everything acknowledged is there (seed ${seed})`, async (t) => {
  const random = seededRandom(seed);
  const directory = dataDirectory(t);
  for (let kill = 0; kill < kills; kill += 1) {
    const child = startChild(process.execPath, [program, directory.path]);
    // Every fifth dies somewhere in its start, the others while they write.
    if (random.chance(0.8)) await child.until(/ready/);
    await delay(random.between(0, 60));
    await child.stop('SIGKILL');
    const store = await directory.open();
    await checkNothingLost(store, child.output());
    await store.close();
    checkIntegrity(join(directory.path, 'offhook.sqlite'));
  }
});
