/** What makes a party a location server: digest, bindings for an hour, an answer to OPTIONS. */
import { Verifier } from '../../../src/sip/auth/verify.ts';
import type { Fields } from '../../../src/sip/message/message.ts';
import type { Incoming } from './sip-socket.ts';
import { token } from './sip-socket.ts';

export interface Registrar {
  /** Whoever has a binding, with its contact. */
  readonly bindings: ReadonlyMap<string, string>;
  /** What else the 200 of a binding says. */
  fields: Fields;
  hear(incoming: Incoming): void;
}

export function createRegistrar(passwords: ReadonlyMap<string, string>): Registrar {
  const bindings = new Map<string, string>();
  const verifier = new Verifier({
    realm: 'provider.test',
    clock: { now: () => performance.now() },
    random: { hex: () => token() },
    passwordOf: (login) => passwords.get(login),
  });
  const registrar: Registrar = {
    bindings,
    fields: [],
    hear(incoming) {
      const { request } = incoming;
      if (request.method !== 'REGISTER') {
        incoming.answer(200);
        return;
      }
      const verdict = verifier.verify(request);
      if (verdict.kind !== 'accepted') {
        const status = verdict.kind === 'challenge' ? 401 : 403;
        incoming.answer(status, status === 401 ? { fields: verifier.challenges(false) } : {});
        return;
      }
      const contact = request.headers.first('Contact') ?? '';
      const isLeaving = request.headers.first('Expires') === '0' || contact.includes('expires=0');
      if (isLeaving) bindings.delete(verdict.login);
      else bindings.set(verdict.login, contact);
      incoming.answer(200, {
        fields: isLeaving ? [] : [['Contact', contact], ['Expires', '3600'], ...registrar.fields],
      });
    },
  };
  return registrar;
}
