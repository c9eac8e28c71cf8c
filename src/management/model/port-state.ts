/** What ports do now: what is only read of them. */
import type { Port } from '../../domain/configuration.ts';
import { limits } from '../../domain/limits.ts';
import { toneNames } from '../../domain/tones.ts';
import type { PortView } from '../port-view.ts';
import type { Readable } from './define.ts';

export interface PortRow {
  readonly port: Port;
  readonly view: PortView;
}

export const portState: readonly Readable<PortRow>[] = [
  {
    name: 'state',
    type: { kind: 'text', max: 32 },
    access: 'read',
    help: 'what the port does now',
    snmp: 'offhookPortState',
    tr104: 'Status',
    read: ({ view }) => view.state,
  },
  {
    name: 'registered',
    type: { kind: 'boolean' },
    access: 'read',
    help: 'a phone has registered; a soft port always has',
    snmp: 'offhookPortRegistered',
    tr104: 'Active',
    read: ({ view }) => view.registered,
  },
  {
    name: 'reachedAt',
    type: { kind: 'text', max: 255 },
    access: 'read',
    help: 'where the phone is reached now',
    snmp: 'offhookPortReachedAt',
    read: ({ view }) => view.contact,
  },
  {
    name: 'ring',
    type: { kind: 'text', max: 32 },
    access: 'read',
    help: 'how it rings now, where a ring rule says otherwise than always',
    snmp: 'offhookPortRing',
    read: ({ view }) => view.ring ?? null,
  },
  {
    name: 'users',
    type: { kind: 'names', of: 'users' },
    access: 'read',
    help: 'the users that it rings for',
    snmp: 'offhookPortUsers',
    read: ({ view }) => view.users,
  },
  {
    name: 'tone',
    type: { kind: 'choice', choices: toneNames },
    access: 'read',
    help: 'soft ports: the tone that is heard now',
    read: ({ view }) => view.tone ?? null,
  },
  {
    name: 'digits',
    type: { kind: 'text', max: limits.dialledLength },
    access: 'read',
    help: 'soft ports: the keys that came in the call, or in the last one',
    read: ({ view }) => view.digits ?? null,
  },
];
