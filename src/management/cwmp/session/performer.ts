/** Performs what the chart of sessions decides: envelopes out, facts back. */
import type { AcsState, CwmpFact, CwmpPorts } from '../../../domain/cwmp-session.ts';
import type { FaceContext } from '../../face.ts';
import type { Answers } from '../agent/answer.ts';
import type { Device } from '../agent/device.ts';
import type { EventQueue } from '../agent/event-queue.ts';
import type { Notifications } from '../agent/notifications.ts';
import type { Transfers } from '../agent/transfers.ts';
import type { Access } from '../http/connection.ts';
import { limits } from '../limits.ts';
import { pauseOn } from '../pause.ts';
import { type CwmpEvent, writeInform, writeTransferComplete } from '../rpc/own-request.ts';
import type { NamedValue } from '../rpc/response.ts';
import type { Envelope } from '../soap/envelope.ts';
import { readFault, writeMustUnderstand } from '../soap/fault.ts';
import { type CwmpVersion, supportedVersions } from '../soap/versions.ts';
import { Dialogue } from './dialogue.ts';
import { deviceIdOf, informValues } from './inform.ts';
import type { SessionLog } from './session-log.ts';

export interface PerformerParts {
  readonly context: FaceContext;
  readonly device: Device;
  readonly events: EventQueue;
  readonly notifications: Notifications;
  readonly transfers: Transfers;
  readonly answers: Answers;
  readonly log: SessionLog;
  /** How the ACS is reached, and the version to begin with, as they are set now. */
  readonly access: () => Access;
  readonly firstVersion: () => CwmpVersion;
  readonly send: (fact: CwmpFact) => void;
  /** The ACS at this URL has answered. */
  readonly onInformed: (url: string) => Promise<void>;
  readonly onFailed: () => void;
  /** Reboots and resets that were promised. */
  readonly afterSession: () => Promise<void>;
}

interface Told {
  readonly events: readonly CwmpEvent[];
  readonly changes: readonly NamedValue[];
}

const nothingTold: Told = { events: [], changes: [] };

/** Empty POSTs to an ACS that holds our requests back and says nothing. */
const emptiesMax = 10;

/** TransferCompletes that an ACS wants once more. */
const retriesMax = 3;

function failed(reason: string): CwmpFact {
  return { type: 'acs.failed', reason };
}

export class Performer implements CwmpPorts {
  readonly #parts: PerformerParts;
  #dialogue: Dialogue | undefined;
  /** Rises with each session: what an abandoned one still brings is not listened to. */
  #session = 0;
  #asked: Envelope | undefined;
  /** What the last Inform told; a session that fails after it was taken tells it again. */
  #told = nothingTold;
  #retriesLeft = 0;
  #emptiesLeft = 0;

  constructor(parts: PerformerParts) {
    this.#parts = parts;
  }

  sendInform({ retryCount, isOlder }: { retryCount: number; isOlder: boolean }): void {
    this.#perform(async () => {
      const { device, log, context } = this.#parts;
      const dialogue = this.#dialogue ?? this.#open();
      if (isOlder) dialogue.stepDown();
      const world = await device.world();
      const told = this.#toTell(this.#parts.notifications.changes(device.tree, world).values);
      this.#told = told;
      log.events(told.events.map(({ code }) => code));
      const inform = writeInform({
        deviceId: deviceIdOf(world),
        events: told.events,
        currentTime: `${new Date(context.wallClock()).toISOString().slice(0, 19)}Z`,
        retryCount,
        values: informValues(device.tree, world, told.events, told.changes),
      });
      return await this.#informed(dialogue, await dialogue.request(inform, supportedVersions));
    });
  }

  sendRequest(): void {
    this.#perform(async () => {
      const [next] = this.#parts.transfers.results();
      if (!next) return { type: 'acs.responded', ...this.#state() };
      const envelope = await this.#talking().request(writeTransferComplete(next.result));
      if (!envelope) return failed('TransferComplete was not answered');
      const { name } = envelope.body;
      if (name !== 'TransferCompleteResponse' && name !== 'Fault') {
        return failed(`${name} answers TransferComplete`);
      }
      if (!this.#wantsAgain(envelope)) await this.#parts.transfers.confirm(next.id);
      return { type: 'acs.responded', ...this.#state() };
    });
  }

  sendEmpty(): void {
    this.#perform(async () => {
      const dialogue = this.#talking();
      if (dialogue.isHeld) this.#emptiesLeft -= 1;
      if (this.#emptiesLeft < 0) return failed('requests are held for ever');
      return this.#asksOrEnds(await dialogue.listen());
    });
  }

  answerRequest(): void {
    this.#perform(async () => {
      const asked = this.#asked;
      if (!asked) return failed('nothing was asked');
      const { answers, log } = this.#parts;
      const body = asked.unknownHeader
        ? writeMustUnderstand(asked.unknownHeader)
        : await answers.answer(asked.body);
      log.answered(asked.body.name, body);
      return this.#asksOrEnds(await this.#talking().answer(body, asked.id));
    });
  }

  closeSession(): void {
    this.#perform(async () => {
      this.#close('completed');
      this.#told = nothingTold;
      await this.#parts.afterSession();
      this.#parts.transfers.release();
      return { type: 'session.closed' };
    });
  }

  abortSession({ reason }: { readonly reason: string }): void {
    this.#session += 1;
    this.#close(reason);
    this.#parts.onFailed();
    this.#parts.transfers.release();
  }

  /** Runs one step; its fact counts only while its session does. */
  #perform(step: () => Promise<CwmpFact>): void {
    const session = this.#session;
    const { send, context } = this.#parts;
    step().then(
      (fact) => {
        if (session === this.#session) send(fact);
      },
      (error: unknown) => {
        if (session !== this.#session) return;
        const reason = error instanceof Error ? error.message : String(error);
        context.log.info({ reason }, 'cwmp session failed');
        send(failed(reason));
      },
    );
  }

  #open(): Dialogue {
    const { transfers, log, access, firstVersion, context } = this.#parts;
    transfers.hold();
    log.begin();
    this.#asked = undefined;
    this.#retriesLeft = retriesMax;
    this.#emptiesLeft = emptiesMax;
    this.#dialogue = new Dialogue(access(), firstVersion(), log, pauseOn(context.clock));
    return this.#dialogue;
  }

  #close(outcome: string): void {
    this.#dialogue?.close();
    this.#dialogue = undefined;
    this.#parts.log.end(outcome);
  }

  #talking(): Dialogue {
    if (!this.#dialogue) throw new Error('the session is over');
    return this.#dialogue;
  }

  #toTell(changes: readonly NamedValue[]): Told {
    const { events, transfers } = this.#parts;
    const changed = changes.length > 0 ? [{ code: '4 VALUE CHANGE', commandKey: '' }] : [];
    const now = [...events.pending(), ...transfers.events(), ...changed];
    if (now.length > 0) return { events: now, changes };
    const again = this.#told.events;
    // What the session was wanted for has passed: an Inform says something all the same.
    return { events: again.length > 0 ? again : [{ code: '2 PERIODIC', commandKey: '' }], changes };
  }

  async #informed(dialogue: Dialogue, envelope: Envelope | undefined): Promise<CwmpFact> {
    if (!envelope) return failed('the Inform was not answered');
    const { events, notifications, log, onInformed } = this.#parts;
    if (envelope.body.name === 'Fault') {
      const { code, text } = readFault(envelope.body);
      log.fault(`Inform: ${code} ${text}`);
      if (code === 8005) return { type: 'acs.retry' };
      if (code === 8006) return { type: 'acs.older' };
      return failed(`the ACS refused the Inform: ${code} ${text}`);
    }
    if (envelope.body.name !== 'InformResponse') {
      return failed(`${envelope.body.name} answers the Inform`);
    }
    dialogue.follow(envelope);
    // Durable before the session goes on: what follows may end the process.
    await events.delivered(this.#told.events, dialogue.url);
    await notifications.noteKnown(this.#told.changes);
    await onInformed(dialogue.url);
    log.informed();
    return { type: 'acs.informed', ...this.#state() };
  }

  /** Fault 8005; any other fault is the end of it, or it would be told of for ever. */
  #wantsAgain({ body }: Envelope): boolean {
    if (body.name !== 'Fault') return false;
    const { code, text } = readFault(body);
    this.#parts.log.fault(`TransferComplete: ${code} ${text}`);
    this.#retriesLeft -= 1;
    return code === 8005 && this.#retriesLeft >= 0;
  }

  #asksOrEnds(envelope: Envelope | undefined): CwmpFact {
    if (!envelope) return { type: 'acs.ended', ...this.#state() };
    if (envelope.body.name === 'Fault') {
      return failed(`fault of the ACS: ${readFault(envelope.body).text}`);
    }
    if (this.#parts.log.requests() >= limits.requestsMax) return failed('the ACS asks without end');
    this.#asked = envelope;
    return { type: 'acs.asked', ...this.#state() };
  }

  #state(): AcsState {
    return {
      isHeld: this.#dialogue?.isHeld ?? false,
      requests: this.#parts.transfers.results().length,
    };
  }
}
