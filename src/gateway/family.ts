/** The gateway actor and its children, as the other parts reach them. */
import { type ActorRefFrom, createActor, type InspectionEvent } from 'xstate';
import type { gatewayMachine } from '../../machines/gateway.machine.ts';
import { serverKey } from '../../machines/gateway-family.ts';
import {
  type GatewayInput,
  type LineRef,
  type PortRef,
  type ServerRef,
} from '../../machines/gateway-setup.ts';
import type { ServerKind } from '../domain/configuration.ts';
import type { Clock } from '../sip/clock.ts';

export type GatewayRef = ActorRefFrom<typeof gatewayMachine>;
export type GatewayLogic = typeof gatewayMachine;

export class Family {
  readonly root: GatewayRef;

  constructor(
    logic: GatewayLogic,
    input: GatewayInput,
    clock: Clock,
    onError: (error: unknown) => void,
    inspect: (inspection: InspectionEvent) => void,
  ) {
    // XState wants timer handles it can pass back; ours are opaque as well.
    this.root = createActor(logic, { input, inspect, clock: xstateClock(clock) });
    this.root.subscribe({ error: onError });
  }

  state(): 'starting' | 'running' | 'draining' | 'stopped' {
    const { value } = this.root.getSnapshot();
    return value === 'leaving' ? 'draining' : value;
  }

  line(user: string): LineRef | undefined {
    return this.root.getSnapshot().context.lines.get(user);
  }

  server(kind: ServerKind, name: string): ServerRef | undefined {
    return this.root.getSnapshot().context.servers.get(serverKey({ kind, name }));
  }

  serverByKey(key: string): ServerRef | undefined {
    return this.root.getSnapshot().context.servers.get(key);
  }

  /** Whose children have failed so often that they rest for long: `line:alice`. */
  parked(): readonly string[] {
    const { lines, resting } = this.root.getSnapshot().context;
    const seats = [...resting].filter(([, { isParked }]) => isParked).map(([seat]) => seat);
    const registrations = [...lines].filter(([, ref]) => ref.getSnapshot().hasTag('parked'));
    return [...seats, ...registrations.map(([name]) => `registration:${name}`)];
  }

  port(name: string): PortRef | undefined {
    return this.root.getSnapshot().context.ports.get(name);
  }
}

/** The clock as XState calls it. */
export function xstateClock(clock: Clock) {
  return {
    setTimeout: (fire: (...args: unknown[]) => void, delayMs: number) =>
      clock.setTimeout(() => fire(), delayMs),
    clearTimeout: (id: unknown) => clock.clearTimeout(id),
  };
}
