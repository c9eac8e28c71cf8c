/**
 * Calls in progress as the store knows them, so that one that the gateway goes down under leaves a
 * record, too.
 */
import { causes } from '../../domain/cause.ts';
import type { EventLog } from '../../management/events.ts';
import { isoTime, type World } from '../world.ts';
import { nameOf, recordOf } from './call-history.ts';
import type { CallSession } from './call-session.ts';
import { triesOf } from './call-state.ts';

/** How exact the end of an interrupted call is known. */
const noteEveryMs = 10_000;

const interrupted = { cause: 'interrupted', ...causes.interrupted, by: undefined } as const;

export class OpenCalls {
  readonly #world: World;
  readonly #open = new Map<string, CallSession>();
  #timer: unknown;

  constructor(world: World) {
    this.#world = world;
  }

  /** The call has begun, or goes on as this session. */
  begin(session: CallSession): void {
    this.#open.set(nameOf(session), session);
    this.#note(session);
    this.#timer ??= this.#world.clock.setTimeout(() => this.#noteAll(), noteEveryMs);
  }

  /** Something has happened to it that its record should tell. */
  changed(session: CallSession): void {
    if (this.#open.get(nameOf(session)) === session) this.#note(session);
  }

  /** It has a record, or is about to. */
  end(name: string): void {
    this.#open.delete(name);
    if (this.#open.size > 0) return;
    this.#world.clock.clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  #noteAll(): void {
    for (const session of this.#open.values()) this.#note(session);
    this.#timer = this.#world.clock.setTimeout(() => this.#noteAll(), noteEveryMs);
  }

  #note(session: CallSession): void {
    const now = isoTime(this.#world.wallClock());
    const record = recordOf(session, interrupted, triesOf(session), now);
    this.#world.store.noteOpenCall(record).catch((error: unknown) => {
      this.#world.log.error({ error, call: record.id }, 'a call in progress is not noted');
    });
  }
}

/** Calls that the gateway went down under have their records now. A full disk keeps them open. */
export async function closeInterrupted({ store, log }: World, events: EventLog): Promise<void> {
  try {
    for (const { id, from, to, route, cause, verdict, endedAt } of await store.closeOpenCalls()) {
      events.report({
        code: 'call.interrupted',
        subject: { kind: 'call', name: id },
        text: `call ${id} from ${from} to ${to} by ${route} was last seen at ${endedAt}`,
        facts: { from, to, route, verdict, cause, endedAt },
      });
    }
  } catch (error) {
    log.error({ error }, 'calls that were interrupted have no records yet');
  }
}
