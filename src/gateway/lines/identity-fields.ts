/**
 * Who servers and phones are told to be calling, and who sent the call on. RFC 3323, RFC 3325 §9.1,
 * RFC 5806.
 */
import type { CallAddressing, Party } from '../../domain/addressing.ts';
import type { Configuration, Server } from '../../domain/configuration.ts';
import { callingUser } from '../../domain/numbers.ts';
import { servicesOf } from '../../domain/services.ts';
import type { Fields } from '../../sip/message/message.ts';
import type { CallSession } from '../calls/call-session.ts';
import type { CallerParty } from '../calls/party.ts';
import { partyText } from '../uris.ts';

export interface Identity {
  readonly from: Party;
  readonly fields: Fields;
}

const anonymous: Party = {
  displayName: 'Anonymous',
  user: 'anonymous',
  host: 'anonymous.invalid',
  isPhone: false,
};

const privacy: Fields = [['Privacy', 'id']];

/** The caller does not want to be known: for this call, as its user has it, or as it came. */
export function isWithheld(
  configuration: Configuration,
  caller: Pick<CallerParty, 'user' | 'isAnonymous' | 'isHidden'>,
): boolean {
  if (caller.isHidden !== undefined) return caller.isHidden;
  const user = configuration.users.find(({ name }) => name === caller.user);
  return caller.isAnonymous || (user !== undefined && servicesOf(user).hideIdentity);
}

/** Only servers of our own are told who it really is; they are asked not to tell anybody else. */
export function identityOf(
  configuration: Configuration,
  session: CallSession,
  { from }: CallAddressing,
  { identity = 'hidden' }: Server,
): Identity {
  const { route } = session.way();
  const fields: Fields = [...diversion(configuration, session, from), ...urgency(session)];
  // An emergency call is never anonymous to who answers it.
  const isHidden = route.kind !== 'emergency' && isWithheld(configuration, session.facts.caller);
  const isTold = route.kind !== 'rule' && (isHidden || identity !== 'hidden');
  const name = identity === 'asserted' ? 'P-Asserted-Identity' : 'P-Preferred-Identity';
  const known: Fields = isTold ? [[name, partyText(from)]] : [];
  return isHidden
    ? { from: anonymous, fields: [...fields, ...privacy, ...known] }
    : { from, fields: [...fields, ...known] };
}

/** Phones are outside of the trust domain: they get no identity that is not to be shown (§7). */
export function phoneIdentity(
  configuration: Configuration,
  { facts: { caller } }: CallSession,
  from: Party,
): Identity {
  if (isWithheld(configuration, caller)) return { from: anonymous, fields: privacy };
  const isAsserted = caller.isAsserted === true;
  return { from, fields: isAsserted ? [['P-Asserted-Identity', partyText(from)]] : [] };
}

/** The users that forwarded the call, the last one first. */
function diversion(configuration: Configuration, session: CallSession, { host }: Party): Fields {
  return session
    .way()
    .forwardedBy.toReversed()
    .flatMap((name) => configuration.users.find((user) => user.name === name) ?? [])
    .map((user) => {
      const party = { displayName: undefined, user: callingUser(configuration, user), host };
      return ['Diversion', `${partyText({ ...party, isPhone: false })};reason=unconditional`];
    });
}

function urgency(session: CallSession): Fields {
  return session.way().route.kind === 'emergency' ? [['Priority', 'emergency']] : [];
}
