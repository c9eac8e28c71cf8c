/** A connection request by UDP, TR-069 Annex G.2.2: signed, each counted once. */
import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Credentials } from '../http/digest.ts';

/** A datagram longer than this is none. */
const bytesMax = 2048;

interface UdpRequest {
  readonly time: number;
  readonly username: string;
  /** What is signed. */
  readonly text: string;
  readonly signature: Buffer;
}

function readRequest(bytes: Buffer): UdpRequest | undefined {
  if (bytes.length > bytesMax) return undefined;
  const line = bytes.toString('latin1').split('\r\n')[0] ?? '';
  const [method, target = '', version] = line.split(' ');
  const isGet = method === 'GET' && version === 'HTTP/1.1';
  if (!isGet || !URL.canParse(target, 'http://x')) return undefined;
  const query = new URL(target, 'http://x').searchParams;
  const [ts, id, username, cn, sig] = ['ts', 'id', 'un', 'cn', 'sig'].map(
    (name) => query.get(name) ?? '',
  );
  if (!/^[0-9]{1,15}$/.test(ts ?? '') || !/^[0-9a-f]{40}$/i.test(sig ?? '')) return undefined;
  return {
    time: Number(ts),
    username: username ?? '',
    text: `${ts}${id}${username}${cn}`,
    signature: Buffer.from(sig ?? '', 'hex'),
  };
}

export class UdpRequests {
  #lastTime = -1;

  /** Whether the datagram is a request that is proven; it is sent several times and counts once. */
  isNew(bytes: Buffer, { username, password }: Credentials): boolean {
    const request = readRequest(bytes);
    if (!request || request.username !== username || password === '') return false;
    const expected = createHmac('sha1', password).update(request.text).digest();
    if (!timingSafeEqual(request.signature, expected) || request.time <= this.#lastTime) {
      return false;
    }
    this.#lastTime = request.time;
    return true;
  }
}
