/** What the gateway and the agent's process say to each other. */
import type { Counts } from './counters.ts';
import type { ForeignKeys } from './keyring.ts';
import type { AgentReply, AgentRequest } from './request.ts';
import type { AgentUser } from './usm.ts';
import type { Varbind } from './value.ts';

export interface Place {
  readonly address: string;
  readonly port: number;
}

export interface AgentTarget {
  readonly name: string;
  readonly host: Place;
  readonly version: '2c' | '3';
  /** A community of version 2c, or a user. */
  readonly as: string;
  readonly isInform: boolean;
  /** Kinds of notifications; empty: all. */
  readonly events: readonly string[];
}

/** What may change while the process runs. */
export interface AgentSettings {
  readonly users: readonly AgentUser[];
  readonly communities: readonly {
    readonly name: string;
    readonly source: string;
    readonly view: string;
  }[];
  readonly targets: readonly AgentTarget[];
}

/** What a process is born with. */
export interface AgentBirth {
  /** null: nobody is answered over UDP. */
  readonly listen: Place | null;
  readonly agentx: string | null;
  /** Hexadecimal. */
  readonly engineId: string;
  readonly boots: number;
  readonly foreignKeys: ForeignKeys;
}

export interface Notification {
  readonly kind: string;
  /** snmpTrapOID. */
  readonly oid: string;
  readonly upTimeTicks: number;
  readonly varbinds: readonly Varbind[];
}

export type ToAgent =
  | { readonly kind: 'birth'; readonly birth: AgentBirth; readonly settings: AgentSettings }
  | { readonly kind: 'settings'; readonly settings: AgentSettings }
  | { readonly kind: 'reply'; readonly id: number; readonly reply: AgentReply }
  | { readonly kind: 'notify'; readonly notification: Notification }
  | { readonly kind: 'ping' }
  | { readonly kind: 'stop' };

export type FromAgent =
  | { readonly kind: 'request'; readonly id: number; readonly request: AgentRequest }
  | { readonly kind: 'alive'; readonly counts: Counts }
  | { readonly kind: 'listening'; readonly place: Place }
  /** It cannot listen where it should. */
  | { readonly kind: 'failed'; readonly reason: string }
  /** Keys of receivers of informs, to be kept. */
  | { readonly kind: 'learnt'; readonly keys: ForeignKeys }
  | { readonly kind: 'unauthentic'; readonly source: string; readonly reason: string }
  | {
      readonly kind: 'notified';
      readonly target: string;
      readonly notification: string;
      readonly result: NotifyResult;
    }
  | { readonly kind: 'agentx'; readonly state: string };

export type NotifyResult = 'sent' | 'confirmed' | 'failed' | 'dropped';

const fromAgentKinds = [
  'alive',
  'listening',
  'failed',
  'learnt',
  'unauthentic',
  'notified',
  'agentx',
];

function kindOf(message: unknown): string {
  if (typeof message !== 'object' || message === null || !('kind' in message)) return '';
  return typeof message.kind === 'string' ? message.kind : '';
}

const operations: readonly unknown[] = [
  ...['get', 'getNext', 'getBulk', 'set'],
  ...['testSet', 'commitSet', 'undoSet', 'cleanupSet'],
];
const versions: readonly unknown[] = ['v1', 'v2c', 'v3', 'agentx'];

function isRequest(message: unknown): boolean {
  if (typeof message !== 'object' || message === null || !('request' in message)) return false;
  const { request } = message;
  if (typeof request !== 'object' || request === null) return false;
  if (!('operation' in request && 'version' in request && 'varbinds' in request)) return false;
  const isKnown = operations.includes(request.operation) && versions.includes(request.version);
  return isKnown && Array.isArray(request.varbinds);
}

/** A process that reads datagrams is looked at before it is believed. */
export function isFromAgent(message: unknown): message is FromAgent {
  const kind = kindOf(message);
  return kind === 'request' ? isRequest(message) : fromAgentKinds.includes(kind);
}

/** The gateway is believed. */
export function isToAgent(message: unknown): message is ToAgent {
  return ['birth', 'settings', 'reply', 'notify', 'ping', 'stop'].includes(kindOf(message));
}
