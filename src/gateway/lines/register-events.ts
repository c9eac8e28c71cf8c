/** What a REGISTER has told, as its registration is told it. */
import type { RegistrationEvent } from '../../../machines/registration-setup.ts';
import type { RegisterFact } from '../../sip/ua/register-facts.ts';

export function eventOf(
  fact: Exclude<RegisterFact, { type: 'overloaded' }>,
  attempt: number,
  server: string,
): RegistrationEvent {
  switch (fact.type) {
    case 'provisional':
      return { type: 'attempt.provisional', attempt };
    case 'accepted':
      return { type: 'attempt.accepted', attempt, server, expiresSeconds: fact.expiresSeconds };
    case 'late':
      return { type: 'attempt.late', attempt, server, expiresSeconds: fact.expiresSeconds };
    case 'refused':
      return { ...fact, type: 'attempt.refused', attempt };
    case 'unreachable':
      return { type: 'attempt.unreachable', attempt, reason: fact.reason };
  }
}
