/** A listener that an operator wants and that cannot be opened: said in the log and as an event. */
import type { FaceContext } from './face.ts';

/** `what` is served there: `the web page`. */
export function reportNotListening(
  { events, log }: Pick<FaceContext, 'events' | 'log'>,
  what: string,
  listen: string,
  error: unknown,
): void {
  log.error({ error, listen }, `${what} cannot be served there`);
  const reason = error instanceof Error ? error.message : String(error);
  events.report({
    code: 'network.not-listening',
    subject: { kind: 'gateway', name: '' },
    text: `${what} cannot be served at ${listen}: ${reason}`,
    facts: { what, listen, reason },
  });
}
