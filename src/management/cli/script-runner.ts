/** A script of commands, run line by line: what `--config` and a shown configuration are. */
import { Refusal } from '../../domain/refusal.ts';
import type { Session } from './session.ts';
import { isCommandLine } from './words.ts';

/** Stops at the first refusal: `line 7: …`, under the refusal's own code. */
export async function runScript(session: Session, text: string): Promise<void> {
  for (const [at, line] of text.split(/\r?\n/).entries()) {
    if (!isCommandLine(line)) continue;
    const outcome = await session.execute(line);
    if (outcome.ok) continue;
    const { code, message } = outcome.error;
    throw new Refusal(code, `line ${at + 1}: ${message}`);
  }
}
