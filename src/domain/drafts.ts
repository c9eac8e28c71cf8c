/**
 * Drafts: rows that a management server has added and not finished. A draft does nothing; it holds
 * its
 * place, so a draft of an entry counts against the shared limit, until it is enabled and becomes a
 * row.
 * Parameters that an ACS wants in every Inform matter to nobody else and stay drafts.
 */
import type { Configuration, Draft, DraftKind } from './configuration.ts';
import { checkEntries } from './entries.ts';
import { limits } from './limits.ts';
import { checkName, checkNew, find } from './names.ts';
import { Refusal } from './refusal.ts';
import { createSecret } from './secret.ts';

export const draftKinds: readonly DraftKind[] = [
  'user',
  'forwardingRule',
  'locationServer',
  'proxyServer',
  'attachment',
  'callingFeatures',
  'informParameter',
];

const fieldLengthMax = 400;

export function createDraft(
  configuration: Configuration,
  kind: DraftKind,
  name: string,
): Configuration {
  checkNew(configuration.drafts, name, 'draft');
  if (kind === 'user') checkEntries(configuration, 'user');
  if (kind === 'forwardingRule') checkEntries(configuration, 'forward');
  if (configuration.drafts.length >= limits.draftsMax) {
    throw new Refusal('E-DRAFT-LIMIT', `${limits.draftsMax} drafts exist already`);
  }
  const draft = { kind, name, fields: {}, password: undefined };
  const next = { ...configuration, drafts: [...configuration.drafts, draft] };
  checkDrafts(next);
  return next;
}

/** An empty value takes a field away. */
export function setDraft(
  configuration: Configuration,
  name: string,
  fields: Readonly<Record<string, string>>,
  password?: string,
): Configuration {
  const before = find(configuration.drafts, name, 'draft');
  const written = Object.entries({ ...before.fields, ...fields }).filter(([, text]) => text !== '');
  const draft: Draft = {
    ...before,
    fields: Object.fromEntries(written),
    password: password === undefined ? before.password : createSecret(password),
  };
  const drafts = configuration.drafts.map((one) => (one.name === name ? draft : one));
  const next = { ...configuration, drafts };
  checkDrafts(next);
  return next;
}

export function deleteDraft(configuration: Configuration, name: string): Configuration {
  find(configuration.drafts, name, 'draft');
  return { ...configuration, drafts: configuration.drafts.filter((one) => one.name !== name) };
}

export function checkDrafts({ drafts }: Configuration): void {
  const names = new Set(drafts.map(({ name }) => name));
  if (names.size < drafts.length) throw new Refusal('E-NAME-TAKEN', 'a draft exists twice');
  for (const { name, fields } of drafts) {
    checkName(name, 'draft');
    for (const [field, text] of Object.entries(fields)) {
      if (!/^[a-z]{1,24}$/i.test(field) || text.length > fieldLengthMax) {
        throw new Refusal('E-VALUE', `field "${field}" of draft "${name}" is too long`);
      }
    }
  }
}
