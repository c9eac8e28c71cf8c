/** A command that changes the configuration: one revision, acknowledged when it is durable. */
import type { Configuration } from '../../domain/configuration.ts';
import type { Answer } from './grammar.ts';
import type { CliContext } from './session.ts';

export async function changed(
  { commands, author, line }: CliContext,
  change: (configuration: Configuration) => Configuration,
): Promise<Answer> {
  const { number } = await commands.submit(change, author, line);
  return { text: '', json: { ok: true, revision: number } };
}
