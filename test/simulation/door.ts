/**
 * The gateway's own door to the simulated network: datagrams as they are, connections by its own
 * handling of them.
 */
import type { Socket } from 'node:net';
import type { Clock } from '../../src/sip/clock.ts';
import type {
  Flow,
  LocalAddress,
  Side,
  Target,
  Transport,
  TransportEvents,
  TransportName,
} from '../../src/sip/flow.ts';
import { Streams } from '../../src/sip/transport/streams.ts';
import type { SimulatedSocket } from './connections.ts';
import type { Network, Place } from './network.ts';

/** Who looks on. */
export interface Onlooker {
  sent(bytes: Buffer, side: Side, to: Place & { readonly transport: TransportName }): void;
  /** Called around what the gateway does on hearing it. */
  hears(bytes: Buffer, side: Side, from: Place, hear: () => void): void;
  refused(to: Place): void;
  /** A connection that the gateway had opened has come to its end. */
  lost(to: Place, reason: string): void;
}

interface DoorOptions {
  readonly network: Network;
  readonly sides: Readonly<Record<Side, LocalAddress>>;
  readonly clock: Clock;
  readonly onlooker: Onlooker;
  /** A gateway that has died sends nothing and hears nothing. */
  readonly isAlive: () => boolean;
}

const both = ['lan', 'wan'] as const;
const noTls = { ca: undefined, cert: undefined, key: undefined };

export function simulatedTransport(options: DoorOptions, events: TransportEvents): Transport {
  const { network, sides, clock, onlooker, isAlive } = options;
  const placeOf = (side: Side) => ({ address: sides[side].host, port: sides[side].port });
  const heard: TransportEvents = {
    received(bytes, flow) {
      if (isAlive()) onlooker.hears(bytes, flow.side, flow, () => events.received(bytes, flow));
    },
    malformed: (...what) => isAlive() && events.malformed(...what),
    failed(target, side, fault) {
      if (!isAlive()) return;
      onlooker.refused(target);
      events.failed(target, side, fault);
    },
    opened: (...what) => isAlive() && events.opened?.(...what),
    lost(loss) {
      if (!isAlive()) return;
      onlooker.lost(loss.target, loss.reason);
      events.lost?.(loss);
    },
  };
  const streamsOf = (side: Side, transport: 'tcp' | 'tls') =>
    new Streams({
      ...{ side, transport, ...placeOf(side), clock, tls: noTls, events: heard },
      dial: (_, target) => asNodes(network.connections.dial(sides[side].host, target, transport)),
    });
  const streams = {
    lan: { tcp: streamsOf('lan', 'tcp'), tls: streamsOf('lan', 'tls') },
    wan: { tcp: streamsOf('wan', 'tcp'), tls: streamsOf('wan', 'tls') },
  };
  for (const side of both) {
    network.listen({
      ...placeOf(side),
      receive(bytes, from) {
        const flow: Flow = { side, transport: 'udp', ...from, connectionId: undefined };
        onlooker.hears(bytes, side, from, () => events.received(bytes, flow));
      },
      accept(socket, transport) {
        // Without a certificate nobody is let in by TLS.
        if (transport === 'tcp') streams[side].tcp.accept(asNodes(socket));
        else socket.resetAndDestroy();
      },
    });
  }
  return {
    local: (side) => sides[side],
    send(bytes: Buffer, target: Target, side: Side) {
      if (!isAlive()) return;
      onlooker.sent(bytes, side, target);
      const { transport } = target;
      if (transport !== 'udp') streams[side][transport].send(bytes, target);
      else network.carry(bytes, placeOf(side), target, () => heard.failed(target, side, 'refused'));
    },
    reply(bytes: Buffer, flow: Flow) {
      if (!isAlive()) return;
      const { side, transport } = flow;
      onlooker.sent(bytes, side, flow);
      if (transport !== 'udp') streams[side][transport].reply(bytes, flow);
      else network.carry(bytes, placeOf(side), flow);
    },
    renew: (target, side) =>
      target.transport !== 'udp' && streams[side][target.transport].renew(target),
    keep: (target, side, how) =>
      target.transport !== 'udp' && streams[side][target.transport].keep(target, how),
    async close() {
      if (!isAlive()) return;
      for (const side of both) {
        await Promise.all([streams[side].tcp.close(), streams[side].tls.close()]);
        network.close(placeOf(side));
      }
    },
  };
}

/** As much of a socket of Node's as connections are made of. */
function asNodes(socket: SimulatedSocket): Socket {
  return socket as unknown as Socket;
}
