/** A phone's media on loopback: an RTP and an RTCP socket, a description, and what it has heard. */
import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { formatRtp } from '../../src/media/rtp/header.ts';

export interface FakePhone {
  readonly address: string;
  readonly port: number;
  /** What it offers or answers: PCMA, PCMU, telephone-event. */
  describe(more?: readonly string[]): Buffer;
  /** The same place for T.38 in place of audio. */
  describeFax(): Buffer;
  /** Reads where to send to from a description it was given. */
  hear(sdp: Buffer): void;
  readonly heard: Buffer[];
  readonly heardRtcp: Buffer[];
  /** Ports the packets came from. */
  readonly sources: number[];
  /** Sends the packets with these sequence numbers; one each 20 ms of media time. */
  speak(sequences: readonly number[], options?: SpeakOptions): void;
  sendRtcp(bytes: Buffer): void;
  send(bytes: Buffer): void;
  /** Resolves when so many RTP packets have been heard. */
  heardPackets(count: number): Promise<void>;
  target(): { readonly address: string; readonly port: number };
  close(): void;
}

export interface SpeakOptions {
  readonly ssrc?: number;
  readonly payloadType?: number;
  readonly payload?: Uint8Array;
  readonly timestamp?: number;
}

async function bound(address: string, port: number): Promise<Socket> {
  const socket = createSocket(address.includes(':') ? 'udp6' : 'udp4');
  socket.bind(port, address);
  await once(socket, 'listening');
  return socket;
}

/** ITU-T T.38 annex D. */
const faxAttributes = [
  'a=T38FaxVersion:0',
  'a=T38MaxBitRate:14400',
  'a=T38FaxRateManagement:transferredTCF',
  'a=T38FaxUdpEC:t38UDPRedundancy',
];

function bodyOf(lines: readonly string[]): Buffer {
  return Buffer.from(lines.map((line) => `${line}\r\n`).join(''));
}

export async function startPhone(address = '127.0.0.1'): Promise<FakePhone> {
  const rtp = await bound(address, 0);
  const rtcp = await bound(address, 0);
  const { port } = rtp.address();
  const heard: Buffer[] = [];
  const heardRtcp: Buffer[] = [];
  const sources: number[] = [];
  const waiting = new Set<() => void>();
  let to = { address, port: 9 };
  let toRtcp = { address, port: 9 };
  let version = 0;
  rtp.on('message', (bytes, from) => {
    heard.push(bytes);
    sources.push(from.port);
    for (const look of waiting) look();
  });
  rtcp.on('message', (bytes) => {
    heardRtcp.push(bytes);
    for (const look of waiting) look();
  });
  const family = address.includes(':') ? 'IP6' : 'IP4';
  const head = () => {
    version += 1;
    const place = `IN ${family} ${address}`;
    return ['v=0', `o=- 1${port} ${version} ${place}`, 's=-', `c=${place}`, 't=0 0'];
  };
  return {
    address,
    port,
    heard,
    heardRtcp,
    sources,
    target: () => to,
    describe(more = ['a=sendrecv']) {
      return bodyOf([
        ...head(),
        `m=audio ${port} RTP/AVP 8 0 101`,
        'a=rtpmap:101 telephone-event/8000',
        `a=rtcp:${rtcp.address().port}`,
        ...more,
      ]);
    },
    describeFax: () => bodyOf([...head(), `m=image ${port} udptl t38`, ...faxAttributes]),
    hear(sdp) {
      const text = sdp.toString();
      const host = /^c=IN IP[46] (\S+)/m.exec(text)?.[1] ?? '';
      const given = Number(/^m=(?:audio|image) (\d+)/m.exec(text)?.[1]);
      to = { address: host, port: given };
      toRtcp = { address: host, port: given + 1 };
    },
    speak(sequences, { ssrc = 1, payloadType = 8, payload = new Uint8Array(160), timestamp } = {}) {
      for (const sequence of sequences) {
        const packet = formatRtp({
          hasMarker: false,
          payloadType,
          sequence,
          timestamp: timestamp ?? sequence * 160,
          ssrc,
          payload,
        });
        rtp.send(packet, to.port, to.address);
      }
    },
    send: (bytes) => rtp.send(bytes, to.port, to.address),
    sendRtcp: (bytes) => rtcp.send(bytes, toRtcp.port, toRtcp.address),
    heardPackets: (count) =>
      new Promise((resolve) => {
        const look = () => {
          if (heard.length < count) return;
          waiting.delete(look);
          resolve();
        };
        waiting.add(look);
        look();
      }),
    close() {
      rtp.close();
      rtcp.close();
    },
  };
}
