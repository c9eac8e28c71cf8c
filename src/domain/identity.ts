/**
 * What a user is to a registrar: if it changes, the binding before the change is somebody else's.
 */
import type { User } from './configuration.ts';

/**
 * Whether both register as the same user in the same way: then a binding of one is one of the
 * other.
 */
export function isSameIdentity(one: User, other: User): boolean {
  return identityOf(one) === identityOf(other);
}

function identityOf(user: User): string {
  const { address, areaCode, login, domain, transport, pseudonym, password } = user;
  return JSON.stringify([
    address,
    areaCode,
    login,
    domain ?? null,
    transport,
    pseudonym ?? null,
    password?.reveal() ?? null,
  ]);
}
