/** The registrar for phones: who they are, where they are, for how long. RFC 3261 §10.3. */
import { defaultPort, type Flow, type Target, type TransportFault } from '../flow.ts';
import { respondTo } from '../message/build.ts';
import type { Fields, Request, Response } from '../message/message.ts';
import { formatNameAddr } from '../message/name-addr.ts';
import { contacts, seconds } from '../message/readers.ts';
import { formatUri } from '../message/uri.ts';
import { uriEquals } from '../message/uri-equals.ts';
import type { Envelope, NameAddr, Uri } from '../message/values.ts';
import { placeIn } from './services.ts';

export interface PhoneBinding {
  readonly contact: NameAddr;
  /** The Request-URI of calls to it. */
  readonly uri: string;
  /** The way back to where the REGISTER came from: right behind any NAT. */
  readonly target: Target;
  /** Where it can be connected to once the connection that it has opened is gone. */
  readonly anew: Target | undefined;
  readonly callId: string;
  readonly cseq: number;
  /** On the monotonic clock. */
  readonly expiresAt: number;
}

const bindingsMax = 10;
const expiresMin = 60;
const expiresMax = 3600;

export class Registrar {
  readonly #now: () => number;
  readonly #byLogin = new Map<string, PhoneBinding[]>();

  constructor(clock: { now(): number }) {
    this.#now = () => clock.now();
  }

  /** The live bindings of a login, newest first. */
  bindings(login: string): readonly PhoneBinding[] {
    return (this.#byLogin.get(login) ?? []).filter(({ expiresAt }) => expiresAt > this.#now());
  }

  forget(login: string): void {
    this.#byLogin.delete(login);
  }

  /**
   * RFC 5626 §5.3: a connection is the only way to most phones, and what was bound over one that is
   * lost goes with it. Where another could not be opened nobody is, either.
   */
  failed(place: Pick<Target, 'transport' | 'address' | 'port'>, fault: TransportFault): void {
    for (const [login, bindings] of this.#byLogin) {
      const left = bindings.flatMap((binding) => {
        if (!isAt(binding, place)) return binding;
        const { anew } = binding;
        return fault === 'lost' && anew ? { ...binding, target: anew } : [];
      });
      this.#byLogin.set(login, left);
    }
  }

  /** An authenticated REGISTER of this login. */
  register(login: string, request: Request, envelope: Envelope, flow: Flow): Response {
    const wanted = contacts(request);
    if (wanted === undefined) return respondTo(request, 400, { reason: 'Bad Contact' });
    const asked = seconds(request, 'Expires') ?? expiresMax;
    const known = [...this.bindings(login)];
    const isOld = known.some(
      ({ callId, cseq }) => callId === envelope.callId && cseq >= envelope.cseq.number,
    );
    // §10.3 step 7: a number that is not higher is a request out of order.
    if (isOld && request.headers.count('Contact') > 0)
      return respondTo(request, 400, { reason: 'CSeq Out Of Order' });
    if (wanted === '*') {
      if (asked !== 0) return respondTo(request, 400, { reason: 'Contact * Needs Expires 0' });
      this.#byLogin.delete(login);
      return this.#accepted(login, request);
    }
    let next = known;
    for (const contact of wanted) {
      const lease = leaseOf(contact, asked);
      if (lease > 0 && lease < expiresMin) return tooBrief(request);
      next = next.filter(({ contact: { uri } }) => !uriEquals(uri, contact.uri));
      if (lease > 0) next.unshift(this.#binding(contact, lease, envelope, flow));
    }
    if (next.length > bindingsMax) return respondTo(request, 403, { reason: 'Too Many Contacts' });
    this.#byLogin.set(login, next);
    return this.#accepted(login, request);
  }

  #binding(contact: NameAddr, lease: number, envelope: Envelope, flow: Flow): PhoneBinding {
    const { transport, address, port } = flow;
    return {
      contact,
      uri: formatUri({ ...contact.uri, headers: undefined }),
      target: { transport, address, port, domain: address },
      anew: anewOf(contact.uri, flow),
      callId: envelope.callId,
      cseq: envelope.cseq.number,
      expiresAt: this.#now() + Math.min(lease, expiresMax) * 1000,
    };
  }

  /** Every live binding is told, each with what is left of its lease. */
  #accepted(login: string, request: Request): Response {
    const fields: Fields = this.bindings(login).map(({ contact, expiresAt }) => {
      const params = new Map(contact.params);
      params.set('expires', String(Math.max(0, Math.round((expiresAt - this.#now()) / 1000))));
      return ['Contact', formatNameAddr({ ...contact, params })];
    });
    return respondTo(request, 200, { fields, toTag: 'registrar' });
  }
}

function isAt(
  { target }: PhoneBinding,
  { transport, address, port }: Pick<Target, 'transport' | 'address' | 'port'>,
): boolean {
  return target.transport === transport && target.address === address && target.port === port;
}

/**
 * Where its Contact says, unless there is a NAT between, or that is the port of the moment which
 * it has called us from: nobody listens there.
 */
function anewOf(uri: Uri, { transport, address, port }: Flow): Target | undefined {
  const place = placeIn(uri);
  const usual = defaultPort(transport);
  const at = place.port ?? usual;
  const isThere = place.host === address && place.transport === transport;
  const isHeard = at !== port || port === usual;
  return isThere && isHeard ? { transport, address, port: at, domain: address } : undefined;
}

function leaseOf({ params }: NameAddr, asked: number): number {
  const own = params.get('expires');
  return own !== undefined && /^[0-9]{1,10}$/.test(own) ? Number(own) : asked;
}

function tooBrief(request: Request): Response {
  return respondTo(request, 423, { fields: [['Min-Expires', String(expiresMin)]] });
}
