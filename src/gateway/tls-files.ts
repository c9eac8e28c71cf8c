/** The files that TLS goes by, read and found sound before anything is opened with them. */
import { createPrivateKey, X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { Configuration } from '../domain/configuration.ts';
import { Refusal } from '../domain/refusal.ts';
import type { TlsMaterial } from '../sip/transport/dial.ts';
import type { NetworkSettings } from './world.ts';

type TlsFiles = NetworkSettings['tls'];

export function readTls({ ca, cert, key }: TlsFiles): TlsMaterial {
  const material = { ca: read(ca), cert: read(cert), key: read(key) };
  // Of a chain or a list the first is looked at.
  sound(ca, material.ca, 'no certificate', (text) => new X509Certificate(text));
  const own = sound(cert, material.cert, 'no certificate', (text) => new X509Certificate(text));
  const secret = sound(key, material.key, 'no private key', (text) => createPrivateKey(text));
  if (own && secret && !own.checkPrivateKey(secret)) {
    throw new Refusal('E-FILE', `the key in "${key}" is not of the certificate in "${cert}"`);
  }
  return material;
}

/** Of the faces; those of SIP are read as its listeners are opened. */
function filesOfFaces({ web, cwmp }: Configuration): readonly TlsFiles[] {
  const { ca, cert, key } = cwmp.values;
  return [
    { ca: undefined, cert: web.tls?.certificate, key: web.tls?.key },
    { ca, cert, key },
  ];
}

/** Refuses files that a change names and that are not sound: the page would be gone. */
export function checkTlsFiles(after: Configuration, before: Configuration): void {
  const known = filesOfFaces(before).map((files) => JSON.stringify(files));
  for (const files of filesOfFaces(after)) {
    if (!known.includes(JSON.stringify(files))) readTls(files);
  }
}

function read(path: string | undefined): string | undefined {
  if (path === undefined) return undefined;
  try {
    return readFileSync(path, 'utf8');
  } catch {
    throw new Refusal('E-FILE', `cannot read "${path}"`);
  }
}

function sound<T>(
  path: string | undefined,
  text: string | undefined,
  fault: string,
  parse: (text: string) => T,
): T | undefined {
  if (text === undefined) return undefined;
  try {
    return parse(text);
  } catch {
    throw new Refusal('E-FILE', `there is ${fault} (PEM) in "${path}"`);
  }
}
