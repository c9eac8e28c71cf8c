/**
 * What a port asks for by what it dialled: a call, or a change of its user's services. Manual §1.6,
 * §1.12.
 */
import type { Configuration, Port, User } from '../../domain/configuration.ts';
import { calledNumber, isBegunCode } from '../../domain/dialled-number.ts';
import { stripTerminators } from '../../domain/digit-match.ts';
import {
  emergencyNumbers,
  isEmergency,
  plainNumber,
  type Route,
  resolveCall,
} from '../../domain/resolve.ts';
import type { StarAct } from '../../domain/star-acts.ts';
import { starAct } from '../../domain/star-codes.ts';
import { isSos, parseUri } from '../../sip/message/uri.ts';
import type { StarServices } from '../ports/star-services.ts';

export type Dialled =
  | {
      readonly kind: 'call';
      readonly number: string;
      readonly route: Route;
      readonly isHidden: boolean | undefined;
    }
  | { readonly kind: 'change'; readonly done: Promise<boolean> }
  /** Nothing is left to be called, or a code is not whole. */
  | { readonly kind: 'nothing' };

export function dial(
  configuration: Configuration,
  stars: StarServices,
  { port, user, digits }: { readonly port: Port; readonly user: User; readonly digits: string },
): Dialled {
  const emergency = emergencyNumber(configuration, digits);
  if (emergency !== undefined) return callTo(configuration, emergency, undefined);
  const act = starAct(configuration, port, digits);
  if (act?.kind === 'server') return toServers(configuration, act);
  if (isBegunCode(configuration, port, digits)) return { kind: 'nothing' };
  const outcome = act && stars.perform(act, port, user);
  if (outcome?.kind === 'change') return outcome;
  const number = calledNumber(configuration, port, outcome?.number ?? digits);
  if (number === undefined) return { kind: 'nothing' };
  stars.noteDialled(user.name, number);
  return callTo(configuration, number, outcome?.isHidden);
}

/** Neither users nor rules are asked: the code is the server's. */
function toServers(
  configuration: Configuration,
  { code, number: costsAs }: Extract<StarAct, { kind: 'server' }>,
): Dialled {
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
  return parseUri(uri)?.user ?? '';
}

function callTo(
  configuration: Configuration,
  number: string,
  isHidden: boolean | undefined,
): Dialled {
  return { kind: 'call', number, route: resolveCall(configuration, number, 'local'), isHidden };
}
