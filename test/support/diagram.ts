/** A chart drawn as a Mermaid state diagram, by walking the machine itself. */
import type { AnyStateMachine, AnyStateNode, AnyTransitionDefinition } from 'xstate';

interface Arrow {
  readonly from: AnyStateNode;
  readonly to: AnyStateNode;
  readonly label: string;
}

export function diagramOf({ root }: AnyStateMachine): string {
  const arrows = nodesUnder(root).flatMap((node) => merged(arrowsFrom(node)));
  return ['stateDiagram-v2', ...blockOf(root, arrows, '  ')].join('\n');
}

/** One arrow for all that leads to the same state. */
function merged(arrows: readonly Arrow[]): readonly Arrow[] {
  return [...Map.groupBy(arrows, ({ to }) => to).values()].flatMap(([first, ...more]) =>
    first ? [{ ...first, label: [first, ...more].map(({ label }) => label).join('<br>') }] : [],
  );
}

function nodesUnder(node: AnyStateNode): readonly AnyStateNode[] {
  return [node, ...childrenOf(node).flatMap(nodesUnder)];
}

function childrenOf(node: AnyStateNode): readonly AnyStateNode[] {
  return Object.values(node.states);
}

function arrowsFrom(from: AnyStateNode): readonly Arrow[] {
  const always = (from.always ?? []).map((one) => ['', one] as const);
  const named = [...from.transitions].flatMap(([event, all]) =>
    all.map((one) => [event, one] as const),
  );
  return [...always, ...named].flatMap(([event, one]) =>
    (one.target ?? []).map((to) => ({ from, to, label: labelOf(event, one) })),
  );
}

function labelOf(event: string, { guard }: AnyTransitionDefinition): string {
  const name = typeof guard === 'object' ? guard.type : guard;
  const condition = name === undefined ? '' : `[${typeof name === 'string' ? name : 'guard'}]`;
  return [eventText(event), condition].filter((part) => part !== '').join(' ');
}

/** XState's own names of events, in words. */
function eventText(event: string): string {
  const [, delay] = /^xstate\.after\.([^.]+)/.exec(event) ?? [];
  if (delay !== undefined) return `after ${delay}`;
  const [, ending, child = ''] =
    /^xstate\.(done|error)\.actor\.(?:\d+\.)?([^.]+)/.exec(event) ?? [];
  if (ending === undefined) return event;
  return `${child === '*' ? 'child' : child} ${ending === 'done' ? 'is done' : 'threw'}`;
}

/** Mermaid draws an arrow in the innermost block that holds both of its ends. */
function blockOf(node: AnyStateNode, arrows: readonly Arrow[], indent: string): readonly string[] {
  const states = childrenOf(node).flatMap((child) => drawn(child, arrows, indent));
  const own = arrows.filter(({ from, to }) => holderOf(from, to) === node);
  const initial = node.type === 'compound' ? (node.initial?.target ?? []) : [];
  const ends = childrenOf(node).filter(({ type }) => type === 'final');
  return [
    ...initial.map((first) => `${indent}[*] --> ${idOf(first)}`),
    ...states,
    ...own.map(
      ({ from, to, label }) =>
        `${indent}${idOf(from)} --> ${idOf(to)}${label === '' ? '' : `: ${label}`}`,
    ),
    ...ends.map((end) => `${indent}${idOf(end)} --> [*]`),
  ];
}

function drawn(node: AnyStateNode, arrows: readonly Arrow[], indent: string): readonly string[] {
  const title =
    node.path.length > 1 ? `state "${node.key}" as ${idOf(node)}` : `state ${idOf(node)}`;
  if (childrenOf(node).length === 0) return node.path.length > 1 ? [`${indent}${title}`] : [];
  return [`${indent}${title} {`, ...blockOf(node, arrows, `${indent}  `), `${indent}}`];
}

function holderOf(from: AnyStateNode, to: AnyStateNode): AnyStateNode {
  let holder = to.parent ?? to;
  while (holder.parent && from !== holder && !isInside(from, holder)) holder = holder.parent;
  return from === holder && holder.parent ? holder.parent : holder;
}

function isInside(node: AnyStateNode, holder: AnyStateNode): boolean {
  return node.parent === holder || (node.parent !== undefined && isInside(node.parent, holder));
}

function idOf({ path }: AnyStateNode): string {
  return path.length === 0 ? 'any' : path.join('_');
}
