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

interface OpenSide {
  readonly datagrams: Datagrams;
  readonly tcp: Streams;
  readonly tls: Streams;
  readonly local: Readonly<Record<TransportName, LocalAddress>>;
}

const noTls: TlsMaterial = { ca: undefined, cert: undefined, key: undefined };

async function openSide(side: Side, options: TransportOptions): Promise<OpenSide> {
  const { address, port, advertise } = options.sides[side];
  const { events, clock, tls = noTls } = options;
  const datagrams = await Datagrams.open({ side, address, port, events });
  const bound = datagrams.local().port;
  const shared = { side, address, events, clock, tls };
  const tcp = new Streams({ ...shared, transport: 'tcp', port: bound });
  const secure = new Streams({ ...shared, transport: 'tls', port: bound + 1 });
  try {
    await tcp.listen();
    const host = advertise ?? address;
    const secured = await secure.listen();
    const plain = { host, port: bound };
    const local = { udp: plain, tcp: plain, tls: { host, port: secured.port } };
    return { datagrams, tcp, tls: secure, local };
  } catch (error) {
    datagrams.close();
    await tcp.close();
    throw error;
  }
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

export async function openTransport(options: TransportOptions): Promise<Transport> {
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
    async close() {
      await Promise.all([closeSide(sides.lan), closeSide(sides.wan)]);
    },
  };
}

async function closeSide({ datagrams, tcp, tls }: OpenSide): Promise<void> {
  datagrams.close();
  await Promise.all([tcp.close(), tls.close()]);
}
