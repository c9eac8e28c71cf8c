/** The charts of the lives as faces draw them, and the tap that hears each step of a life. */
import type { AnyStateMachine, AnyStateNode, InspectionEvent, StateValue } from 'xstate';
import { lineMachine } from '../../../machines/line.machine.ts';
import { portMachine } from '../../../machines/port.machine.ts';
import { registrationMachine } from '../../../machines/registration.machine.ts';
import { serverMachine } from '../../../machines/server.machine.ts';
import type { Chart, ChartState, ChartTransition, LifeLog, Owner } from '../../management/lives.ts';

const after = /^xstate\.after\.([^.]+)/;

/** XState's own names of events, in words. */
function eventText(event: string): string {
  const [, delay] = after.exec(event) ?? [];
  if (delay !== undefined) return `after ${delay}`;
  if (event.startsWith('xstate.done.actor')) return 'its child is done';
  if (event.startsWith('xstate.error.actor')) return 'its child failed';
  if (event.startsWith('xstate.done.state')) return 'done';
  if (event.startsWith('xstate.init')) return 'start';
  return event === '' ? 'at once' : event;
}

function pathOf({ path }: AnyStateNode): string {
  return path.join('.');
}

function transitionsOf(node: AnyStateNode): readonly ChartTransition[] {
  const always = (node.always ?? []).map((one) => ['', one] as const);
  const named = [...node.transitions].flatMap(([event, all]) =>
    all.map((one) => [event, one] as const),
  );
  return [...always, ...named].map(([event, { target }]) => ({
    event: eventText(event),
    targets: (target ?? []).map(pathOf),
  }));
}

function kindOf({ type }: AnyStateNode): ChartState['kind'] {
  return type === 'history' ? 'atomic' : type;
}

function stateOf(node: AnyStateNode): ChartState {
  const initial = node.parent?.initial?.target ?? [];
  return {
    path: pathOf(node),
    name: node.key,
    kind: kindOf(node),
    isInitial: initial.some((one) => one === node),
    transitions: transitionsOf(node),
    states: Object.values(node.states).map(stateOf),
  };
}

function chartOf({ id, root }: AnyStateMachine): Chart {
  return {
    machine: id,
    kind: root.type === 'parallel' ? 'parallel' : 'compound',
    transitions: transitionsOf(root),
    states: Object.values(root.states).map(stateOf),
  };
}

export function chartsOfLives(): readonly Chart[] {
  return [lineMachine, registrationMachine, serverMachine, portMachine].map(chartOf);
}

/** The innermost states: `up.held`; of regions, one each. */
function statesOf(value: StateValue, above = ''): readonly string[] {
  if (typeof value === 'string') return [`${above}${value}`];
  return Object.entries(value).flatMap(([key, inner]) =>
    inner === undefined ? [] : statesOf(inner, `${above}${key}.`),
  );
}

/** Ids as the gateway gives them: `line:alice#3`, `server:location:east#4`, `port:p1#5`. */
function ownerOf(id: string, context: unknown): readonly [Owner, string] | undefined {
  const [, kind, key = ''] = /^(line|server|port):(.*)#\d+$/.exec(id) ?? [];
  if (kind === 'line') return [`user ${key}`, 'line'];
  if (kind === 'port') return [`port ${key}`, 'port'];
  const [, list, name = ''] = /^(location|proxy):(.*)$/.exec(key) ?? [];
  if (kind === 'server' && list === 'location') return [`locationServer ${name}`, 'server'];
  if (kind === 'server' && list === 'proxy') return [`proxyServer ${name}`, 'server'];
  const isRegistration = id === 'registration' && context instanceof Object && 'user' in context;
  if (isRegistration && typeof context.user === 'string') {
    return [`user ${context.user}`, 'registration'];
  }
  return undefined;
}

/** Given to the root actor as `inspect`: hears every step of every life below it. */
export function lifeTap(log: LifeLog): (inspection: InspectionEvent) => void {
  /** Found once for each actor; undefined: nobody's. */
  const owners = new WeakMap<object, { readonly of: ReturnType<typeof ownerOf> }>();
  return (inspection) => {
    if (inspection.type !== '@xstate.snapshot') return;
    const { snapshot, actorRef, event } = inspection;
    if (!('value' in snapshot) || !('context' in snapshot) || !('id' in actorRef)) return;
    let owner = owners.get(actorRef);
    if (!owner) {
      owner = { of: ownerOf(String(actorRef.id), snapshot.context) };
      owners.set(actorRef, owner);
    }
    if (owner.of && isStateValue(snapshot.value)) {
      log.note(...owner.of, eventText(event.type), statesOf(snapshot.value));
    }
  };
}

function isStateValue(value: unknown): value is StateValue {
  return typeof value === 'string' || (typeof value === 'object' && value !== null);
}
