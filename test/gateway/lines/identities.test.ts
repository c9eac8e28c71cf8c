/** No CSeq is used twice with the same Call-ID, over restarts and full disks. RFC 3261 §10.2. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Identities } from '../../../src/gateway/lines/identities.ts';
import { createLog } from '../../../src/runtime/log.ts';
import { seededRandom } from '../../simulation/random.ts';
import { createMemoryStore, type MemoryStore } from '../../support/memory-store.ts';

const log = createLog('silent');

/** Starts one after the other, each told whether the disk is full; every number is noted. */
class Life {
  store: MemoryStore = createMemoryStore();
  readonly #random = seededRandom(11);
  readonly #used = new Set<string>();
  identities = new Identities(this.store, this.#random, log);

  async start(isFull: boolean): Promise<void> {
    this.store = this.store.reopen();
    if (isFull) this.store.failWith('E-STORE-FULL');
    this.identities = new Identities(this.store, this.#random, log);
    await this.identities.load(new Set(['alice']));
  }

  /** Takes so many numbers, as fast as it goes; fails on one that has been used. */
  take(count: number): readonly string[] {
    return Array.from({ length: count }, () => {
      const { callId, cseq } = this.identities.next('alice');
      const sequence = `${callId} ${cseq}`;
      assert.ok(!this.#used.has(sequence), `${sequence} is used twice`);
      this.#used.add(sequence);
      return sequence;
    });
  }
}

function callIdsIn(sequences: readonly string[]): ReadonlySet<string> {
  return new Set(sequences.map((sequence) => sequence.split(' ')[0] ?? ''));
}

async function settled(): Promise<void> {
  await new Promise(setImmediate);
}

void test('a restart keeps the Call-ID and goes on above every number used', async () => {
  const life = new Life();
  const before = life.take(3);
  await settled();
  await life.start(false);
  const after = life.take(3);
  assert.deepEqual(callIdsIn(after), callIdsIn(before));
  assert.ok(Number(after[0]?.split(' ')[1]) > 3);
});

void test('a full disk over two restarts: another Call-ID each time, the same instance-id', async () => {
  const life = new Life();
  const before = life.take(3);
  const instance = life.identities.instanceOf('alice');
  await settled();
  await life.start(true);
  const first = life.take(5);
  await settled();
  await life.start(true);
  const second = life.take(5);
  assert.equal(callIdsIn([...before, ...first, ...second]).size, 3);
  assert.equal(life.identities.instanceOf('alice'), instance);
});

void test('with space again the Call-ID of that time is kept, and the next start has it', async () => {
  const life = new Life();
  life.take(1);
  await settled();
  await life.start(true);
  const during = life.take(1);
  await settled();
  life.store.failWith(undefined);
  life.take(1);
  await settled();
  await life.start(false);
  assert.deepEqual(callIdsIn(life.take(1)), callIdsIn(during));
});

void test('a disk that fills up while it runs: the Call-ID stays until its block is used up', async () => {
  const life = new Life();
  life.take(1);
  await settled();
  life.store.failWith('E-STORE-FULL');
  const during: string[] = [];
  for (let at = 0; at < 1200; at += 1) {
    during.push(...life.take(1));
    await settled();
  }
  assert.equal(callIdsIn(during.slice(0, 900)).size, 1);
  assert.equal(callIdsIn(during).size, 2);
  await life.start(false);
  life.take(2000);
});

void test('more numbers than a block at once, before the disk has answered: none twice', async () => {
  const life = new Life();
  life.take(2500);
  await settled();
  await life.start(false);
  life.take(2500);
});

void test('any mix of starts, full disks and requests uses no number twice', async () => {
  const random = seededRandom(5);
  for (let round = 0; round < 50; round += 1) {
    const life = new Life();
    for (let step = 0; step < 20; step += 1) {
      const dice = random.uniform();
      if (dice < 0.3) await life.start(random.uniform() < 0.5);
      else if (dice < 0.4) life.store.failWith('E-STORE-FULL');
      else if (dice < 0.5) life.store.failWith(undefined);
      else life.take(Math.ceil(random.uniform() * 600));
      if (random.uniform() < 0.5) await settled();
    }
  }
});

void test('the identity of a user that is gone is forgotten', async () => {
  const life = new Life();
  life.take(1);
  await settled();
  const gone = new Identities(life.store, seededRandom(1), log);
  await gone.load(new Set());
  await settled();
  assert.deepEqual(await life.store.identities(), []);
});
