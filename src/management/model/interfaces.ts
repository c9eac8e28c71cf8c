/** The two interfaces: phones inside, providers outside. */
import { setInterface } from '../../domain/administration.ts';
import type { Configuration, Interface } from '../../domain/configuration.ts';
import { limits } from '../../domain/limits.ts';
import { Refusal } from '../../domain/refusal.ts';
import type { Side } from '../../domain/side.ts';
import { defineTable } from './define.ts';
import type { Values } from './managed-object.ts';
import { textOf } from './values.ts';

interface InterfaceRow extends Interface {
  readonly side: Side;
}

const sides: readonly Side[] = ['lan', 'wan'];

function set(configuration: Configuration, name: string, values: Values): Configuration {
  const side = sides.find((one) => one === name);
  if (!side) throw new Refusal('E-NOT-FOUND', 'an interface is lan or wan');
  return setInterface(configuration, side, {
    address: textOf(values, 'address'),
    port: textOf(values, 'port'),
    advertise: textOf(values, 'advertise'),
  });
}

export const interfaces = defineTable<InterfaceRow>({
  name: 'interfaces',
  title: 'interface',
  cli: ['voip', 'sip', 'interface'],
  snmp: 'offhookInterfaceTable',
  tr104: 'X_<VID>_Interface.{i}.',
  help: 'interfaces: where phones and providers reach the gateway',
  list: ['name', 'address', 'port', 'advertise'],
  objects: [
    {
      name: 'name',
      type: { kind: 'choice', choices: sides },
      access: 'index',
      help: 'lan: phones; wan: providers',
      snmp: 'offhookInterfaceName',
      tr104: 'Name',
      read: ({ side }) => side,
    },
    {
      name: 'address',
      type: { kind: 'text', min: 2, max: 45 },
      access: 'write',
      help: 'the local IP address',
      cli: { keyword: 'address', value: '<ip>' },
      snmp: 'offhookInterfaceAddress',
      tr104: 'Address',
      read: ({ address }) => address,
    },
    {
      name: 'port',
      type: { kind: 'integer', min: 1, max: limits.udpPortMax },
      access: 'write',
      help: 'the SIP port, for UDP and TCP; TLS has the next',
      cli: { keyword: 'port', value: '<n>' },
      snmp: 'offhookInterfacePort',
      tr104: 'Port',
      read: ({ port }) => port,
    },
    {
      name: 'advertise',
      type: { kind: 'text', max: limits.domainLength },
      access: 'write',
      help: 'the address told to the other side, where that is not the local one',
      cli: { keyword: 'advertise', value: '<ip>' },
      snmp: 'offhookInterfaceAdvertise',
      tr104: 'Advertise',
      read: ({ advertise }) => advertise ?? null,
    },
  ],
  rows(view) {
    const { interfaces: all } = view.configuration();
    return sides.map((side) => ({ ...all[side], side }));
  },
  acts: { set },
});
