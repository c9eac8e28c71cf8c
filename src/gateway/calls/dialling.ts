/**
 * What a port asks for by what it dialled: a call, or a change of its user's services. Manual §1.6,
 * §1.12.
 */
import type { Configuration, Port, User } from '../../domain/configuration.ts';
import { calledNumber, isBegunCode, isInMap } from '../../domain/dialled-number.ts';
import { stripTerminators } from '../../domain/digit-match.ts';
import { callingUser } from '../../domain/numbers.ts';
import {
  emergencyNumbers,
  isEmergency,
  plainNumber,
  type Route,
  resolveCall,
} from '../../domain/resolve.ts';
import { servicesOf } from '../../domain/services.ts';
import type { StarAct } from '../../domain/star-acts.ts';
import { starAct } from '../../domain/star-codes.ts';
import { isSos, parseUri } from '../../sip/message/uri.ts';
import type { CodeAct, StarOutcome, StarServices } from '../ports/star-services.ts';

interface Call {
  readonly kind: 'call';
  readonly number: string;
  readonly route: Route;
  readonly isHidden: boolean | undefined;
}

/** Nothing is left to be called, a code is not whole, or the port's map means no such number. */
const nothing = { kind: 'nothing' } as const;

/** What is dialled at a port, and whose call it is. */
interface Dialling {
  readonly port: Port;
  readonly user: User;
  readonly digits: string;
}

export type Dialled =
  | Call
  | { readonly kind: 'change'; readonly done: Promise<boolean> }
  | typeof nothing;

/** What digits mean; nothing is done about it yet. */
type Reading = Call | { readonly kind: 'code'; readonly act: CodeAct } | typeof nothing;

export function readDialled(
  configuration: Configuration,
  { port, user, digits }: Dialling,
): Reading {
  const emergency = emergencyNumber(configuration, digits);
  if (emergency !== undefined) return callTo(configuration, user, emergency);
  const act = starAct(configuration, port, digits);
  if (act?.kind === 'server') return toServers(configuration, act);
  if (act && act.kind !== 'call') return { kind: 'code', act };
  if (isBegunCode(configuration, port, digits) || (!act && !isInMap(port, digits))) return nothing;
  const number = calledNumber(configuration, port, act?.number ?? digits);
  return number === undefined ? nothing : callTo(configuration, user, number, act?.isHidden);
}

export function dial(
  configuration: Configuration,
  stars: StarServices,
  dialling: Dialling,
): Dialled {
  const { port, user } = dialling;
  const reading = readDialled(configuration, dialling);
  const dialled =
    reading.kind === 'code'
      ? performed(configuration, user, stars.perform(reading.act, port, user))
      : reading;
  if (dialled.kind === 'call' && isRepeatable(dialled)) {
    stars.noteDialled(user.name, dialled.number);
    noteCaller(configuration, stars, user, dialled);
  }
  return dialled;
}

/** Whoever is called inside may call back. */
function noteCaller(
  configuration: Configuration,
  stars: StarServices,
  user: User,
  { route, isHidden = servicesOf(user).hideIdentity }: Call,
): void {
  if (route.kind !== 'local') return;
  stars.noteCaller(route.user.name, isHidden ? undefined : callingUser(configuration, user));
}

/** A number that was called before has been through mask and prefixes. */
function performed(configuration: Configuration, user: User, outcome: StarOutcome): Dialled {
  return outcome.kind === 'call' ? callTo(configuration, user, outcome.number) : outcome;
}

/** What only its server understands, and a cry for help, are not dialled again. */
function isRepeatable({ route }: Call): boolean {
  return route.kind !== 'emergency' && !('costsAs' in route);
}

/** Neither users nor rules are asked: the code is the server's. */
function toServers(
  configuration: Configuration,
  { code, number: costsAs }: Extract<StarAct, { kind: 'server' }>,
): Call {
  const number = `${code}${costsAs}`;
  const isEmpty = !configuration.proxyServers.some(({ enabled }) => enabled);
  const route: Route = isEmpty
    ? { kind: 'none', cause: 'no-route' }
    : { kind: 'proxies', number, costsAs };
  return { kind: 'call', number, route, isHidden: undefined };
}

/** As it was dialled: no mask, map or prefix may stand before it. */
export function emergencyNumber(configuration: Configuration, digits: string): string | undefined {
  const number = stripTerminators(plainNumber(digits));
  return isEmergency(configuration, number) ? number : undefined;
}

/** What a Request-URI dials; an emergency service is the first number of such (RFC 5031). */
export function dialledIn(configuration: Configuration, uri: string): string {
  const [emergency] = emergencyNumbers(configuration);
  if (emergency !== undefined && isSos(uri)) return emergency;
  return plainNumber(parseUri(uri)?.user ?? '');
}

export function callTo(
  configuration: Configuration,
  user: User,
  number: string,
  isHidden?: boolean,
): Call {
  const route = resolveCall(configuration, number, 'local', user);
  return { kind: 'call', number, route, isHidden };
}
