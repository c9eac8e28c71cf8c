/** Pairs of media ports that are bound ahead of the calls that will need them. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { limits } from '../../src/media/limits.ts';
import { PortStock } from '../../src/media/port-stock.ts';
import { nextTurn } from '../../src/runtime/turn.ts';

const [lan, wan] = [{ bind: '192.0.2.1' }, { bind: '198.51.100.1' }];

/** A stock with a range of so many pairs, and what is bound by now: port and address. */
function startStock(
  pairs: number,
  places = [lan, wan],
  { held = new Set<number>(), kept = 0 } = {},
) {
  const bound = new Map<number, string>();
  const stock = new PortStock(
    { low: 1000, high: 1000 + 2 * pairs - 1 },
    {
      bind(address, port) {
        if (held.has(port)) return Promise.resolve('EADDRINUSE');
        bound.set(port, address);
        return Promise.resolve(undefined);
      },
      release: (port) => bound.delete(port),
      start: () => 0,
      kept: () => kept,
    },
  );
  stock.keep(places);
  const at = ({ bind }: { readonly bind: string }) =>
    [...bound.values()].filter((address) => address === bind).length;
  return { stock, bound, at };
}

function now<Value>(given: Value | Promise<Value>): Value {
  assert.ok(!(given instanceof Promise), 'it has to wait');
  return given;
}

test('a call has its ports at once, each at its address, and others take their place', async () => {
  const { stock, bound, at } = startStock(200);
  await nextTurn();
  assert.deepEqual([at(lan), at(wan)], [limits.pairsReady, limits.pairsReady]);
  const [inside = 0, outside = 0] = now(stock.take([lan.bind, wan.bind]));
  assert.deepEqual([bound.get(inside), bound.get(outside)], [lan.bind, wan.bind]);
  await nextTurn();
  await nextTurn();
  assert.deepEqual([at(lan), at(wan)], [limits.pairsReady + 1, limits.pairsReady + 1]);
});

test('two ports of one address are two of what is ready there', async () => {
  const { stock } = startStock(200, [lan, lan]);
  await nextTurn();
  const taken = Array.from({ length: limits.pairsReady / 2 }, () =>
    now(stock.take([lan.bind, lan.bind])),
  ).flat();
  assert.equal(new Set(taken).size, limits.pairsReady);
  assert.ok(stock.take([lan.bind]) instanceof Promise, 'no more are ready');
});

test('who finds nothing ready waits until its ports are bound', async () => {
  const { stock, bound } = startStock(200);
  const [port = 0] = await stock.take(['203.0.113.9']);
  assert.equal(bound.get(port), '203.0.113.9');
});

test('of a small range few are kept ready, and a call that needs it all has it', async () => {
  const { stock, bound, at } = startStock(16);
  await nextTurn();
  assert.deepEqual([at(lan), at(wan)], [1, 1]);
  const taken = await stock.take(Array.from({ length: 16 }, () => lan.bind));
  assert.equal(new Set(taken).size, 16);
  assert.equal(bound.size, 16);
  await assert.rejects(async () => stock.take([wan.bind]), { code: 'E-MEDIA-EXHAUSTED' });
});

test('while half of the range is in use none is bound ahead', async () => {
  const { stock, bound } = startStock(160, [lan]);
  await nextTurn();
  await stock.take(Array.from({ length: 80 }, () => wan.bind));
  assert.equal(now(stock.take([lan.bind])).length, 1);
  await nextTurn();
  await nextTurn();
  assert.equal(bound.size, 80 + limits.pairsReady);
});

test('where the gateway moves to, ports are ready, and none is left behind', async () => {
  const { stock, at } = startStock(200, [lan]);
  await nextTurn();
  stock.keep([wan]);
  stock.keep([lan]);
  stock.keep([wan]);
  await nextTurn();
  assert.deepEqual([at(lan), at(wan)], [0, limits.pairsReady]);
});

test('ports in other programs’ hands are passed over', async () => {
  const { stock, at } = startStock(200, [lan], { held: new Set([1000, 1002, 1006]) });
  await nextTurn();
  await nextTurn();
  assert.equal(at(lan), limits.pairsReady);
  assert.deepEqual(now(stock.take([lan.bind])), [1004]);
});

test('after a change of range the ports are of the new one', async () => {
  const { stock, bound } = startStock(200, [lan]);
  await nextTurn();
  stock.move({ low: 5000, high: 5999 });
  stock.keep([lan]);
  await nextTurn();
  assert.ok([...bound.keys()].every((port) => port >= 5000));
  assert.equal(bound.size, limits.pairsReady);
});

test('what is kept for urgent takers is no more ready for others, and they may have what is ready', async () => {
  const { stock } = startStock(16, [lan, wan], { kept: 2 });
  await nextTurn();
  assert.equal((await stock.take(Array.from({ length: 12 }, () => wan.bind))).length, 12);
  // The pair that is bound ahead on each side is nobody's yet.
  assert.equal(now(stock.take([lan.bind, wan.bind])).length, 2);
  await assert.rejects(async () => stock.take([wan.bind]), { code: 'E-MEDIA-EXHAUSTED' });
  assert.equal((await stock.urgent.take([lan.bind, wan.bind])).length, 2);
  await assert.rejects(async () => stock.urgent.take([wan.bind]), { code: 'E-MEDIA-EXHAUSTED' });
});
