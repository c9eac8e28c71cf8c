/** Where a face listens: `<ip>:<port>` or `off`. interfaces.md §1. */
import type { Listener } from './configuration.ts';
import { splitHostPort } from './contact.ts';
import { bracketed, isIpAddress } from './host.ts';
import { shown } from './names.ts';
import { Refusal } from './refusal.ts';

/** undefined: off. */
export function parseListener(text: string): Listener | undefined {
  if (text.toLowerCase() === 'off') return undefined;
  const { host, port } = splitHostPort(text);
  if (!isIpAddress(host) || port === undefined) {
    throw new Refusal('E-LISTEN', `write <ip>:<port> or off, not "${shown(text)}"`);
  }
  return { address: host, port };
}

export function formatListener(listener: Listener | undefined): string {
  return listener ? `${bracketed(listener.address)}:${listener.port}` : 'off';
}
