/** The pool of media ports. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { Refusal } from '../../src/domain/refusal.ts';
import { type IsPortFree, type PoolOptions, PortPool } from '../../src/media/ports.ts';

const allFree = () => true;

function inOrder(isPortFree: IsPortFree): PoolOptions {
  return { isPortFree, start: () => 0 };
}

function pairs(count: number): readonly string[] {
  return Array.from({ length: count }, () => '192.0.2.1');
}

test('ports are even, unique while taken, inside the range, and none is lost', () => {
  const step = fc.oneof(fc.nat(4), fc.constant('release' as const));
  fc.assert(
    fc.property(fc.nat(60), fc.array(step), (size, steps) => {
      const low = 10_001;
      const pool = new PortPool({ low, high: low + size }, inOrder(allFree));
      const held: number[] = [];
      for (const count of steps) {
        if (count === 'release') {
          const port = held.shift();
          if (port !== undefined) pool.release(port);
          continue;
        }
        try {
          held.push(...pool.take(pairs(count)));
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
  const pool = new PortPool({ low: 1000, high: 1007 }, inOrder(allFree));
  const [first] = pool.take(pairs(1));
  pool.release(first ?? 0);
  assert.deepEqual(pool.take(pairs(4)), [1002, 1004, 1006, 1000]);
});

test('gateways side by side begin at different pairs of the same range', () => {
  const pool = new PortPool(
    { low: 1000, high: 1007 },
    { isPortFree: allFree, start: (count) => count - 1 },
  );
  assert.deepEqual(pool.take(pairs(2)), [1006, 1000]);
});

test('a pair of which another program holds one port is passed over, on that address only', () => {
  const held = new Set(['192.0.2.1 1000', '192.0.2.1 1003']);
  const isFree = (address: string, port: number) => !held.has(`${address} ${port}`);
  const pool = new PortPool({ low: 1000, high: 1007 }, inOrder(isFree));
  assert.deepEqual(pool.take(['192.0.2.1', '192.0.2.2', '192.0.2.2']), [1004, 1006, 1000]);
  assert.throws(() => pool.take(['192.0.2.1']), {
    code: 'E-MEDIA-EXHAUSTED',
    message: '1 pairs of media ports are needed, 0 are free: other programs hold the rest',
  });
  held.clear();
  assert.deepEqual(pool.take(['192.0.2.1']), [1002]);
});

test('a refusal takes nothing, and looks at so many ports and no more', () => {
  let asked = 0;
  const isFree = (_: string, port: number) => {
    asked += 1;
    return port < 1002;
  };
  const pool = new PortPool({ low: 1000, high: 9999 }, inOrder(isFree));
  assert.throws(() => pool.take(pairs(2)), { code: 'E-MEDIA-EXHAUSTED' });
  assert.equal(pool.used(), 0);
  assert.ok(asked < 300, `${asked} ports`);
});

test('a port that the child is still closing may be taken at once, and is looked at later', () => {
  let isHeld = false;
  const pool = new PortPool(
    { low: 1000, high: 1001 },
    inOrder(() => !isHeld),
  );
  const [port = 0] = pool.take(pairs(1));
  isHeld = true;
  pool.giveBack(port);
  assert.deepEqual(pool.take(pairs(1)), [port]);
  for (const over of [() => pool.closed(port), () => pool.allClosed()]) {
    pool.giveBack(port);
    over();
    assert.throws(() => pool.take(pairs(1)), { code: 'E-MEDIA-EXHAUSTED' });
    isHeld = false;
    pool.take(pairs(1));
    isHeld = true;
  }
});
