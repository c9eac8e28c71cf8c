/** What people ask of the traces: which calls and registrations, and what belongs to one. */
import type { Configuration } from '../domain/configuration.ts';
import { harmless } from '../domain/harmless.ts';
import { find, shown } from '../domain/names.ts';
import { Refusal } from '../domain/refusal.ts';
import { messageLabel } from './trace-ladder.ts';
import type { Dialogue, MessageJson } from './trace-rows.ts';
import type { Traced, TraceRing } from './traces.ts';
import type { View } from './view.ts';

export function ringOf({ traces }: View): TraceRing {
  if (!traces) throw new Refusal('E-NOT-FOUND', 'this gateway keeps no traces');
  return traces;
}

/** Newest first. */
export function dialoguesOf(messages: readonly Traced[]): readonly Dialogue[] {
  const groups = Map.groupBy(messages, ({ callId }) => callId);
  return [...groups.entries()].reverse().flatMap(([callId, all]): Dialogue[] => {
    const [first] = all;
    const last = all.at(-1);
    if (!first || !last) return [];
    return [
      {
        callId: harmless(callId),
        at: new Date(first.atMs).toISOString(),
        method: harmless(first.method),
        from: harmless(first.from),
        to: harmless(first.to),
        messages: all.length,
        last: messageLabel(last),
      },
    ];
  });
}

/** By the id of a call in progress, or by a Call-ID. */
export function messagesOfCall(view: View, id: string): readonly Traced[] {
  const call = view.calls().find((one) => one.id === id);
  const found = ringOf(view).ofCall(call?.sipCallId ?? id);
  if (found.length === 0) throw new Refusal('E-NOT-FOUND', `no message of "${shown(id)}" is kept`);
  return found;
}

/** The part of an address that names somebody: `sip:<user>@host`. */
function userOf(field: string): string {
  const start = field.indexOf('sip');
  const colon = field.indexOf(':', start);
  const at = field.indexOf('@', colon);
  return start < 0 || at < 0 ? '' : field.slice(colon + 1, at);
}

function namesOf({ users }: Configuration, name: string): ReadonlySet<string> {
  const { address, areaCode, login, pseudonym } = find(users, name, 'user');
  const names = [address, `${areaCode}${address}`, login, pseudonym ?? ''];
  return new Set(names.filter((one) => one !== ''));
}

/** What names the line in From or To. */
export function messagesOfLine(view: View, user: string): readonly Traced[] {
  const names = namesOf(view.configuration(), user);
  const isNamed = (field: string) => names.has(userOf(field).replace(/^\+/, ''));
  return ringOf(view)
    .messages()
    .filter(({ from, to }) => isNamed(from) || isNamed(to));
}

function placeText({ address, port }: Traced['local']): string {
  return `${address.includes(':') ? `[${address}]` : address}:${port}`;
}

export function messageJson(message: Traced): MessageJson {
  const { number, atMs, side, direction, transport, local, remote, bytes } = message;
  const lines = bytes.toString('utf8').split('\r\n');
  return {
    number,
    at: new Date(atMs).toISOString(),
    side,
    direction,
    transport,
    local: placeText(local),
    remote: placeText(remote),
    label: messageLabel(message),
    text: lines.map((line) => harmless(line)).join('\n'),
  };
}
