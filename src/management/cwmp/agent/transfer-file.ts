/** One file fetched or stored for an ACS, with the fault code for what went wrong. */
import type { FaceClock } from '../../face.ts';
import { Connection, HttpError, type Message, type TlsMaterial } from '../http/connection.ts';
import { limits } from '../limits.ts';
import { CwmpFault, type FaultCode } from '../soap/fault.ts';

export interface FileAccess {
  readonly clock: Pick<FaceClock, 'setTimeout' | 'clearTimeout'>;
  readonly isPlainAllowed: boolean;
  readonly tls: TlsMaterial;
  readonly nonce: () => string;
  /** Hosts that files may come from and go to. */
  readonly mayVisit: (host: string) => boolean;
}

export interface FilePlace {
  readonly url: string;
  readonly username: string;
  readonly password: string;
}

/** Throws the fault that the order itself is refused with. */
export function checkPlace({ url }: FilePlace, { isPlainAllowed, mayVisit }: FileAccess): void {
  if (!URL.canParse(url)) throw new CwmpFault(9003, 'the URL is none');
  const { protocol, hostname, username, password } = new URL(url);
  const isWeb = protocol === 'https:' || (protocol === 'http:' && isPlainAllowed);
  if (!isWeb) throw new CwmpFault(9013, protocol);
  if (username !== '' || password !== '') throw new CwmpFault(9003, 'the URL holds credentials');
  if (!mayVisit(hostname)) throw new CwmpFault(9001, `${hostname} is not an allowed host`);
}

export function fetchFile(place: FilePlace, access: FileAccess): Promise<string> {
  return exchanged(place, access, { method: 'GET', body: '' });
}

export async function storeFile(place: FilePlace, access: FileAccess, text: string): Promise<void> {
  const contentType = 'text/plain; charset="utf-8"';
  await exchanged(place, access, { method: 'PUT', body: text, contentType });
}

async function exchanged(
  { url, username, password }: FilePlace,
  access: FileAccess,
  message: Message,
): Promise<string> {
  const connection = new Connection({ ...access, url, credentials: { username, password } });
  const { clock } = access;
  const timer = clock.setTimeout(() => connection.close(), limits.transferMs);
  try {
    const { status, body } = await connection.send(message);
    if (status >= 200 && status < 300) return body;
    throw new CwmpFault(faultOfStatus(status, message), `HTTP ${status}`);
  } catch (error) {
    if (!(error instanceof HttpError)) throw error;
    throw new CwmpFault(faultOfError(error, message), error.message);
  } finally {
    clock.clearTimeout(timer);
    connection.close();
  }
}

function faultOfStatus(status: number, { method }: Message): FaultCode {
  if (status === 401 || status === 403) return 9012;
  if (method === 'PUT') return 9011;
  return status === 404 || status === 410 ? 9016 : 9010;
}

const notReached = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ETIMEDOUT',
]);

function faultOfError({ code = '' }: HttpError, { method }: Message): FaultCode {
  if (code === 'UNAUTHORIZED') return 9012;
  if (notReached.has(code)) return 9015;
  if (method === 'PUT') return 9011;
  return code === 'ECONNRESET' ? 9017 : 9010;
}
