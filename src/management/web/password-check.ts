/** Whether a password is right: a few at a time, and slowly for who keeps guessing. Threat T2 */
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { WebUser } from '../../domain/configuration.ts';
import { Refusal } from '../../domain/refusal.ts';
import { isPassword } from '../credentials.ts';
import type { FaceContext } from '../face.ts';
import type { Connections } from './connections.ts';
import type { Guard } from './guard.ts';
import { limits } from './limits.ts';
import { TooMany } from './problem.ts';

export interface Claim {
  readonly name: string;
  readonly password: string;
}

/** Resolves with the user whose password it is; anything else is refused, and noted. */
export type PasswordCheck = (
  request: FastifyRequest,
  reply: FastifyReply,
  claim: Claim,
) => Promise<WebUser>;

export function createPasswordCheck(
  { view }: FaceContext,
  guard: Guard,
  connections: () => Connections | undefined,
): PasswordCheck {
  let checking = 0;
  return async (request, reply, { name, password }) => {
    const wait = guard.failures.wait(request.ip);
    if (wait > 0) throw new TooMany(wait);
    if (checking >= limits.logins) throw new TooMany(1);
    connections()?.serve(request.raw, reply.raw);
    const user = view.configuration().web.users.find((one) => one.name === name);
    checking += 1;
    const isRight = await isPassword(password, user?.passwordHash).finally(() => {
      checking -= 1;
    });
    if (isRight && user) return user;
    guard.reportFailure(request, user?.name ?? 'somebody unknown');
    throw new Refusal('E-NOT-AUTHENTICATED', 'wrong name or password');
  };
}
