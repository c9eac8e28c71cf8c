/** The charts of the family with their ports: what lines, servers and soft ports do outside. */
import { contain, type Fault } from '../../machines/contain.ts';
import type { Crash } from '../../machines/events.ts';
import { gatewayMachine } from '../../machines/gateway.machine.ts';
import { lineMachine } from '../../machines/line.machine.ts';
import type { User } from '../domain/configuration.ts';
import type { Recorder } from '../replay/recorder.ts';
import type { Registrations } from './lines/registrations.ts';
import type { SoftPorts } from './ports/soft-ports.ts';
import type { Failover } from './servers/failover.ts';
import type { Probes } from './servers/probes.ts';
import type { News } from './watch/news.ts';

interface LineScope {
  readonly context: { readonly user: User };
  readonly self: { send(event: Fault): void };
}

interface Logic {
  readonly registrations: Registrations;
  readonly probes: Probes;
  readonly softPorts: SoftPorts;
  readonly failover: Failover;
  readonly news: News;
  readonly recorder: Recorder;
}

export function familyLogic(logic: Logic) {
  const { registrations, probes, softPorts, failover, news, recorder } = logic;
  const registration = recorder.overhear(registrations.logic(), ({ user }) => `user ${user}`);
  const line = lineMachine.provide({
    actors: { registration },
    actions: {
      forgetIdentity: contain((_params: unknown, { context }: LineScope) =>
        registrations.forgetIdentity(context.user.name),
      ),
      tellFault: contain((crash: Crash, { context }: LineScope) =>
        news.fault(`registration:${context.user.name}`, crash),
      ),
    },
  });
  const server = probes.logic((told) => failover.told(told));
  const port = softPorts.logic();
  return gatewayMachine.provide({
    actors: {
      line: recorder.overhear(line, ({ user }) => `user ${user.name}`),
      server: recorder.overhear(server, ({ key }) => `server ${key}`),
      port: recorder.overhear(port, ({ port: { name } }) => `port ${name}`),
    },
    actions: {
      tellFault: contain((crash: Crash & { readonly seat: string }) =>
        news.fault(crash.seat, crash),
      ),
    },
  });
}
