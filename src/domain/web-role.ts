/** What a web user or a token may do. interfaces.md §1. */
import type { WebRole } from './configuration.ts';
import { shown } from './names.ts';
import { Refusal } from './refusal.ts';

/** Read everything; also make calls and retry; also change the configuration. */
export const webRoles: readonly WebRole[] = ['read', 'operate', 'configure'];

export function parseRole(text: string): WebRole {
  const role = webRoles.find((one) => one === text);
  if (!role) throw new Refusal('E-VALUE', `write ${webRoles.join(', ')}, not "${shown(text)}"`);
  return role;
}

/** Whether who has `role` may do what `needed` may. */
export function isAllowed(role: WebRole, needed: WebRole): boolean {
  return webRoles.indexOf(role) >= webRoles.indexOf(needed);
}
