/** The forwarding database: local routing by called number. Manual §1.7, §2.3. */
import type { Configuration, ForwardingRule } from './configuration.ts';
import { checkHost, parseContact, splitHostPort } from './contact.ts';
import { compileDigitMap } from './digit-map.ts';
import { checkEntries } from './entries.ts';
import { limits } from './limits.ts';
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
    domain: domain === undefined ? rule.domain : domain || undefined,
    fwaddress: fwaddress === undefined ? rule.fwaddress : fwaddress || undefined,
    priority: priority === undefined ? rule.priority : readPriority(priority),
    enabled: fields.enabled ?? rule.enabled,
  };
}

function readPriority(text: string): number {
  if (!/^[0-7]$/.test(text)) {
    throw new Refusal(
      'E-VALUE',
      `priority is 0 (last) to ${limits.priorityMax} (first), not "${shown(text)}"`,
    );
  }
  return Number(text);
}

export function createRule(configuration: Configuration, fields: RuleFields): Configuration {
  const { name } = fields;
  checkNew(configuration.forwardingRules, name, 'forwarding rule');
  checkEntries(configuration, 1);
  const contact = parseContact(fields.contact ?? '');
  const first = { name, address: '', contact, proxy: false, priority: 0, enabled: true };
  const rule = withFields({ ...first, domain: undefined, fwaddress: undefined }, fields);
  checkRule(rule);
  return { ...configuration, forwardingRules: [...configuration.forwardingRules, rule] };
}

export function setRule(configuration: Configuration, fields: RuleFields): Configuration {
  const rule = withFields(
    find(configuration.forwardingRules, fields.name, 'forwarding rule'),
    fields,
  );
  checkRule(rule);
  const forwardingRules = configuration.forwardingRules.map((one) =>
    one.name === rule.name ? rule : one,
  );
  return { ...configuration, forwardingRules };
}

export function deleteRule(configuration: Configuration, name: string): Configuration {
  find(configuration.forwardingRules, name, 'forwarding rule');
  const forwardingRules = configuration.forwardingRules.filter((rule) => rule.name !== name);
  return { ...configuration, forwardingRules };
}

export function checkRule({ name, address, domain, fwaddress }: ForwardingRule): void {
  checkName(name, 'forwarding rule');
  compileDigitMap(address, limits.addressLength);
  if (domain !== undefined) {
    const { host, port } = splitHostPort(domain);
    checkHost(host, limits.domainLength);
    if (port !== undefined)
      throw new Refusal('E-CONTACT', `"${shown(domain)}": a domain has no port`);
  }
  if (fwaddress !== undefined && !/^\+?[0-9A-D#*]{1,32}$/i.test(fwaddress)) {
    throw new Refusal('E-DIGITS', `fwaddress has 1 to ${limits.fwaddressLength} dialled digits`);
  }
}
