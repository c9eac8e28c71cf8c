/**
 * What must be true of a simulated world once its faults are gone, and once its gateway has
 * stopped.
 */
import { registrationServers } from '../../src/domain/server-order.ts';
import { placeOfServer, transportOf } from './household.ts';
import type { People } from './people.ts';
import type { Simulation } from './simulation.ts';

/** Faults that may swallow a BYE for good: the other side then knows nothing of the end. */
const swallowing = [
  'restart',
  'garbage',
  'loss',
  'cut',
  'one-way',
  'silent',
  'late',
  'closed',
  'lost-bindings',
  'dropped',
  'forgotten',
  'idle',
  'certificates',
] as const;

export function judgeRest(simulation: Simulation, people: People): void {
  if (simulation.broken.length > 0) return;
  judgeLines(simulation, people);
  judgeCalls(simulation);
  judgeTimers(simulation);
}

/** A gateway at rest waits for little: each line's refresh, each server's probe, a look for masters, the wheel. */
function judgeTimers(simulation: Simulation): void {
  const { view } = simulation.gateway();
  const servers = view.servers('location').length + view.servers('proxy').length;
  const perCall = 4;
  const { connections } = simulation.network;
  const { lan, wan } = simulation.places;
  // Each is watched for silence and for an answer, and kept.
  const open = connections.count(lan.address) + connections.count(wan.address);
  // A round or a probe may be under way just now.
  const most = view.users().length + servers + 6 + perCall * view.calls().length + 3 * open;
  const pending = simulation.gatewayClock.pending();
  if (pending > most) simulation.break(`${pending} timers are armed at rest, not ${most} at most`);
}

/** Every attached line is registered, where the gateway says so too. */
function judgeLines(simulation: Simulation, people: People): void {
  const { view } = simulation.gateway();
  const configuration = view.configuration();
  const servers = registrationServers(configuration).filter(({ enabled }) => enabled);
  if (servers.length === 0) return;
  for (const { name, enabled, ports, status, server, address } of view.users()) {
    if (!enabled || ports.length === 0) continue;
    if (status !== 'up') {
      simulation.break(`line ${name} is ${status} long after all is well`);
      continue;
    }
    const { pseudonym } = configuration.users.find((user) => user.name === name) ?? {};
    const binding = people.servers
      .find((one) => one.name === server)
      ?.bindingOf(pseudonym ?? address);
    // A damaged answer may have granted a lease that nobody ever granted.
    const isStream = server !== null && transportOf(simulation.settings, server) !== 'udp';
    const { connections } = simulation.network;
    if (
      isStream &&
      !connections.isOpen(placeOfServer(server).address, simulation.places.wan.address)
    )
      simulation.break(`line ${name} cannot be reached by ${server}: it has no connection`);
    if (binding === undefined && !simulation.settings.faults.has('garbage'))
      simulation.break(
        `line ${name} believes to be registered at ${server ?? 'nobody'} and is not`,
      );
  }
}

function judgeCalls(simulation: Simulation): void {
  const { view, commands } = simulation.gateway();
  const { faults } = simulation.settings;
  const mayLinger = swallowing.some((fault) => faults.has(fault));
  for (const { id, state } of view.calls()) {
    if (!mayLinger || state !== 'connected')
      simulation.break(`call ${id} is still ${state} long after everybody hung up`);
    else commands.releaseCall(id);
  }
}

export function judgeEnd(simulation: Simulation): void {
  const { gatewayClock, media, store, wire } = simulation;
  const { transactions, calls } = simulation.gateway().liveness();
  if (transactions > 0) simulation.break(`${transactions} transactions outlive the gateway`);
  if (calls > 0) simulation.break(`${calls} calls outlive the gateway`);
  if (media.count() > 0) simulation.break(`${media.count()} media sessions are never freed`);
  if (gatewayClock.pending() > 0)
    simulation.break(`${gatewayClock.pending()} timers outlive the gateway`);
  if (!gatewayClock.isWithinLimits()) simulation.break('a timer is longer than Node can wait');
  for (const session of media.seen) {
    if (!store.records.has(session)) simulation.break(`call ${session} has no record`);
  }
  const { faults } = simulation.settings;
  // A gateway that dies takes with it what waits; one that is drained leaves a disk that is full.
  if (!faults.has('restart') && !faults.has('drain')) {
    for (const id of store.lost) simulation.break(`the record of call ${id} was never written`);
  }
  // A drained gateway leaves unfinished what nobody answers; garbage ends what nobody has ended.
  if (!faults.has('drain') && !faults.has('garbage')) wire.settle();
}
