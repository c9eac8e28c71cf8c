/** The network: datagrams and streams of both sides behind one door. RFC 3261 §18. */
import type { Clock } from '../clock.ts';
import type { LocalAddress, Side, Transport, TransportEvents, TransportName } from '../flow.ts';
import { Datagrams } from './datagrams.ts';
import type { TlsMaterial } from './dial.ts';
import { Streams } from './streams.ts';

export interface SideAddress {
  readonly address: string;
  readonly port: number;
  /** What others call this side by, when it differs. */
  readonly advertise: string | undefined;
}

export interface TransportOptions {
  readonly sides: Readonly<Record<Side, SideAddress>>;
  readonly events: TransportEvents;
  readonly clock: Clock;
  readonly tls?: TlsMaterial;
}

/** A listener that could not be opened. */
export class ListenFault extends Error {
  override readonly name = 'ListenFault';
}

/** Sockets that can be given other TLS files while they are open. */
export type SocketTransport = Transport & { secure(tls: TlsMaterial): Promise<void> };

interface OpenSide {
  readonly datagrams: Datagrams;
  readonly tcp: Streams;
  readonly tls: Streams;
  readonly local: Readonly<Record<TransportName, LocalAddress>>;
}

const noTls: TlsMaterial = { ca: undefined, cert: undefined, key: undefined };

async function openSide(side: Side, options: TransportOptions): Promise<OpenSide> {
  const { address, port, advertise } = options.sides[side];
  const { events, clock } = options;
  const datagrams = await Datagrams.open({ side, address, port, events });
  const bound = datagrams.local().port;
  const tcp = new Streams({
    side,
    address,
    events,
    clock,
    tls: noTls,
    transport: 'tcp',
    port: bound,
  });
  try {
    await tcp.listen();
    const plain = { host: advertise ?? address, port: bound };
    return { datagrams, tcp, ...(await openTls(side, options, plain)) };
  } catch (error) {
    datagrams.close();
    await tcp.close();
    throw error;
  }
}

/** Beside the port of the other two. */
async function openTls(
  side: Side,
  { sides, events, clock, tls = noTls }: TransportOptions,
  plain: LocalAddress,
): Promise<Pick<OpenSide, 'tls' | 'local'>> {
  const { address } = sides[side];
  const port = plain.port + 1;
  const streams = new Streams({ side, address, events, clock, tls, transport: 'tls', port });
  const bound = await streams.listen();
  const local = { udp: plain, tcp: plain, tls: { host: plain.host, port: bound.port } };
  return { tls: streams, local };
}

async function openOrExplain(side: Side, options: TransportOptions): Promise<OpenSide> {
  try {
    return await openSide(side, options);
  } catch (error) {
    const { address, port } = options.sides[side];
    const reason = error instanceof Error ? error.message : String(error);
    throw new ListenFault(`cannot listen on ${side} ${address}:${port}: ${reason}`);
  }
}

export async function openTransport(given: TransportOptions): Promise<SocketTransport> {
  let options = given;
  const lan = await openOrExplain('lan', options);
  const wan = await openOrExplain('wan', options).catch(async (error: unknown) => {
    await closeSide(lan);
    throw error;
  });
  const sides: Record<Side, OpenSide> = { lan, wan };
  const streams = (side: Side, transport: 'tcp' | 'tls') => sides[side][transport];
  return {
    local: (side, transport) => sides[side].local[transport],
    send(bytes, target, side) {
      if (target.transport === 'udp') sides[side].datagrams.send(bytes, target);
      else streams(side, target.transport).send(bytes, target);
    },
    reply(bytes, flow) {
      if (flow.transport === 'udp') sides[flow.side].datagrams.reply(bytes, flow);
      else streams(flow.side, flow.transport).reply(bytes, flow);
    },
    renew(target, side) {
      if (target.transport === 'udp') return sides[side].datagrams.renew(target);
      return streams(side, target.transport).renew(target);
    },
    keep(target, side, how) {
      return target.transport !== 'udp' && streams(side, target.transport).keep(target, how);
    },
    async reopen(side) {
      await closeSide(sides[side]);
      sides[side] = await openOrExplain(side, options);
    },
    async secure(tls) {
      const secured = { ...options, tls };
      const lanTls = await openTls('lan', secured, sides.lan.local.udp);
      const wanTls = await openTls('wan', secured, sides.wan.local.udp).catch(
        async (error: unknown) => {
          await lanTls.tls.close();
          throw error;
        },
      );
      const before = [sides.lan.tls, sides.wan.tls];
      options = secured;
      sides.lan = { ...sides.lan, ...lanTls };
      sides.wan = { ...sides.wan, ...wanTls };
      await Promise.all(before.map((streams) => streams.close()));
    },
    async close() {
      await Promise.all([closeSide(sides.lan), closeSide(sides.wan)]);
    },
  };
}

async function closeSide({ datagrams, tcp, tls }: OpenSide): Promise<void> {
  datagrams.close();
  await Promise.all([tcp.close(), tls.close()]);
}
