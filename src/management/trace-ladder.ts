/** SIP messages as a ladder: phones on the left, providers on the right, the gateway between. */
import { harmless } from '../domain/harmless.ts';
import type { Traced } from './traces.ts';

const columnWidth = 32;

interface Lifeline {
  readonly title: string;
  readonly side: 'lan' | 'gateway' | 'wan';
}

function titleOf({ remote }: Traced): string {
  const { address, port } = remote;
  return `${address.includes(':') ? `[${address}]` : address}:${port}`;
}

function lifelines(messages: readonly Traced[]): readonly Lifeline[] {
  const places = (side: 'lan' | 'wan') =>
    [...new Set(messages.filter((one) => one.side === side).map(titleOf))].map((title) => ({
      title,
      side,
    }));
  return [...places('lan'), { title: 'gateway', side: 'gateway' }, ...places('wan')];
}

/** `INVITE` of a request, `180 Ringing (INVITE)` of a response. */
export function messageLabel({ firstLine, method }: Traced): string {
  if (!firstLine.startsWith('SIP/2.0 ')) return harmless(method || firstLine);
  return harmless(`${firstLine.slice(8)} (${method})`);
}

function rung(lines: readonly Lifeline[], message: Traced): string {
  const own = lines.findIndex(({ side }) => side === 'gateway');
  const other = lines.findIndex(
    ({ side, title }) => side === message.side && title === titleOf(message),
  );
  const [left, right] = [Math.min(own, other), Math.max(own, other)];
  const isRightwards = (message.direction === 'out') === other > own;
  const width = (right - left) * columnWidth - 1;
  const label = ` ${messageLabel(message).slice(0, width - 6)} `;
  const dashes = '─'.repeat(Math.max(1, width - label.length - 3));
  const arrow = isRightwards ? `──${label}${dashes}>` : `<─${label}${dashes}─`;
  const cells = lines.map((_, at) => {
    if (at === left) return `│${arrow}`;
    if (at > left && at < right) return '';
    return at === lines.length - 1 ? '│' : `│${' '.repeat(columnWidth - 1)}`;
  });
  return cells.join('').trimEnd();
}

function time({ atMs }: Traced): string {
  return new Date(atMs).toISOString().slice(11, 23);
}

export function ladder(messages: readonly Traced[]): string {
  if (messages.length === 0) return 'no messages kept';
  const lines = lifelines(messages);
  const heading = lines.map(({ title }) => title.padEnd(columnWidth)).join('');
  const rungs = messages.map((message) => `${time(message)}  ${rung(lines, message)}`);
  return [`${' '.repeat(14)}${heading.trimEnd()}`, ...rungs].join('\n');
}
