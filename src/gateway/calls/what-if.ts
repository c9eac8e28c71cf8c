/** What a call would do now, without placing it: the way of a real one, previewed. */
import {
  type Caller,
  emergencyAddressing,
  proxyAddressing,
  ruleAddressing,
} from '../../domain/addressing.ts';
import { causes } from '../../domain/cause.ts';
import type { Configuration, Port, Server, User } from '../../domain/configuration.ts';
import { takenDigits } from '../../domain/dialled-number.ts';
import { find, shown } from '../../domain/names.ts';
import { Refusal } from '../../domain/refusal.ts';
import { type Route, routeText } from '../../domain/resolve.ts';
import { emergencyOrder } from '../../domain/server-order.ts';
import { userAt } from '../../domain/users.ts';
import type { WhatIfView } from '../../management/view.ts';
import type { Health } from '../servers/health.ts';
import { targetUri } from '../uris.ts';
import type { Way, Ways } from './call-way.ts';
import { callTo, readDialled } from './dialling.ts';

interface WhatIfPorts {
  readonly configuration: () => Configuration;
  readonly health: Health;
  readonly registeredOn: (user: string) => Server | undefined;
  readonly preview: Ways['preview'];
}

interface Dialler {
  readonly user: User;
  readonly port: Port | undefined;
}

export function createWhatIf(ports: WhatIfPorts): (from: string, digits: string) => WhatIfView {
  return (from, dialled) => {
    const configuration = ports.configuration();
    const { user, port } = diallerOf(configuration, from);
    const steps = [`${from} dials ${dialled}`];
    const digits = port ? digitsTaken(configuration, port, dialled, steps) : dialled;
    const reading =
      port && digits !== undefined && readDialled(configuration, { port, user, digits });
    const call = port ? reading : callTo(configuration, user, dialled);
    const route = 'unallocated-number';
    const view = { dialled, number: null, route, requestUri: null, servers: [], steps };
    if (!call || call.kind === 'nothing') {
      if (digits !== undefined) steps.push('there is no such number to call');
      return view;
    }
    if (call.kind === 'code') {
      steps.push(`${digits} is a code of the gateway (${call.act.kind}): nothing is set now`);
      return { ...view, route: 'code' };
    }
    const { number, isHidden } = call;
    if (number !== digits) steps.push(`after mask, terminators and prefixes: ${number}`);
    steps.push(...stepsTo(number, call.route));
    const line = { kind: 'user', user, registeredOn: ports.registeredOn(user.name) } as const;
    const caller = { caller: line, user: user.name, isAnonymous: false, isHidden };
    const way = ports.preview(call.route, caller, (name, called, why) =>
      steps.push(`${name} may not call ${called}: ${why}`),
    );
    return { ...view, number, ...outcomeOf(ports, user, way, steps) };
  };
}

/** Who calls from there: the same as if it did. */
function diallerOf(configuration: Configuration, from: string): Dialler {
  const { ports, users } = configuration;
  const port = ports.find(({ name }) => name === from);
  const user = port
    ? userAt(configuration, port.name)
    : users.find(({ name, enabled }) => enabled && name === from);
  if (!user) {
    const rule = port
      ? `port "${shown(from)}" is attached to no user`
      : `there is no port and no user "${shown(from)}"`;
    throw new Refusal('E-NOT-FOUND', rule);
  }
  return { user, port: port ?? ports.find(({ name }) => name === user.ports[0]) };
}

/** Soft ports dial digit by digit, phones the whole at once; undefined: it comes to no call. */
function digitsTaken(
  configuration: Configuration,
  port: Port,
  dialled: string,
  steps: string[],
): string | undefined {
  if (port.kind !== 'soft') return dialled;
  const { digits, match } = takenDigits(configuration, port, dialled);
  if (match === 'impossible') steps.push(`busy tone after ${digits}: no number begins so`);
  else if (match === 'partial') steps.push('more digits are waited for');
  else if (digits !== dialled) steps.push(`dialling ends after ${digits}`);
  return match === 'impossible' || match === 'partial' ? undefined : digits;
}

function stepsTo(number: string, route: Route): string[] {
  if (route.kind === 'emergency') return [`${number} is an emergency number: nothing goes before`];
  if (route.kind === 'local') return [`${number} is local: ${routeText(route)}`];
  if (route.kind === 'proxies' && route.costsAs !== undefined) {
    return [`${number} is a code of the server`];
  }
  const foreign = `${number} is no local user`;
  if (route.kind === 'rule') return [foreign, `${routeText(route)} takes it as ${route.number}`];
  return [foreign, 'no forwarding rule takes it'];
}

function outcomeOf(
  { configuration, health, registeredOn }: WhatIfPorts,
  dialler: User,
  { route: walk, steps: ways }: Way,
  steps: string[],
): Pick<WhatIfView, 'route' | 'requestUri' | 'servers'> {
  const { route, forwardedBy } = ways[walk.step] ?? { route: undefined, forwardedBy: [] };
  const line = forwardedBy.at(-1) ?? dialler.name;
  if (forwardedBy.length > 0) steps.push(`${forwardedBy.join(', then ')} forwards it`);
  const none = { requestUri: null, servers: [] };
  if (walk.kind === 'none' || !route) {
    const cause = walk.kind === 'none' ? walk.cause : 'no-route';
    steps.push(`refused: ${causes[cause].status} ${cause}`);
    return { ...none, route: cause };
  }
  if (walk.kind === 'ports') {
    return { ...none, route: `${routeText(route)} on ${walk.ports.join(', ')}` };
  }
  if (route.kind !== 'rule') steps.push('servers are asked in this order until one answers');
  const [first] = walk.plan;
  const user = find(configuration().users, line, 'user');
  const caller = { kind: 'user', user, registeredOn: registeredOn(line) } as const;
  const seen = health.seenBy(line);
  return {
    route: routeText(route),
    requestUri: first ? requestUriOf(configuration(), caller, route, first.server) : null,
    servers: walk.plan.map(({ server, attemptMs, note = null }) => ({
      server,
      health: route.kind === 'rule' ? 'unknown' : seen.row('proxy', server).health,
      attemptMs,
      note,
    })),
  };
}

function requestUriOf(
  configuration: Configuration,
  caller: Caller,
  route: Route,
  name: string,
): string | null {
  if (route.kind === 'rule')
    return targetUri(ruleAddressing(configuration, caller, route).requestUri);
  const server = emergencyOrder(configuration).find((one) => one.name === name);
  if (!server || !('number' in route)) return null;
  const { kind, number } = route;
  const { service, requestUri } =
    kind === 'emergency'
      ? emergencyAddressing(configuration, caller, { number, server })
      : proxyAddressing(configuration, caller, { number, proxy: server });
  return service ?? targetUri(requestUri);
}
