/** The forwarding database: local routing by called number. Manual §1.7, §2.3. */
import type { Configuration, ForwardingRule } from './configuration.ts';
import { checkContact, checkHost, parseContact, parseDomain } from './contact.ts';
import { compileDigitMap } from './digit-map.ts';
import { checkEntries } from './entries.ts';
import { limits } from './limits.ts';
import { checkManualLimits } from './manual-limits.ts';
import { checkName, checkNew, find, shown } from './names.ts';
import { Refusal } from './refusal.ts';

export interface RuleFields {
  readonly name: string;
  readonly address?: string | undefined;
  readonly contact?: string | undefined;
  readonly proxy?: boolean | undefined;
  /** An empty text takes it away; so does one for `fwaddress`. */
  readonly domain?: string | undefined;
  readonly fwaddress?: string | undefined;
  readonly priority?: string | undefined;
  readonly enabled?: boolean | undefined;
}

function withFields(rule: ForwardingRule, fields: RuleFields): ForwardingRule {
  const { domain, fwaddress, priority } = fields;
  return {
    name: rule.name,
    address: fields.address ?? rule.address,
    contact: fields.contact === undefined ? rule.contact : parseContact(fields.contact),
    proxy: fields.proxy ?? rule.proxy,
    domain: domain === undefined ? rule.domain : readDomain(domain),
    fwaddress: fwaddress === undefined ? rule.fwaddress : fwaddress || undefined,
    priority: priority === undefined ? rule.priority : readPriority(priority),
    enabled: fields.enabled ?? rule.enabled,
  };
}

function readDomain(text: string): string | undefined {
  if (text === '') return undefined;
  if (text.includes(';')) {
    throw new Refusal('E-CONTACT', `"${shown(text)}": only the contact of a rule has a transport`);
  }
  return parseDomain(text).host;
}

function readPriority(text: string): number {
  if (!/^[0-7]$/.test(text)) refusePriority(text);
  return Number(text);
}

function refusePriority(text: string): never {
  throw new Refusal(
    'E-VALUE',
    `priority is 0 (last) to ${limits.priorityMax} (first), not "${shown(text)}"`,
  );
}

export function createRule(configuration: Configuration, fields: RuleFields): Configuration {
  const { name } = fields;
  checkNew(configuration.forwardingRules, name, 'forwarding rule');
  checkEntries(configuration, 'forward');
  const contact = parseContact(fields.contact ?? '');
  const first = { name, address: '', contact, proxy: false, priority: 0, enabled: true };
  const rule = withFields({ ...first, domain: undefined, fwaddress: undefined }, fields);
  return checked(
    { ...configuration, forwardingRules: [...configuration.forwardingRules, rule] },
    rule,
  );
}

export function setRule(configuration: Configuration, fields: RuleFields): Configuration {
  const rule = withFields(
    find(configuration.forwardingRules, fields.name, 'forwarding rule'),
    fields,
  );
  const forwardingRules = configuration.forwardingRules.map((one) =>
    one.name === rule.name ? rule : one,
  );
  return checked({ ...configuration, forwardingRules }, rule);
}

export function deleteRule(configuration: Configuration, name: string): Configuration {
  find(configuration.forwardingRules, name, 'forwarding rule');
  const forwardingRules = configuration.forwardingRules.filter((rule) => rule.name !== name);
  return { ...configuration, forwardingRules };
}

function checked(configuration: Configuration, rule: ForwardingRule): Configuration {
  checkRule(rule);
  checkManualLimits(configuration);
  return configuration;
}

/** Every rule of one forwarding rule. */
export function checkRule(rule: ForwardingRule): void {
  const { name, address, contact, domain, fwaddress, priority } = rule;
  checkName(name, 'forwarding rule');
  compileDigitMap(address, limits.addressLength);
  checkContact(contact);
  if (domain !== undefined) checkHost(domain, limits.domainLength);
  if (fwaddress !== undefined && !isDialable(fwaddress)) {
    throw new Refusal(
      'E-DIGITS',
      `fwaddress has 1 to ${limits.fwaddressLength} dialled digits, "+" allowed first`,
    );
  }
  if (!/^[0-7]$/.test(String(priority))) refusePriority(String(priority));
}

function isDialable(text: string): boolean {
  return text.length <= limits.fwaddressLength && /^\+?[0-9A-D#*]+$/i.test(text);
}
