/** The gateway actor and its children, made: each chart of the family with what it needs. */
import type { Configuration } from '../domain/configuration.ts';
import { numberSetting } from '../domain/protocol.ts';
import type { EventLog } from '../management/events.ts';
import type { LifeLog } from '../management/lives.ts';
import type { Statistics } from '../management/statistics.ts';
import type { Recorder } from '../replay/recorder.ts';
import type { Calls } from './calls/calls.ts';
import type { Core } from './core.ts';
import { Family } from './family.ts';
import { familyLogic } from './family-logic.ts';
import type { Bindings } from './lines/bindings.ts';
import type { Flows } from './lines/flows.ts';
import type { Lines } from './lines/lines.ts';
import type { Mailboxes } from './lines/mailboxes.ts';
import { Registrations } from './lines/registrations.ts';
import { Turns } from './lines/turns.ts';
import type { SoftPorts } from './ports/soft-ports.ts';
import type { Failover } from './servers/failover.ts';
import type { Health } from './servers/health.ts';
import { Probes } from './servers/probes.ts';
import { StalePaths } from './servers/stale-paths.ts';
import { lifeTap } from './watch/charts.ts';
import type { News } from './watch/news.ts';
import type { Tallies } from './watch/tallies.ts';
import type { World } from './world.ts';

interface FamilyNeeds {
  readonly world: World;
  readonly configuration: () => Configuration;
  readonly core: Core;
  readonly health: Health;
  readonly bindings: Bindings;
  readonly lines: Lines;
  readonly calls: () => Calls;
  readonly softPorts: SoftPorts;
  readonly failover: Failover;
  readonly mailboxes: Mailboxes;
  readonly flows: Flows;
  readonly news: News;
  readonly events: EventLog;
  readonly lives: LifeLog;
  readonly recorder: Recorder;
  readonly statistics: Statistics;
  readonly tallies: Tallies;
}

export function assembleFamily(needs: FamilyNeeds): Family {
  const { world, configuration, health, news, mailboxes, softPorts, failover, recorder } = needs;
  const { clock, random, log } = world;
  const registrations = new Registrations({
    ...needs,
    paths: new StalePaths(needs),
    turns: new Turns(clock, () => numberSetting(configuration(), 'register-rate')),
    isBusy: (user) => needs.lines.isBusy(user),
    tell: (user, told) => {
      news.registration(user, told);
      mailboxes.told(user, told);
      if (told.kind === 'up') needs.flows.follow(user);
    },
  });
  const probes = new Probes(needs);
  return new Family(
    familyLogic({ registrations, probes, softPorts, failover, news, recorder }),
    {
      configuration: configuration(),
      surroundings: { now: () => clock.now(), chance: () => random.uniform() },
      queries: {
        registration: (user) => registrations.queries(user),
        serverSettings: (server) => health.settings(server),
        port: softPorts.queries(),
        calls: () => needs.calls().count(),
      },
      drainMs: () => numberSetting(configuration(), 'drain-time') * 1000,
    },
    clock,
    (error) => log.error({ error }, 'the gateway actor failed'),
    lifeTap(needs.lives),
  );
}
