/** The gateway of one moment as the data model sees it: rows with their instance numbers. */
import type { Configuration, Draft } from '../../../domain/configuration.ts';
import { administration } from '../../model/administration.ts';
import { callRecords } from '../../model/call-records.ts';
import { drill } from '../../model/drill.ts';
import { entries } from '../../model/entries.ts';
import { forwardingRules } from '../../model/forwarding-rules.ts';
import { interfaces } from '../../model/interfaces.ts';
import type { ManagedRow, ManagedTable } from '../../model/managed-object.ts';
import { parameters } from '../../model/parameters.ts';
import { ports } from '../../model/ports.ts';
import { prefixReplacements } from '../../model/prefix-replacements.ts';
import { ringRules } from '../../model/ring-rules.ts';
import { locationServers, proxyServers } from '../../model/servers.ts';
import { serviceCodes } from '../../model/service-codes.ts';
import { status } from '../../model/status.ts';
import { totals } from '../../model/totals.ts';
import { userServices } from '../../model/user-services.ts';
import { users } from '../../model/users.ts';
import type { View } from '../../view.ts';
import { limits } from '../limits.ts';
import type { TreeRow, Value } from '../tree/definition.ts';
import type { Instances } from './instances.ts';
import { attachmentKey, draftKey, type TableName, tableOfDraft } from './row-keys.ts';

/** What the CPE knows of itself. */
export interface DeviceFacts {
  readonly manufacturer: string;
  readonly oui: string;
  readonly productClass: string;
  readonly serialNumber: string;
  readonly parameterKey: string;
  readonly connectionRequestUrl: string;
  readonly udpAddress: string;
  readonly isNatDetected: boolean;
  readonly lookup: LookupView;
  /** Milliseconds since 1970. */
  readonly now: number;
}

/** One answer of a name server. */
export interface LookupResult {
  readonly status: string;
  readonly answerType: string;
  readonly name: string;
  readonly addresses: readonly string[];
  /** Its address. */
  readonly server: string;
  readonly responseMs: number;
}

/** What the diagnostic is asked, and found. */
export interface LookupView {
  readonly state: string;
  readonly host: string;
  readonly server: string;
  readonly timeoutMs: number;
  readonly repetitions: number;
  readonly results: readonly LookupResult[];
}

export interface World {
  readonly view: View;
  readonly configuration: Configuration;
  readonly device: DeviceFacts;
  readonly vendor: string;
  rows(table: TableName): readonly TreeRow[];
  /** The instance number of a row; undefined: there is no such row. */
  number(table: TableName, name: string): number | undefined;
  group(name: GroupName): ManagedRow;
}

const managed: Readonly<Record<string, ManagedTable>> = {
  users,
  forwardingRules,
  locationServers,
  proxyServers,
  ports,
  userServices,
  interfaces,
  prefixReplacements,
  ringRules,
  serviceCodes,
};

const groups = { parameters, administration, entries, totals, drill, status };

export type GroupName = keyof typeof groups;

export function managedTable(table: string): ManagedTable | undefined {
  return Object.hasOwn(managed, table) ? managed[table] : undefined;
}

/** What a row that is only begun shows where nothing was written. */
const blank: Readonly<Record<string, Value>> = {
  enabled: false,
  status: 'disabled',
  lineStatus: 'disabled',
  callStatus: 'idle',
  health: 'disabled',
  transport: 'udp',
  position: 1,
  order: 1,
};

function draftRow(draft: Draft, table: TableName, number: number): TreeRow {
  const { name, fields } = draft;
  return {
    number,
    target: { table, name, isDraft: true },
    get: (object) => fields[object] ?? blank[object] ?? null,
  };
}

function managedTreeRow(row: ManagedRow, table: TableName, number: number): TreeRow {
  return {
    number,
    target: { table, name: row.name, isDraft: false },
    get(object) {
      const value = row.get(object);
      if (value === null || typeof value !== 'object') return value;
      return Array.isArray(value) ? value.map(String) : null;
    },
  };
}

export interface WorldInput {
  readonly view: View;
  readonly instances: Instances;
  readonly device: DeviceFacts;
  readonly vendor: string;
  /** Newest first. */
  readonly calls: readonly ManagedRow[];
}

/** What the call log shows; asked for before the world is made: it is a read of the store. */
export function newestCalls(view: View): Promise<readonly ManagedRow[]> {
  return callRecords.newest(view, limits.callLogRows);
}

export function createWorld({ view, instances, device, vendor, calls }: WorldInput): World {
  const configuration = view.configuration();
  const cache = new Map<string, readonly TreeRow[]>();
  const rowsOfGroups = new Map<string, ManagedRow>();

  function liveRows(table: TableName): readonly TreeRow[] {
    if (table === 'attachments') return attachmentRows(configuration, instances);
    const live = table === 'callLog' ? calls : (managedTable(table)?.rows(view) ?? []);
    return live.flatMap((row) => {
      const number = instances.number(table, row.name);
      return number === undefined ? [] : [managedTreeRow(row, table, number)];
    });
  }

  function draftRows(table: TableName): readonly TreeRow[] {
    return configuration.drafts.flatMap((draft) => {
      const number = instances.number(table, draftKey(draft.name));
      const isHere = tableOfDraft[draft.kind] === table && number !== undefined;
      return isHere ? [draftRow(draft, table, number)] : [];
    });
  }

  return {
    view,
    configuration,
    device,
    vendor,
    rows(table) {
      const known = cache.get(table);
      if (known) return known;
      const rows = [...liveRows(table), ...draftRows(table)];
      rows.sort((one, other) => one.number - other.number);
      cache.set(table, rows);
      return rows;
    },
    number: (table, name) => instances.number(table, name),
    group(name) {
      const known = rowsOfGroups.get(name) ?? groups[name].row(view);
      rowsOfGroups.set(name, known);
      return known;
    },
  };
}

function attachmentRows(configuration: Configuration, instances: Instances): readonly TreeRow[] {
  return configuration.users.flatMap((user) =>
    user.ports.flatMap((port, at) => {
      const name = attachmentKey(user.name, port);
      const number = instances.number('attachments', name);
      if (number === undefined) return [];
      const values: Readonly<Record<string, Value>> = {
        enabled: true,
        user: user.name,
        port,
        order: at + 1,
      };
      const target = { table: 'attachments', name, isDraft: false };
      return [{ number, target, get: (object: string) => values[object] ?? null }];
    }),
  );
}
