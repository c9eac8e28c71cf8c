/** The way to a syslog server: datagrams, or a stream that is made anew when it breaks. */
import { createSocket } from 'node:dgram';
import { readFileSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import type { Contact } from '../../domain/configuration.ts';
import { isIpAddress } from '../../domain/host.ts';
import type { FaceClock } from '../face.ts';

export interface Link {
  send(message: string): void;
  close(): void;
}

/** RFC 5426 §3.3, RFC 6587 §3.2, RFC 5425 §4.1. */
const ports = { udp: 514, tcp: 601, tls: 6514 } as const;

/** Messages kept while a stream is down; the oldest go first. */
const waitingMax = 500;
const retryMs = { first: 1000, max: 60_000 } as const;
const silenceMs = 10_000;

function datagrams({ host, port = ports.udp }: Contact): Link {
  const socket = createSocket(host.includes(':') ? 'udp6' : 'udp4');
  // A server that is away loses messages, never the gateway.
  socket.on('error', () => undefined);
  socket.unref();
  return {
    send: (message) => socket.send(message, port, host, () => undefined),
    close: () => void socket.close(),
  };
}

function openStream({ host, port, transport }: Contact, authorities: string | undefined): Socket {
  if (transport === 'tcp') return connect(port ?? ports.tcp, host);
  return connectTls({
    host,
    port: port ?? ports.tls,
    ...(!isIpAddress(host) && { servername: host }),
    ...(authorities !== undefined && { ca: readFileSync(authorities) }),
    minVersion: 'TLSv1.2',
  });
}

/** Octet counting: RFC 6587 §3.4.1, RFC 5425 §4.3.1. */
function framed(message: string): string {
  return `${Buffer.byteLength(message)} ${message}`;
}

function stream(target: Contact, authorities: string | undefined, clock: FaceClock): Link {
  let waiting: readonly string[] = [];
  let socket: Socket | undefined;
  let isOpen = false;
  let isClosed = false;
  let retry: number = retryMs.first;
  let timer: unknown;

  function again(): void {
    socket?.destroy();
    socket = undefined;
    isOpen = false;
    if (isClosed) return;
    timer = clock.setTimeout(open, retry);
    retry = Math.min(2 * retry, retryMs.max);
  }

  function open(): void {
    try {
      const opened = openStream(target, authorities);
      socket = opened;
      opened.setTimeout(silenceMs, () => {
        // Only until it is there: an idle stream is a good one.
        if (!isOpen) opened.destroy();
      });
      opened.on('error', () => undefined);
      opened.once('close', again);
      opened.once(target.transport === 'tls' ? 'secureConnect' : 'connect', () => {
        isOpen = true;
        retry = retryMs.first;
        for (const message of waiting) opened.write(framed(message));
        waiting = [];
      });
    } catch {
      // The file of authorities cannot be read now; it may be later.
      again();
    }
  }

  open();
  return {
    send(message) {
      if (isOpen && socket) socket.write(framed(message));
      else waiting = [...waiting, message].slice(-waitingMax);
    },
    close() {
      isClosed = true;
      clock.clearTimeout(timer);
      socket?.destroy();
    },
  };
}

/** `authorities`: a file of CA certificates instead of the system's. */
export function openLink(target: Contact, authorities: string | undefined, clock: FaceClock): Link {
  return target.transport === 'udp' ? datagrams(target) : stream(target, authorities, clock);
}
