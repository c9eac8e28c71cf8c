/** A script of commands applied to a running gateway: all of it as one revision, or nothing. */
import type { Configuration } from '../../domain/configuration.ts';
import { emptyConfiguration } from '../../domain/empty-configuration.ts';
import { Refusal } from '../../domain/refusal.ts';
import { allCommands } from '../../management/cli/all-commands.ts';
import { runScript } from '../../management/cli/script-runner.ts';
import { createSession } from '../../management/cli/session.ts';
import type { FaceContext } from '../../management/face.ts';
import { stagedCommands } from './staged-commands.ts';

const author = { face: 'script', name: 'file' };

/**
 * A file that adds to what there is goes on top of it; one that names what exists already is the
 * whole configuration, as `system config show` writes it, and takes its place.
 */
export async function applyScript(
  context: FaceContext,
  text: string,
  summary: string,
): Promise<void> {
  const before = context.view.configuration();
  const after = await staged(context, before, text).catch((error: unknown) => {
    if (!(error instanceof Refusal) || !error.code.endsWith('-TAKEN')) throw error;
    const { cwmp } = before;
    return staged(context, { ...emptyConfiguration, cwmp }, text);
  });
  const settle = (current: Configuration) => {
    if (current !== before) {
      throw new Refusal('E-CONFLICT', 'the configuration has changed while the script was read');
    }
    return after;
  };
  await context.commands.submit(settle, author, summary);
}

async function staged(
  { events, log }: FaceContext,
  base: Configuration,
  text: string,
): Promise<Configuration> {
  const { commands, view, result } = stagedCommands(base);
  const session = createSession({
    grammar: allCommands,
    view,
    commands,
    events,
    author,
    onFault: (error) => log.error({ error }, 'a command of a script failed'),
  });
  await runScript(session, text);
  return result();
}
