/** How many messages wait, as a server says it. RFC 3842 §5.2. */

export interface MessageSummary {
  readonly areWaiting: boolean;
  /** Voice messages: new and old; undefined when only yes or no is said. */
  readonly voice: { readonly fresh: number; readonly old: number } | undefined;
}

const bodyMax = 8192;

/** `Messages-Waiting: yes`, `Voice-Message: 2/8 (0/2)`; undefined when it is not that. */
export function parseMessageSummary(text: string): MessageSummary | undefined {
  const lines = text
    .slice(0, bodyMax)
    .split('\n')
    .map((line) => line.trim());
  const waiting = valueOf(lines, 'messages-waiting')?.toLowerCase();
  if (waiting !== 'yes' && waiting !== 'no') return undefined;
  const [, fresh, old] =
    /^([0-9]{1,6}) *\/ *([0-9]{1,6})/.exec(valueOf(lines, 'voice-message') ?? '') ?? [];
  const voice =
    fresh === undefined || old === undefined
      ? undefined
      : { fresh: Number(fresh), old: Number(old) };
  return { areWaiting: waiting === 'yes', voice };
}

function valueOf(lines: readonly string[], name: string): string | undefined {
  for (const line of lines) {
    const colon = line.indexOf(':');
    if (colon > 0 && line.slice(0, colon).trim().toLowerCase() === name)
      return line.slice(colon + 1).trim();
  }
  return undefined;
}

export function formatMessageSummary(
  { areWaiting, voice }: MessageSummary,
  account: string,
): string {
  const lines = [`Messages-Waiting: ${areWaiting ? 'yes' : 'no'}`, `Message-Account: ${account}`];
  if (voice) lines.push(`Voice-Message: ${voice.fresh}/${voice.old} (0/0)`);
  return `${lines.join('\r\n')}\r\n`;
}
