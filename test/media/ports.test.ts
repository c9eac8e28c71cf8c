/** The pool of media ports. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { Refusal } from '../../src/domain/refusal.ts';
import { type PoolOptions, PortPool, type PortRange } from '../../src/media/ports.ts';

/** A pool that begins at its first pair, what is bound by now, and what others hold. */
function startPool(range: PortRange, held: ReadonlySet<string> = new Set(), kept = 0) {
  const bound = new Set<number>();
  const tried: number[] = [];
  const options: PoolOptions = {
    bind(address, port) {
      tried.push(port);
      const isHeld = held.has(`${address} ${port}`);
      if (!isHeld) bound.add(port);
      return Promise.resolve(isHeld ? 'EADDRINUSE' : undefined);
    },
    release: (port) => bound.delete(port),
    start: () => 0,
    kept: () => kept,
  };
  return { pool: new PortPool(range, options), bound, tried };
}

function pairs(count: number): readonly string[] {
  return Array.from({ length: count }, () => '192.0.2.1');
}

test('ports are even, unique while taken, inside the range, bound, and none is lost', async () => {
  const step = fc.oneof(fc.nat(4), fc.constant('release' as const));
  await fc.assert(
    fc.asyncProperty(fc.nat(60), fc.array(step), async (size, steps) => {
      const low = 10_001;
      const { pool, bound } = startPool({ low, high: low + size });
      const held: number[] = [];
      for (const count of steps) {
        if (count === 'release') {
          const port = held.shift();
          if (port !== undefined) pool.release(port);
          continue;
        }
        try {
          held.push(...(await pool.take(pairs(count))));
        } catch (error) {
          assert.ok(error instanceof Refusal && error.code === 'E-MEDIA-EXHAUSTED');
          assert.ok(held.length + count > size / 2 - 1);
        }
        assert.equal(new Set(held).size, held.length);
        assert.ok(held.every((port) => port % 2 === 0 && port >= low && port + 1 <= low + size));
        assert.equal(pool.used(), held.length);
        assert.deepEqual(bound, new Set(held));
      }
    }),
  );
});

test('calls that take ports at the same moment never get the same, and all that there are', async () => {
  const { pool } = startPool({ low: 1000, high: 1009 }, new Set(['192.0.2.1 1002']));
  const taken = await Promise.all([pool.take(pairs(2)), pool.take(pairs(1)), pool.take(pairs(1))]);
  assert.deepEqual(new Set(taken.flat()), new Set([1000, 1004, 1006, 1008]));
  assert.equal(pool.used(), 4);
});

test('a released port rests until the others have been given out', async () => {
  const { pool } = startPool({ low: 1000, high: 1007 });
  const [first] = await pool.take(pairs(1));
  pool.release(first ?? 0);
  assert.deepEqual(await pool.take(pairs(4)), [1002, 1004, 1006, 1000]);
});

test('gateways side by side begin at different pairs of the same range', async () => {
  const pool = new PortPool(
    { low: 1000, high: 1007 },
    {
      bind: () => Promise.resolve(undefined),
      release: () => undefined,
      start: (count) => count - 1,
      kept: () => 0,
    },
  );
  assert.deepEqual(await pool.take(pairs(2)), [1006, 1000]);
});

test('a pair that another program holds is passed over, on that address only', async () => {
  const held = new Set(['192.0.2.1 1000', '192.0.2.1 1002']);
  const { pool } = startPool({ low: 1000, high: 1007 }, held);
  assert.deepEqual(await pool.take(['192.0.2.1']), [1004]);
  assert.deepEqual(await pool.take(['192.0.2.2', '192.0.2.2']), [1006, 1000]);
  await assert.rejects(pool.take(['192.0.2.1']), {
    code: 'E-MEDIA-EXHAUSTED',
    message: '1 pairs of media ports are needed, 0 are free: other programs hold the rest',
  });
  held.clear();
  assert.deepEqual(await pool.take(['192.0.2.1']), [1002]);
});

test('a refusal takes nothing, and tries so many ports and no more', async () => {
  const held = new Set(Array.from({ length: 5000 }, (_, at) => `192.0.2.1 ${1002 + at}`));
  const { pool, bound, tried } = startPool({ low: 1000, high: 9999 }, held);
  await assert.rejects(pool.take(pairs(2)), { code: 'E-MEDIA-EXHAUSTED' });
  assert.equal(pool.used(), 0);
  assert.equal(bound.size, 0);
  assert.ok(tried.length < 300, `${tried.length} ports`);
});

test('an address at which nothing can be bound is said at once, and holds no port', async () => {
  const pool = new PortPool(
    { low: 1000, high: 1007 },
    {
      bind: (address) => Promise.resolve(address === '192.0.2.9' ? 'EADDRNOTAVAIL' : undefined),
      release: () => undefined,
      start: () => 0,
      kept: () => 0,
    },
  );
  await assert.rejects(pool.take(['192.0.2.1', '192.0.2.9']), { code: 'E-MEDIA-ADDRESS' });
  assert.equal(pool.used(), 0);
});

test('what is kept goes to urgent takers alone, who may have all, before and after it is used', async () => {
  const { pool } = startPool({ low: 1000, high: 1011 }, new Set(), 2);
  const taken = await pool.take(pairs(3));
  const none = { code: 'E-MEDIA-EXHAUSTED', message: /^2 pairs .* needed, 1 are free$/ };
  await assert.rejects(pool.take(pairs(2)), none);
  const urgent = await pool.take(pairs(3), true);
  assert.equal(pool.used(), 6);
  await assert.rejects(pool.take(pairs(1), true), { code: 'E-MEDIA-EXHAUSTED' });
  // A free pair is one that is kept, until there are more than that.
  for (const port of taken.slice(0, 2)) pool.release(port);
  await assert.rejects(pool.take(pairs(1)), { code: 'E-MEDIA-EXHAUSTED' });
  pool.release(urgent[0] ?? 0);
  assert.equal((await pool.take(pairs(1))).length, 1);
});
