/** A script of commands applied to a running gateway: all of it as one revision, or nothing. */
import type { Configuration } from '../../domain/configuration.ts';
import { emptyConfiguration } from '../../domain/empty-configuration.ts';
import { Refusal } from '../../domain/refusal.ts';
import { hasRowsOf, isMarkedWhole, withSecretsOf } from '../../domain/whole-script.ts';
import { allCommands } from '../../management/cli/all-commands.ts';
import { runScript } from '../../management/cli/script-runner.ts';
import { createSession } from '../../management/cli/session.ts';
import type { FaceContext } from '../../management/face.ts';
import { stagedCommands } from './staged-commands.ts';

const author = { face: 'script', name: 'file' };

/**
 * A file adds to what there is. One that says it is the whole configuration, or that names every
 * row that exists, takes its place, less passwords that it leaves out; any other that names a row
 * again is refused, or the rest would be gone.
 */
export async function applyScript(
  context: FaceContext,
  text: string,
  summary: string,
): Promise<void> {
  const before = context.view.configuration();
  const after = isMarkedWhole(text)
    ? await replaced(context, before, text)
    : await staged(context, before, text).catch(async (error: unknown) => {
        if (!(error instanceof Refusal) || !error.code.endsWith('-TAKEN')) throw error;
        const whole = await replaced(context, before, text);
        if (!hasRowsOf(whole, before)) throw error;
        return whole;
      });
  const settle = (current: Configuration) => {
    if (current !== before) {
      throw new Refusal('E-CONFLICT', 'the configuration has changed while the script was read');
    }
    return after;
  };
  await context.commands.submit(settle, author, summary);
}

/** What is set of TR-069 stays, or nobody could reach the gateway after a mistake. */
async function replaced(
  context: FaceContext,
  before: Configuration,
  text: string,
): Promise<Configuration> {
  const { cwmp } = before;
  return withSecretsOf(before, await staged(context, { ...emptyConfiguration, cwmp }, text));
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
