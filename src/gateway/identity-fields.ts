/**
 * Who a server is told to be calling, and who sent the call on. RFC 3323, RFC 3325 §9.1, RFC 5806.
 */
import type { CallAddressing, Party } from '../domain/addressing.ts';
import type { Configuration } from '../domain/configuration.ts';
import { callingUser } from '../domain/numbers.ts';
import { servicesOf } from '../domain/services.ts';
import type { Fields } from '../sip/message/message.ts';
import type { CallSession } from './call-session.ts';
import { partyText } from './uris.ts';

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

/** Only servers of our own are told who it really is; they are asked not to tell anybody else. */
export function identityOf(
  configuration: Configuration,
  session: CallSession,
  { from }: CallAddressing,
): Identity {
  const fields: Fields = [...diversion(configuration, session, from), ...urgency(session)];
  if (!isHidden(configuration, session)) return { from, fields };
  const { route } = session.way();
  const known: Fields = route.kind === 'rule' ? [] : [['P-Preferred-Identity', partyText(from)]];
  return { from: anonymous, fields: [...fields, ['Privacy', 'id'], ...known] };
}

/** An emergency call is never anonymous to who answers it. */
function isHidden(configuration: Configuration, session: CallSession): boolean {
  const { caller } = session.facts;
  if (session.way().route.kind === 'emergency') return false;
  if (caller.isHidden !== undefined) return caller.isHidden;
  if (caller.isAnonymous && session.forwarder() !== undefined) return true;
  const user = configuration.users.find(({ name }) => name === caller.user);
  return user !== undefined && servicesOf(user).hideIdentity;
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
