/** An incident written: what the charts of a line or a call were told, and what people look at. */
import { Refusal } from '../../domain/refusal.ts';
import { toScript } from '../../domain/script.ts';
import type { EventLog } from '../../management/events.ts';
import { pcapOf } from '../../management/trace-pcap.ts';
import { messagesOfCall, messagesOfLine } from '../../management/trace-queries.ts';
import type { Traced } from '../../management/traces.ts';
import type { View } from '../../management/view.ts';
import { secretNames } from '../../replay/encoding.ts';
import type { Recorder } from '../../replay/recorder.ts';
import { writeTape } from '../../replay/recording.ts';
import { isoTime, type World } from '../world.ts';

interface IncidentPorts {
  readonly world: World;
  readonly view: View;
  readonly events: EventLog;
  readonly recorder: Recorder;
}

/** Events beside the recordings, the newest. */
const eventsMax = 200;

/** Owners of the tapes, and the messages that belong to them. */
interface Subject {
  readonly title: string;
  readonly isOwner: (owner: string) => boolean;
  readonly messages: () => readonly Traced[];
}

/** `name`: a user, or the id of a call that lasts or has ended. Throws a Refusal for others. */
export async function writeIncident(ports: IncidentPorts, name: string): Promise<Uint8Array> {
  const { world, view, events, recorder } = ports;
  // Few ever write one: what packs it is no part of every start.
  const { packIncident } = await import('../../replay/incident-file.ts');
  const { title, isOwner, messages } = subjectOf(ports, name);
  const secret = secretNames();
  const manifest = {
    version: view.status().version,
    subject: title,
    writtenAt: isoTime(world.wallClock()),
    writtenAtMs: world.clock.now(),
  };
  const recordings = recorder.tapes(isOwner).map((tape) => writeTape(tape, secret));
  return packIncident(
    { manifest, recordings },
    {
      'events.jsonl': lines(await events.query({ limit: eventsMax })),
      'dns.jsonl': lines(recorder.names()),
      'configuration.txt': toScript(view.configuration(), { secrets: false }).join('\n'),
      'messages.pcap': pcapOf(kept(messages)),
    },
  );
}

/** One JSON a line. */
function lines(all: readonly unknown[]): string {
  return all.map((one) => JSON.stringify(one)).join('\n');
}

function isServer(owner: string): boolean {
  return owner.startsWith('server ');
}

function subjectOf({ view, recorder }: IncidentPorts, name: string): Subject {
  const user = view.configuration().users.find((one) => one.name === name);
  if (user) {
    const calls = view.calls().filter((call) => call.user === name);
    const owners = new Set([
      `user ${name}`,
      ...user.ports.map((port) => `port ${port}`),
      ...calls.map(({ id }) => `call ${id}`),
    ]);
    return {
      title: `user ${name}`,
      isOwner: (owner) => isServer(owner) || owners.has(owner),
      messages: () => messagesOfLine(view, name),
    };
  }
  const title = `call ${name}`;
  if (recorder.tapes((owner) => owner === title).length === 0) {
    throw new Refusal('E-NOT-FOUND', 'there is no user of this name, and no call is kept of it');
  }
  return {
    title,
    isOwner: (owner) => isServer(owner) || owner === title,
    messages: () => messagesOfCall(view, name),
  };
}

/** None are kept, or none any more: the incident is written all the same. */
function kept(messages: () => readonly Traced[]): readonly Traced[] {
  try {
    return messages();
  } catch (error) {
    if (error instanceof Refusal) return [];
    throw error;
  }
}
