/**
 * Edits applied to a configuration, all of them or none. What counts is the configuration that
 * results: users may swap their numbers in one request.
 */
import { setProtocol } from '../../../domain/administration.ts';
import type { Configuration } from '../../../domain/configuration.ts';
import { setCwmp } from '../../../domain/cwmp-settings.ts';
import { setDraft } from '../../../domain/drafts.ts';
import { checkName, checkNew } from '../../../domain/names.ts';
import { setting } from '../../../domain/protocol.ts';
import { Refusal } from '../../../domain/refusal.ts';
import { administration } from '../../model/administration.ts';
import { interfaces } from '../../model/interfaces.ts';
import { Faults, type RowEdit } from '../tree/edits.ts';
import { moveAttachment } from './attachments.ts';
import { setFeatures, withServices } from './calling-features.ts';
import type { EditContext, Fields } from './edit-context.ts';
import type { Instances, Rename } from './instances.ts';
import { promoted } from './promote.ts';
import { registrarKey } from './registration-list.ts';
import { attachmentKey } from './row-keys.ts';
import { valuesFor } from './row-values.ts';
import { setSingleServer } from './single-server.ts';
import { managedTable } from './world.ts';
import { writtenUser } from './written-user.ts';

export interface Applied {
  readonly configuration: Configuration;
  /** Rows that have another key now. */
  readonly renames: readonly Rename[];
}

interface Step {
  readonly edit: RowEdit;
  /** Applied to the configuration as it is then. */
  readonly apply: (configuration: Configuration, fields: Fields) => Configuration;
}

function setRow(table: string, name: string): Step['apply'] {
  return (configuration, fields) => {
    const values = valuesFor(table, fields);
    if (Object.keys(values).length === 0) return configuration;
    const set = managedTable(table)?.acts?.set;
    if (!set) throw new Refusal('E-VALUE', 'these rows cannot be changed');
    return set(configuration, name, values);
  };
}

/** Tables that stand for something else than rows of their own. */
const scalars: Readonly<Record<string, Step['apply']>> = {
  protocol: (configuration, fields) =>
    Object.entries(fields).reduce(
      (next, [name, text]) => setProtocol(next, name, text),
      configuration,
    ),
  cwmp: (configuration, fields) =>
    Object.entries(fields)
      // The URL may need what else is set with it.
      .toSorted(([one], [other]) => Number(one === 'url') - Number(other === 'url'))
      .reduce((next, [name, text]) => setCwmp(next, name, cwmpText(name, text)), configuration),
  rtp(configuration, { low, high }) {
    const [before = '', after = ''] = setting(configuration, 'rtp-port-range').split('-');
    return setProtocol(configuration, 'rtp-port-range', `${low ?? before}-${high ?? after}`);
  },
  administration: (configuration, fields) =>
    administration.set?.(configuration, fields) ?? configuration,
  wan: (configuration, { port }) =>
    interfaces.acts?.set?.(configuration, 'wan', { port }) ?? configuration,
  registrarServer: (configuration, fields) =>
    setSingleServer(configuration, 'locationServers', fields),
  proxyServer: (configuration, fields) => setSingleServer(configuration, 'proxyServers', fields),
};

function cwmpText(name: string, text: string): string {
  if (name === 'url' && text === '') return 'off';
  if (text === 'true') return 'on';
  return text === 'false' ? 'off' : text;
}

function stepOf(edit: RowEdit, context: EditContext): Step {
  const { table, name, isDraft } = edit.target;
  if (isDraft) {
    return {
      edit,
      apply(configuration, { password, ...fields }) {
        const drafted = setDraft(configuration, name, fields, password);
        return promoted(drafted, name, context);
      },
    };
  }
  const scalar = Object.hasOwn(scalars, table) ? scalars[table] : undefined;
  if (scalar) return { edit, apply: scalar };
  if (table === 'attachments') {
    return {
      edit,
      apply: (configuration, fields) => moveAttachment(configuration, name, fields, context),
    };
  }
  if (table === 'userServices') {
    return { edit, apply: (configuration, fields) => setFeatures(configuration, name, fields) };
  }
  const set = setRow(table, name);
  if (table !== 'users') return { edit, apply: set };
  return {
    edit,
    apply(configuration, { callingFeatures, callsMax, ...fields }) {
      const next = set(configuration, writtenUser(configuration, name, fields, context));
      return withServices(next, name, { callingFeatures, callsMax }, context);
    },
  };
}

/** Makes room for values that are unique, so that the order of rows does not matter. */
function withoutNumbers(configuration: Configuration, edits: readonly RowEdit[]): Configuration {
  const touched = new Set(
    edits
      .filter(({ target }) => target.table === 'users' && !target.isDraft)
      .map(({ target }) => target.name),
  );
  const users = configuration.users.map((user) =>
    touched.has(user.name) ? { ...user, address: `~${user.name}` } : user,
  );
  return { ...configuration, users };
}

/** The number that a touched user keeps unless another is written. */
function keptNumber(before: Configuration, { target }: RowEdit): Fields {
  if (target.table !== 'users' || target.isDraft) return {};
  const user = before.users.find(({ name }) => name === target.name);
  return user ? { address: user.address } : {};
}

function refuseTwoMasters(edits: readonly RowEdit[], faults: Faults): void {
  const seen = new Set<string>();
  for (const { target, values, names } of edits) {
    if (values.get('master') !== 'true') continue;
    if (seen.has(target.table)) {
      faults.add(names.get('master') ?? '', 9007, 'a list has at most one master');
    }
    seen.add(target.table);
  }
}

/** Which of the values cannot be set by itself: that is the one to name. */
function culprits(before: Configuration, { edit, apply }: Step, fields: Fields): readonly string[] {
  const alone = [...edit.values].filter(([object, value]) => {
    try {
      apply(before, { ...fields, [object]: value });
      return false;
    } catch {
      return true;
    }
  });
  const guilty = alone.length > 0 ? alone : [...edit.values].slice(0, 1);
  return guilty.map(([object]) => edit.names.get(object) ?? '');
}

function renamed(
  configuration: Configuration,
  { target, values, names }: RowEdit,
  { renames }: EditContext,
  faults: Faults,
): Configuration {
  const to = values.get('name');
  const { table, name, isDraft } = target;
  if (to === undefined || to === name || isDraft) return configuration;
  if (table !== 'users' && table !== 'forwardingRules' && !isServers(table)) return configuration;
  const rows: readonly { readonly name: string }[] = configuration[table];
  try {
    checkName(to, 'row');
    checkNew(rows, to, 'row');
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    faults.add(names.get('name') ?? '', 9007, error.message);
    return configuration;
  }
  const next = rows.map((row) => (row.name === name ? { ...row, name: to } : row));
  renames.push({ table, from: name, to });
  if (table === 'users') renames.push({ table: 'userServices', from: name, to });
  if (isServers(table)) {
    const [from, target] = [registrarKey(table, name), registrarKey(table, to)];
    renames.push({ table: 'registrars', from, to: target });
  }
  const ports = configuration.users.find((user) => user.name === name)?.ports ?? [];
  for (const port of table === 'users' ? ports : []) {
    const [from, target] = [attachmentKey(name, port), attachmentKey(to, port)];
    renames.push({ table: 'attachments', from, to: target });
  }
  return { ...configuration, [table]: next };
}

function isServers(table: string): table is 'locationServers' | 'proxyServers' {
  return table === 'locationServers' || table === 'proxyServers';
}

function rankOf({ target }: RowEdit): number {
  if (target.table === 'userServices') return -1;
  return Number(target.table === 'attachments');
}

/** Sets first, attachments last: users are given the former, and are named by the latter. */
function inOrder(edits: readonly RowEdit[]): readonly RowEdit[] {
  return edits.toSorted((one, other) => rankOf(one) - rankOf(other));
}

/** Throws fault 9003 with every parameter that is at fault. */
export function applyEdits(
  before: Configuration,
  edits: readonly RowEdit[],
  instances: Instances,
): Applied {
  const faults = new Faults();
  refuseTwoMasters(edits, faults);
  const context: EditContext = { instances, renames: [] };
  let configuration = withoutNumbers(before, edits);
  for (const edit of inOrder(edits)) {
    const step = stepOf(edit, context);
    const kept = keptNumber(before, edit);
    try {
      configuration = step.apply(configuration, { ...kept, ...Object.fromEntries(edit.values) });
      configuration = renamed(configuration, edit, context, faults);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      for (const name of culprits(configuration, step, kept)) faults.add(name, 9007, error.message);
    }
  }
  faults.throwIfAny();
  return { configuration, renames: context.renames };
}
