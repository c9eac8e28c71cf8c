/** What a call would do now, without placing it. */
import {
  type Caller,
  emergencyAddressing,
  proxyAddressing,
  ruleAddressing,
} from '../../domain/addressing.ts';
import type { Configuration, Port, Server } from '../../domain/configuration.ts';
import { calledNumber } from '../../domain/dialled-number.ts';
import { shown } from '../../domain/names.ts';
import { numberSetting } from '../../domain/protocol.ts';
import { Refusal } from '../../domain/refusal.ts';
import { type Route, resolveCall, routeText } from '../../domain/resolve.ts';
import { emergencyOrder, walkOrder } from '../../domain/server-order.ts';
import type { WhatIfView } from '../../management/view.ts';
import type { Health } from '../servers/health.ts';
import { attemptSettings } from '../settings.ts';
import { targetUri } from '../uris.ts';
import { emergencyNumber } from './dialling.ts';

interface WhatIfPorts {
  readonly configuration: () => Configuration;
  readonly health: Health;
  readonly registeredOn: (user: string) => Server | undefined;
}

interface Dialler {
  readonly caller: Extract<Caller, { kind: 'user' }>;
  readonly port: Port | undefined;
}

export function createWhatIf(ports: WhatIfPorts): (from: string, digits: string) => WhatIfView {
  return (from, digits) => {
    const configuration = ports.configuration();
    const { caller, port } = diallerOf(configuration, from, ports.registeredOn);
    const dialled = port ? calledNumber(configuration, port, digits) : digits;
    const number = emergencyNumber(configuration, digits) ?? dialled;
    const route: Route =
      number === undefined
        ? { kind: 'none', cause: 'unallocated-number' }
        : resolveCall(configuration, number, 'local');
    return {
      dialled: digits,
      number: number ?? null,
      route:
        route.kind === 'local' ? `${routeText(route)} on ${portsText(route)}` : routeText(route),
      requestUri: requestUriOf(configuration, caller, route),
      servers: serversAsked(configuration, ports.health.seenBy(caller.user.name), route),
      steps: stepsOf(from, digits, number, route),
    };
  };
}

function diallerOf(
  { ports, users }: Configuration,
  from: string,
  registeredOn: (user: string) => Server | undefined,
): Dialler {
  const port = ports.find(({ name }) => name === from);
  const user = port
    ? users.find((one) => one.ports.includes(port.name))
    : users.find(({ name }) => name === from);
  if (!user) {
    const rule = port
      ? `port "${shown(from)}" is attached to no user`
      : `there is no port and no user "${shown(from)}"`;
    throw new Refusal('E-NOT-FOUND', rule);
  }
  const own = port ?? ports.find(({ name }) => name === user.ports[0]);
  return { caller: { kind: 'user', user, registeredOn: registeredOn(user.name) }, port: own };
}

function portsText({ ports }: Extract<Route, { kind: 'local' }>): string {
  return ports.length === 0 ? 'no port' : ports.join(', ');
}

function requestUriOf(configuration: Configuration, caller: Caller, route: Route): string | null {
  if (route.kind === 'rule')
    return targetUri(ruleAddressing(configuration, caller, route).requestUri);
  if (route.kind === 'emergency') {
    const [server] = emergencyOrder(configuration);
    if (!server) return null;
    const { number } = route;
    const { service, requestUri } = emergencyAddressing(configuration, caller, { number, server });
    return service ?? targetUri(requestUri);
  }
  const [proxy] = walkOrder(configuration.proxyServers);
  if (route.kind !== 'proxies' || !proxy) return null;
  const { number } = route;
  return targetUri(proxyAddressing(configuration, caller, { number, proxy }).requestUri);
}

function serversAsked(
  configuration: Configuration,
  health: Health,
  route: Route,
): WhatIfView['servers'] {
  if (route.kind === 'rule') {
    const attemptMs = numberSetting(configuration, 'invite-attempt-ms');
    return [{ server: route.rule.name, health: 'unknown', attemptMs, note: null }];
  }
  if (route.kind === 'emergency') {
    const attemptMs = numberSetting(configuration, 'suspect-attempt-ms');
    return emergencyOrder(configuration).map(({ kind, name }) => ({
      server: name,
      health: health.row(kind, name).health,
      attemptMs,
      note: null,
    }));
  }
  if (route.kind !== 'proxies') return [];
  const settings = attemptSettings(configuration, 'invite');
  return walkOrder(configuration.proxyServers).map((server) => {
    const { attemptMs, note } = health.attempt(server, settings);
    const word = health.row('proxy', server.name).health;
    return { server: server.name, health: word, attemptMs, note: note ?? null };
  });
}

function stepsOf(from: string, digits: string, number: string | undefined, route: Route): string[] {
  const steps = [`${from} dials ${digits}`];
  if (number === undefined) return [...steps, 'nothing is left to call'];
  if (route.kind === 'emergency') {
    return [...steps, `${number} is an emergency number: servers are asked until one takes it`];
  }
  if (number !== digits) steps.push(`after mask, terminators and prefixes: ${number}`);
  if (route.kind === 'local') return [...steps, `${number} is local: ${routeText(route)}`];
  steps.push(`${number} is no local user`);
  if (route.kind === 'rule') return [...steps, `${routeText(route)} takes it as ${route.number}`];
  steps.push('no forwarding rule takes it');
  const last =
    route.kind === 'proxies'
      ? 'the proxy servers are asked, master first'
      : 'no proxy server is enabled';
  return [...steps, last];
}
