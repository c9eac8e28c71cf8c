/** Every state of a chart met with every event it knows and one that nobody knows. */
import {
  type AnyMachineSnapshot,
  type AnyStateMachine,
  type AnyStateNode,
  type EventObject,
  initialTransition,
  transition,
} from 'xstate';

export interface Swept {
  /** Innermost states that the sweep has come to rest in. */
  readonly reached: ReadonlySet<string>;
  /** Meetings of a state with an event, none of which threw. */
  readonly meetings: number;
  /** Meetings with an unknown event that changed something or did something. */
  readonly surprised: readonly string[];
}

/** Contexts that one state value is met in; more of them find nothing new. */
const variantsMax = 3;
const unknown: EventObject = { type: 'no.such.event' };

export function sweep(
  machine: AnyStateMachine,
  input: unknown,
  events: readonly EventObject[],
  /** A way to a state that is too far off to be found. */
  way: readonly EventObject[] = [],
): Swept {
  const [first] = initialTransition(machine, input);
  const variants = new Map<string, number>();
  const queue: AnyMachineSnapshot[] = [first];
  let far: AnyMachineSnapshot = first;
  for (const event of way) [far] = transition(machine, far, event);
  queue.push(far);
  const reached = new Set<string>();
  const surprised: string[] = [];
  let meetings = 0;
  for (let snapshot = queue.shift(); snapshot; snapshot = queue.shift()) {
    const nodes = nodesOf(snapshot);
    for (const { path } of nodes.filter(isInnermost)) reached.add(path.join('.'));
    if (snapshot.status !== 'active') continue;
    const [same, actions] = transition(machine, snapshot, unknown);
    const value = JSON.stringify(snapshot.value);
    if (JSON.stringify(same.value) !== value || actions.length > 0) surprised.push(value);
    for (const event of [...events, ...nodes.flatMap(timersOf)]) {
      const [next]: [AnyMachineSnapshot, unknown] = transition(machine, snapshot, event);
      meetings += 1;
      const key = `${JSON.stringify(next.value)} ${event.type}`;
      const seen = variants.get(key) ?? 0;
      variants.set(key, seen + 1);
      if (seen < variantsMax && next !== snapshot) queue.push(next);
    }
  }
  return { reached, meetings, surprised };
}

/** Events of time that are armed in this state. */
function timersOf({ after }: AnyStateNode): readonly EventObject[] {
  return after.map(({ eventType: type }) => ({ type }));
}

/** The states that it is in, outer and inner ones. */
function nodesOf({ _nodes: nodes }: AnyMachineSnapshot): readonly AnyStateNode[] {
  return nodes;
}

function isInnermost({ type }: AnyStateNode): boolean {
  return type === 'atomic' || type === 'final';
}

/** Innermost states that a chart can be in for longer than a step. */
export function statesOf({ root }: AnyStateMachine): readonly string[] {
  return innermost(root)
    .filter((node) => !isPassedThrough(node))
    .map(({ path }) => path.join('.'));
}

export function innermost(node: AnyStateNode): readonly AnyStateNode[] {
  const children: readonly AnyStateNode[] = Object.values(node.states);
  return children.length === 0 ? [node] : children.flatMap(innermost);
}

/** One of its ways out needs neither an event nor a condition. */
function isPassedThrough({ always = [] }: AnyStateNode): boolean {
  return always.some(({ guard }) => guard === undefined);
}

/** What the chart reacts to, by the names of its events; those of XState left out. */
export function eventsOf({ events }: AnyStateMachine): readonly string[] {
  return events.filter((event) => !event.startsWith('xstate.'));
}
