/** A draft that is enabled becomes a row; it keeps its instance number. */
import type { Configuration, Draft } from '../../../domain/configuration.ts';
import { deleteDraft } from '../../../domain/drafts.ts';
import { find } from '../../../domain/names.ts';
import { attach } from './attachments.ts';
import { withServices } from './calling-features.ts';
import type { EditContext } from './edit-context.ts';
import { draftKey, tableOfDraft, titleOfDraft } from './row-keys.ts';
import { valuesFor } from './row-values.ts';
import { managedTable } from './world.ts';
import { writtenUser } from './written-user.ts';

/** Unchanged while the draft is not enabled. */
export function promoted(
  configuration: Configuration,
  name: string,
  context: EditContext,
): Configuration {
  const draft = find(configuration.drafts, name, 'draft');
  const isEnabled = draft.fields['enabled'] === 'true' || draft.fields['lineEnable'] === 'Enabled';
  const isRow = draft.kind !== 'informParameter' && draft.kind !== 'callingFeatures';
  if (!isEnabled || !isRow) return configuration;
  const bare = deleteDraft(configuration, name);
  const table = tableOfDraft[draft.kind];
  if (draft.kind === 'attachment') {
    const { configuration: next, key } = attach(bare, draft.fields, context);
    context.renames.push({ table, from: draftKey(name), to: key });
    return next;
  }
  const rows: readonly { readonly name: string }[] = managedRows(bare, draft);
  const to = draft.fields['name'] ?? freeName(rows, titleOfDraft[draft.kind], name);
  context.renames.push({ table, from: draftKey(name), to });
  const password = draft.password?.reveal();
  const { callingFeatures, callsMax, ...written } = draft.fields;
  const fields = { ...written, ...(password !== undefined && { password }) };
  const ready = draft.kind === 'user' ? writtenUser(bare, undefined, fields, context) : fields;
  const made = managedTable(table)?.acts?.create?.(bare, to, valuesFor(table, ready)) ?? bare;
  return withServices(made, to, { callingFeatures, callsMax }, context);
}

function managedRows(configuration: Configuration, { kind }: Draft): readonly { name: string }[] {
  if (kind === 'user') return configuration.users;
  if (kind === 'forwardingRule') return configuration.forwardingRules;
  return kind === 'locationServer' ? configuration.locationServers : configuration.proxyServers;
}

/** `user7` for instance 7, or the next that is free. */
function freeName(
  rows: readonly { readonly name: string }[],
  title: string,
  draft: string,
): string {
  const number = Number(/[0-9]+$/.exec(draft)?.[0] ?? '1');
  for (let n = number; ; n += 1) {
    const name = `${title}${n}`;
    if (!rows.some((row) => row.name === name)) return name;
  }
}
