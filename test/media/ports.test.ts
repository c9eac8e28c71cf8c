/** The pool of media ports. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { Refusal } from '../../src/domain/refusal.ts';
import { PortPool } from '../../src/media/ports.ts';

test('ports are even, unique while taken, inside the range, and none is lost', () => {
  const step = fc.oneof(fc.nat(4), fc.constant('release' as const));
  fc.assert(
    fc.property(fc.nat(60), fc.array(step), (size, steps) => {
      const low = 10_001;
      const pool = new PortPool({ low, high: low + size });
      const held: number[] = [];
      for (const count of steps) {
        if (count === 'release') {
          const port = held.shift();
          if (port !== undefined) pool.release(port);
          continue;
        }
        try {
          held.push(...pool.take(count));
        } catch (error) {
          assert.ok(error instanceof Refusal && error.code === 'E-MEDIA-EXHAUSTED');
          assert.ok(held.length + count > size / 2 - 1);
        }
        assert.equal(new Set(held).size, held.length);
        assert.ok(held.every((port) => port % 2 === 0 && port >= low && port + 1 <= low + size));
        assert.equal(pool.used(), held.length);
      }
    }),
  );
});

test('a released port rests until the others have been given out', () => {
  const pool = new PortPool({ low: 1000, high: 1007 });
  const [first] = pool.take(1);
  pool.release(first ?? 0);
  assert.deepEqual(pool.take(4), [1002, 1004, 1006, 1000]);
});
