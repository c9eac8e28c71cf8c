/**
 * The charts as a cast: each in the README with its ports, each port provided, each name a name of
 * something.
 */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import type { AnyStateMachine, AnyStateNode } from 'xstate';
import { everyChart, machineTexts } from '../support/charts.ts';
import { innermost } from '../support/sweep.ts';

const root = new URL('../../', import.meta.url);
const charts = await everyChart();
const texts = machineTexts();

/** A chart's own text: `hunt.machine.ts`, `hunt-setup.ts`. */
function textOf(name: string): string {
  return `${texts.get(`${name}-setup.ts`) ?? ''}${texts.get(`${name}.machine.ts`) ?? ''}`;
}

function portsOf(name: string): readonly string[] {
  return [...textOf(name).matchAll(/unprovided\('(\w+)'\)/g)].map(([, port = '']) => port);
}

function providingTexts(): string {
  const folder = new URL('src/gateway/', root);
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  const files = names.filter((name) => name.endsWith('.ts'));
  return files.map((file) => readFileSync(new URL(file, folder), 'utf8')).join('\n');
}

interface Part {
  readonly name: string;
  readonly ports: readonly string[];
}

/** The rows of the README's table. */
function castOf(text: string): readonly Part[] {
  const [, table = ''] = text.split('## The cast');
  const rows = (table.split('\n##')[0] ?? '').split('\n').filter((line) => line.startsWith('| '));
  return rows.slice(1).map((row) => {
    const cells = row.split('|').map((cell) => cell.trim());
    return {
      name: cells[1] ?? '',
      ports: [...(cells[5] ?? '').matchAll(/`(\w+)`/g)].map(([, port = '']) => port),
    };
  });
}

const byName = (one: Part, other: Part) => one.name.localeCompare(other.name);

void test('the README names every chart and its ports, and nobody else', () => {
  const cast = castOf(readFileSync(new URL('machines/README.md', root), 'utf8'));
  const parts = charts.map(({ name }) => ({ name, ports: portsOf(name) }));
  assert.deepEqual([...cast].sort(byName), [...parts].sort(byName));
});

void test('a port that nobody has provided says so', () => {
  for (const { name, machine } of charts) {
    for (const port of portsOf(name)) {
      const action: unknown = machine.implementations.actions[port];
      assert.ok(typeof action === 'function');
      assert.throws(() => action({}, {}), { message: `port not provided: ${port}` });
    }
  }
});

/** Not contained: a call that cannot even end has the net of `src/gateway/calls/calls.ts` under it. */
const uncontained: ReadonlySet<string> = new Set(['finish']);

void test('invariant 4: the composition root provides every port of every chart, contained', () => {
  const provided = providingTexts();
  const wanted = Map.groupBy(
    charts.flatMap(({ name }) => portsOf(name)),
    (port) => port,
  );
  for (const [port, { length }] of wanted) {
    const pattern = uncontained.has(port) ? `\\b${port}: \\(\\{ context` : `\\b${port}: contain\\(`;
    const found = [...provided.matchAll(new RegExp(pattern, 'g'))].length;
    assert.equal(found, length, `${port} is a port of ${length} charts, provided ${found} times`);
  }
});

function nodesOf(node: AnyStateNode): readonly AnyStateNode[] {
  const children: readonly AnyStateNode[] = Object.values(node.states);
  return [node, ...children.flatMap(nodesOf)];
}

/** Names of delays that a chart uses in `after`; numbers are none. */
function delaysOf({ root: node }: AnyStateMachine): readonly string[] {
  return nodesOf(node).flatMap(({ after }) => after.map(({ delay }) => String(delay)));
}

for (const { name, machine } of charts) {
  void test(`${name}: every delay has a name that is there, and none is there for nothing`, () => {
    const used = new Set(delaysOf(machine));
    assert.deepEqual([...used].sort(), Object.keys(machine.implementations.delays).sort());
  });

  void test(`${name}: every guard and action that it names is there`, () => {
    const { guards, actions } = machine.implementations;
    for (const node of nodesOf(machine.root)) {
      for (const { guard, actions: done } of [
        ...[...node.transitions.values()].flat(),
        ...(node.always ?? []),
      ]) {
        const condition: unknown = guard;
        if (isNamed(condition)) assert.ok(condition.type in guards, condition.type);
        if (typeof condition === 'string') assert.ok(condition in guards, condition);
        for (const action of done) assertKnown(action, actions);
      }
      for (const action of [...node.entry, ...node.exit]) assertKnown(action, actions);
    }
  });

  void test(`${name}: a loop without events would end in an error, not in a hang`, () => {
    assert.equal(machine.options?.maxIterations, 1000);
  });

  void test(`${name}: small enough to be seen at a glance`, () => {
    const nodes = nodesOf(machine.root);
    const depth = Math.max(...nodes.map(({ path }) => path.length));
    assert.ok(depth <= 3, `${depth} levels`);
    const resting = new Set(
      innermost(machine.root)
        .filter(isResting)
        .map(({ config }) => config),
    );
    // A part that two states share counts once: `round` of a registration.
    assert.ok(resting.size <= 12, `${resting.size} states`);
    assert.ok((texts.get(`${name}.machine.ts`) ?? '').split('\n').length <= 201);
  });
}

function isNamed(value: unknown): value is { readonly type: string } {
  return typeof value === 'object' && value !== null && 'type' in value;
}

function assertKnown(action: unknown, actions: Readonly<Record<string, unknown>>): void {
  // Timers are armed by actions of XState's own, which are functions.
  if (typeof action === 'function') return;
  const type = isNamed(action) ? action.type : String(action);
  assert.ok(type in actions, type);
}

function isResting({ always = [] }: AnyStateNode): boolean {
  return !always.some(({ guard }) => guard === undefined);
}
