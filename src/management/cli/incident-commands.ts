/** `system incident`: what `offhook incident` asks for and writes into a file. */
import { Refusal } from '../../domain/refusal.ts';
import type { CliCommand } from './session.ts';

export const incidentCommands: readonly CliCommand[] = [
  {
    path: ['system', 'incident'],
    params: [{ kind: 'position', name: 'name', help: 'a user, or the id of a call', of: 'users' }],
    help: 'what a line or a call was told and decided, as a zip; "offhook incident" writes it',
    async run({ view, mayRevealSecrets }, args) {
      if (!mayRevealSecrets || !view.incident) {
        throw new Refusal('E-NOT-ALLOWED', 'incidents are given out at the control socket only');
      }
      const zip = await view.incident(args.required('name'));
      const text = `${zip.length} bytes; "offhook incident" writes them into a file`;
      return { text, json: { zip: Buffer.from(zip).toString('base64') } };
    },
  },
];
