/** The two interfaces: what may be listened on and what may be advertised. */
import type { Configuration, Interface } from './configuration.ts';
import { isIpAddress, isPortNumber } from './host.ts';
import { limits } from './limits.ts';
import { shown } from './names.ts';
import { Refusal } from './refusal.ts';

/** Every rule of one interface and of both together. */
export function checkInterfaces({ lan, wan }: Configuration['interfaces']): void {
  checkInterface(lan);
  checkInterface(wan);
  if (overlap(lan, wan)) {
    throw new Refusal('E-ADDRESS', `lan and wan would both listen on port ${lan.port}`);
  }
}

function checkInterface({ address, port, advertise }: Interface): void {
  if (!isIpAddress(address)) {
    throw new Refusal('E-ADDRESS', `"${shown(address)}" is not an IP address`);
  }
  if (!isPortNumber(port)) {
    throw new Refusal('E-VALUE', `a port is 1 to ${limits.udpPortMax}, not ${port}`);
  }
  if (advertise !== undefined && (!isIpAddress(advertise) || isUnspecified(advertise))) {
    throw new Refusal(
      'E-ADDRESS',
      `"${shown(advertise)}" is not an IP address that others can reach`,
    );
  }
}

/** Whether only one of the two could be bound. */
export function overlap(one: Interface, other: Interface): boolean {
  return (
    one.port === other.port &&
    (one.address.toLowerCase() === other.address.toLowerCase() ||
      isUnspecified(one.address) ||
      isUnspecified(other.address))
  );
}

/** A listener there hears every address of the machine. */
export function isUnspecified(address: string): boolean {
  return address === '0.0.0.0' || /^[0:]+$/.test(address);
}
