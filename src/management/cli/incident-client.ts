/** `offhook incident <line|call>`: fetches an incident and writes it into a new file. */
import { writeFileSync } from 'node:fs';
import { commandLine } from '../../domain/command-line.ts';
import { Refusal } from '../../domain/refusal.ts';
import type { ControlClient } from './control-client.ts';

/** Resolves with the path that was written; throws a Refusal. */
export async function fetchIncident(
  client: ControlClient,
  name: string,
  out = `incident-${name.replace(/[^\w-]/g, '_')}.zip`,
): Promise<string> {
  const outcome = await client.execute(commandLine(['system', 'incident', name]));
  if (!outcome.ok) throw new Refusal(outcome.error.code, outcome.error.message);
  const { json } = outcome.answer;
  const zip = typeof json === 'object' && json !== null && 'zip' in json ? json.zip : undefined;
  try {
    // It holds numbers: for nobody else to read.
    writeFileSync(out, Buffer.from(String(zip), 'base64'), { flag: 'wx', mode: 0o600 });
  } catch {
    throw new Refusal('E-FILE', `"${out}" exists already or cannot be written`);
  }
  return out;
}
