/** Who relays media: the built-in engine, or one of some rtpengines. */
import { isIpAddress, isPortNumber } from './host.ts';
import { limits } from './limits.ts';

/** Where a daemon takes commands (its `listen-ng`). */
export interface DaemonPlace {
  readonly address: string;
  readonly port: number;
}

const builtIn = 'builtin';
const word = 'rtpengine ';

/** `builtin`, or `rtpengine 10.0.0.1:2223,[2001:db8::1]:2223`. */
export function isMediaEngine(text: string): boolean {
  return text === builtIn || readDaemons(text).length > 0;
}

/** None for the built-in engine; none too where one of the places cannot be read. */
export function readDaemons(text: string): readonly DaemonPlace[] {
  if (!text.startsWith(word)) return [];
  const names = text.slice(word.length).split(',');
  const places = names.flatMap((name) => readPlace(name) ?? []);
  const isWhole = places.length === names.length && new Set(names).size === names.length;
  return isWhole && places.length <= limits.mediaDaemonsMax ? places : [];
}

function readPlace(text: string): DaemonPlace | undefined {
  const [, host = '', digits = ''] = /^(.{1,64}):([0-9]{1,5})$/.exec(text) ?? [];
  const isBracketed = host.startsWith('[') && host.endsWith(']');
  const address = isBracketed ? host.slice(1, -1) : host;
  const port = Number(digits);
  if (!isIpAddress(address) || isBracketed !== address.includes(':') || !isPortNumber(port))
    return undefined;
  return { address, port };
}
