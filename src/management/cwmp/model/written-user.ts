/** What the standard says of a user in one word, taken apart: its URI, its number, its ports. */
import type { Configuration } from '../../../domain/configuration.ts';
import { shown } from '../../../domain/names.ts';
import { Refusal } from '../../../domain/refusal.ts';
import { type EditContext, type Fields, nameOf } from './edit-context.ts';

/** `name`: of a user that is there already. */
export function writtenUser(
  configuration: Configuration,
  name: string | undefined,
  { registerUri, number, phyReferences, lineEnable, ...fields }: Fields,
  context: EditContext,
): Fields {
  const user = configuration.users.find((one) => one.name === name);
  const areaCode = fields['areaCode'] ?? user?.areaCode ?? '';
  return {
    ...fields,
    ...(registerUri !== undefined && uriFields(registerUri, areaCode)),
    ...(number !== undefined && { address: withoutArea(number, areaCode) }),
    ...(phyReferences !== undefined && { ports: portsOf(phyReferences, context) }),
    ...(lineEnable !== undefined && { enabled: String(lineEnable === 'Enabled') }),
  };
}

function withoutArea(number: string, areaCode: string): string {
  return number.startsWith(areaCode) ? number.slice(areaCode.length) : number;
}

/** `sip:<area code and address, or pseudonym>@<domain>`; empty takes pseudonym and domain away. */
function uriFields(uri: string, areaCode: string): Fields {
  if (uri === '') return { pseudonym: '', domain: '' };
  const [, part, host] = /^(?:sips?:)?([^@;<>\s]{1,64})@([^@;<>\s]{1,255})$/i.exec(uri) ?? [];
  if (part === undefined || host === undefined) {
    throw new Refusal('E-VALUE', `"${shown(uri)}": sip:<user>@<domain> is expected`);
  }
  const domain = host.replace(/:[0-9]{1,5}$/, '');
  return /^\+?[0-9]+$/.test(part)
    ? { address: withoutArea(part, areaCode), pseudonym: '', domain }
    : { pseudonym: part, domain };
}

function portsOf(references: string, context: EditContext): string {
  const numbers = references.split(',').map((text) => text.trim());
  return numbers
    .filter((text) => text !== '')
    .map((text) => {
      const name = /^[0-9]{1,9}$/.test(text) && nameOf(context, 'ports', Number(text));
      if (!name) throw new Refusal('E-VALUE', `there is no interface "${shown(text)}"`);
      return name;
    })
    .join(' ');
}
