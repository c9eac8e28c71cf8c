/** INVITEs of phones: who calls, what was dialled, and what that comes to. */
import type { Configuration, Port, Server, User } from '../../domain/configuration.ts';
import { withoutBars } from '../../domain/media-policy.ts';
import { respondTo } from '../../sip/message/build.ts';
import type { ServerTransaction } from '../../sip/transaction-user.ts';
import { callerIdentity } from '../../sip/ua/caller-identity.ts';
import type { Calls } from '../calls/calls.ts';
import { dial, dialledIn, emergencyNumber } from '../calls/dialling.ts';
import type { FailureTone } from '../calls/failure-tone.ts';
import { SipCaller, type SipCallerOptions } from '../calls/sip-caller.ts';
import type { Confirm } from '../calls/tone-answer.ts';
import type { Goal } from '../calls/transfers.ts';
import type { Core } from '../core.ts';
import type { Phones } from './phones.ts';
import type { StarServices } from './star-services.ts';

export interface PhoneCallPorts {
  readonly core: () => Core;
  readonly phones: () => Phones;
  readonly calls: () => Calls;
  readonly configuration: () => Configuration;
  readonly registeredOn: (user: string) => Server | undefined;
  readonly stars: StarServices;
  readonly confirm: Confirm;
  readonly failureTone: FailureTone;
}

interface Taken {
  /** Whose place in a call it takes; `refused` has been answered. */
  readonly replacement: () => Goal | 'none' | 'refused';
  readonly begin: (caller: SipCaller, goal: Goal) => void;
}

/** Who calls by which phone. */
interface Calling {
  readonly user: User;
  readonly port: Port | undefined;
  readonly digits: string;
}

export class PhoneCalls {
  readonly #ports: PhoneCallPorts;

  constructor(ports: PhoneCallPorts) {
    this.#ports = ports;
  }

  /** The emergency number that is called; undefined: another one, or somebody outside calls. */
  emergency({ request, flow }: ServerTransaction): string | undefined {
    const configuration = this.#ports.configuration();
    return flow.side === 'lan'
      ? emergencyNumber(configuration, dialledIn(configuration, request.uri))
      : undefined;
  }

  take(transaction: ServerTransaction, { replacement, begin }: Taken): void {
    const { request, envelope } = transaction;
    const { configuration, stars, confirm, calls, failureTone } = this.#ports;
    const phones = this.#ports.phones();
    const emergency = this.emergency(transaction);
    if (emergency !== undefined) return this.#urgent(transaction, emergency, begin);
    const port = phones.authenticate(transaction);
    if (!port) return;
    const user = phones.userOf(port, envelope);
    if (!user) return refuseNobody(transaction);
    const goal = replacement();
    if (goal === 'refused') return;
    const digits = dialledIn(configuration(), request.uri);
    const calling = { user, port, digits };
    const caller = (isHidden?: boolean) =>
      this.#caller(transaction, calling, { policy: port, isHidden, failureTone });
    if (goal !== 'none') return begin(caller(), goal);
    const dialled = dial(configuration(), stars, calling);
    if (dialled.kind === 'nothing') return transaction.respond(respondTo(request, 484));
    if (dialled.kind === 'call') {
      const { number: called, route, isHidden } = dialled;
      return begin(caller(isHidden), { called, route });
    }
    const waiting = caller();
    void dialled.done.then((isDone) => confirm(waiting, isDone, calls().nextId(), nothing));
  }

  /** Neither an account nor a line of its own is needed for it. RFC 6881 ED-67 */
  #urgent(transaction: ServerTransaction, number: string, begin: Taken['begin']): void {
    const configuration = this.#ports.configuration();
    const phones = this.#ports.phones();
    const found = phones.letIn(transaction);
    if (!found) return;
    const port = found === 'unknown' ? undefined : found;
    const own = port && phones.userOf(port, transaction.envelope);
    const user = own ?? configuration.users[0];
    if (!user) return refuseNobody(transaction);
    const calling = { user, port, digits: number };
    const caller = this.#caller(transaction, calling, { policy: withoutBars(port ?? {}) });
    begin(caller, { called: number, route: { kind: 'emergency', number } });
  }
  #caller(
    transaction: ServerTransaction,
    { user, port, digits }: Calling,
    more: Pick<SipCallerOptions, 'policy' | 'isHidden' | 'failureTone'>,
  ): SipCaller {
    const { request, envelope } = transaction;
    return new SipCaller({
      core: this.#ports.core(),
      configuration: this.#ports.configuration(),
      transaction,
      caller: { kind: 'user', user, registeredOn: this.#ports.registeredOn(user.name) },
      port: port?.name,
      from: user.name,
      contactUser: digits,
      identity: callerIdentity(request, envelope.from, false),
      ...more,
    });
  }
}

/** Manual §1.3: without a user there is nobody to call as. */
function refuseNobody(transaction: ServerTransaction): void {
  transaction.respond(respondTo(transaction.request, 403, { reason: 'No User On This Port' }));
}

function nothing(): void {
  // The phone hears it.
}
