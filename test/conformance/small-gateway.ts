/**
 * A whole SIP stack on loopback with the smallest user there is: phones register, nobody takes a
 * call.
 */
import { createEndpoint } from '../../src/sip/endpoint.ts';
import type { TransportEvents } from '../../src/sip/flow.ts';
import { respondTo } from '../../src/sip/message/build.ts';
import type { ServerTransaction } from '../../src/sip/transaction-user.ts';
import { openTransport } from '../../src/sip/transport/transport.ts';
import { Dialogs } from '../../src/sip/ua/dialogs.ts';
import { preconditionRefusal } from '../../src/sip/ua/preconditions.ts';
import { Registrar } from '../../src/sip/ua/registrar.ts';
import { seededRandom } from '../simulation/random.ts';
import { ManualClock } from '../support/manual-clock.ts';
import { freePort } from '../support/ports.ts';

export class SmallGateway {
  readonly clock = new ManualClock();
  readonly faults: unknown[] = [];
  readonly port: number;
  /** Requests that reached the user since the last renewal. */
  requests = 0;
  readonly #close: () => Promise<void>;
  readonly #renew: () => void;

  private constructor(port: number, ports: { close(): Promise<void>; renew(): void }) {
    this.port = port;
    this.#close = () => ports.close();
    this.#renew = () => ports.renew();
  }

  static async open(): Promise<SmallGateway> {
    const port = await freePort();
    const ears: TransportEvents[] = [];
    const events: TransportEvents = {
      received: (bytes, flow) => ears[0]?.received(bytes, flow),
      malformed: (bytes, flow, rule) => ears[0]?.malformed(bytes, flow, rule),
      failed: (target, side, fault) => ears[0]?.failed(target, side, fault),
    };
    const side = { address: '127.0.0.1', advertise: undefined };
    const gateway = new SmallGateway(port, {
      close: () => transport.close(),
      renew() {
        ears[0] = gateway.#endpoint(transport);
        gateway.requests = 0;
      },
    });
    const transport = await openTransport({
      sides: { lan: { ...side, port }, wan: { ...side, port: await freePort() } },
      events,
      clock: gateway.clock,
    });
    gateway.renew();
    return gateway;
  }

  /** Forgets every transaction, so that messages do not meet those before them. */
  renew(): void {
    this.#renew();
  }

  async close(): Promise<void> {
    await this.#close();
  }

  #endpoint(transport: Awaited<ReturnType<typeof openTransport>>): TransportEvents {
    const { clock, faults } = this;
    const dialogs = new Dialogs();
    const registrar = new Registrar(clock);
    return createEndpoint({
      clock,
      random: seededRandom(5),
      transport,
      onFault: (error) => faults.push(error),
      events: {
        request: (transaction) => {
          this.requests += 1;
          answer(transaction, dialogs, registrar);
        },
        cancelled: (invite) => dialogs.cancelled(invite),
        acknowledged: (request, envelope) => dialogs.acknowledged(request, envelope),
      },
    });
  }
}

function answer(transaction: ServerTransaction, dialogs: Dialogs, registrar: Registrar): void {
  const { request, envelope, flow } = transaction;
  if (envelope.to.params.has('tag')) return dialogs.request(transaction);
  const refusal = preconditionRefusal(request, new Set(['path', 'gruu']));
  if (refusal) return transaction.respond(refusal);
  const { method } = request;
  if (method === 'REGISTER') {
    transaction.respond(registrar.register('phone', request, envelope, flow));
  } else {
    const status = method === 'OPTIONS' ? 200 : method === 'INVITE' ? 486 : 481;
    transaction.respond(respondTo(request, status));
  }
}
