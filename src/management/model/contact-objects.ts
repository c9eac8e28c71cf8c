/** A contact as the faces see it: whole for people, in pieces for machines. */
import type { Contact } from '../../domain/configuration.ts';
import { formatContact } from '../../domain/contact.ts';
import { limits } from '../../domain/limits.ts';
import type { Readable } from './define.ts';
import type { Places } from './managed-object.ts';

export function contactObjects<Row>(
  help: string,
  contactOf: (row: Row) => Contact,
  places: Readonly<Record<'host' | 'port' | 'transport', Places>>,
): readonly Readable<Row>[] {
  return [
    {
      name: 'contact',
      type: { kind: 'text', min: 1, max: limits.contactHostLength + 24 },
      access: 'write',
      isRequired: true,
      help: `${help}: host, port and transport`,
      cli: { keyword: 'contact', value: '<host>[:<port>][;transport=udp|tcp|tls]' },
      read: (row) => formatContact(contactOf(row)),
    },
    {
      name: 'host',
      type: { kind: 'text', min: 1, max: limits.contactHostLength },
      access: 'write',
      help: `${help}: host name, IPv4 or IPv6 address`,
      ...places.host,
      read: (row) => contactOf(row).host,
    },
    {
      name: 'port',
      type: { kind: 'integer', min: 0, max: limits.udpPortMax },
      access: 'write',
      help: `${help}: port; 0 is that of the transport, found by SRV (RFC 3263)`,
      ...places.port,
      read: (row) => contactOf(row).port ?? 0,
    },
    {
      name: 'transport',
      type: { kind: 'choice', choices: ['udp', 'tcp', 'tls'] },
      access: 'write',
      help: `${help}: transport`,
      ...places.transport,
      read: (row) => contactOf(row).transport,
    },
  ];
}
