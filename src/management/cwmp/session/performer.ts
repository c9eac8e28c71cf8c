/** Performs what the chart of sessions decides: envelopes out, facts back. */
import type { AcsState, CwmpFact, CwmpPorts } from '../../../domain/cwmp-session.ts';
import type { FaceContext } from '../../face.ts';
import type { Answers } from '../agent/answer.ts';
import type { Device } from '../agent/device.ts';
import type { EventQueue } from '../agent/event-queue.ts';
import type { Notifications } from '../agent/notifications.ts';
import type { Transfers } from '../agent/transfers.ts';
import { type Access, Connection } from '../http/connection.ts';
import { limits } from '../limits.ts';
import { type CwmpEvent, writeInform, writeTransferComplete } from '../rpc/own-request.ts';
import type { NamedValue } from '../rpc/response.ts';
import { type Envelope, readEnvelope, writeEnvelope } from '../soap/envelope.ts';
import { readFault, writeMustUnderstand } from '../soap/fault.ts';
import { type CwmpVersion, olderVersion, supportedVersions } from '../soap/versions.ts';
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
  firstVersion(): CwmpVersion;
  /** The ACS at this URL has answered. */
  onInformed(url: string): Promise<void>;
  onFailed(): void;
  readonly send: (fact: CwmpFact) => void;
  /** Reboots, resets, settings that waited for the end. */
  afterSession(): Promise<void>;
}

interface Told {
  readonly events: readonly CwmpEvent[];
  readonly changes: readonly NamedValue[];
}

/** Empty POSTs to an ACS that holds our requests back and says nothing. */
const emptiesMax = 10;

/** A body that the ACS has nothing more to say with. */
function isNothing({ status, body }: { readonly status: number; readonly body: string }): boolean {
  return status === 204 || (status === 200 && body.trim() === '');
}

export class Performer implements CwmpPorts {
  readonly #parts: PerformerParts;
  #connection: Connection | undefined;
  #version: CwmpVersion = '1-2';
  /** Rises with each session: what an abandoned one still brings is not listened to. */
  #session = 0;
  #messages = 0;
  #asked: Envelope | undefined;
  #url = '';
  /** What the last Inform told, until the ACS has taken it. */
  #told: Told = { events: [], changes: [] };
  #retriesLeft = 0;
  #isHeld = false;
  #emptiesLeft = 0;

  constructor(parts: PerformerParts) {
    this.#parts = parts;
  }

  sendInform({ retryCount, isOlder }: { retryCount: number; isOlder: boolean }): void {
    this.#perform(async () => {
      const { device, events, notifications, transfers, log, context } = this.#parts;
      this.#open(isOlder);
      const world = await device.world();
      const changes = notifications.changes(device.tree, world).values;
      const pending = [...events.pending(), ...transfers.events()];
      const changed = changes.length > 0 ? [{ code: '4 VALUE CHANGE', commandKey: '' }] : [];
      const now = [...pending, ...changed];
      // A session that failed after its Inform was taken is repeated for the same reasons.
      const told = now.length > 0 ? now : this.#told.events;
      this.#told = { events: told, changes };
      log.events(told.map(({ code }) => code));
      const inform = writeInform({
        deviceId: deviceIdOf(world),
        events: told,
        currentTime: `${new Date(context.wallClock()).toISOString().slice(0, 19)}Z`,
        retryCount,
        values: informValues(device.tree, world, told, changes),
      });
      const reply = await this.#exchange(inform, this.#nextId(), supportedVersions);
      return await this.#informed(reply);
    });
  }

  sendRequest(): void {
    this.#perform(async () => {
      const { transfers } = this.#parts;
      const [next] = transfers.results();
      if (!next) return { type: 'acs.responded', ...this.#state(undefined) };
      const reply = await this.#exchange(writeTransferComplete(next.result), this.#nextId());
      const envelope = this.#read(reply);
      if (!envelope) return { type: 'acs.failed', reason: 'TransferComplete was not answered' };
      if (envelope.body.name === 'Fault') {
        const { code, text } = readFault(envelope.body);
        const mayRetry = code === 8005 && this.#retriesLeft > 0;
        this.#retriesLeft -= 1;
        if (mayRetry) return { type: 'acs.responded', ...this.#state(envelope) };
        // One that the ACS cannot take would be told of for ever.
        this.#parts.log.fault(`TransferComplete: ${code} ${text}`);
      } else if (envelope.body.name !== 'TransferCompleteResponse') {
        return { type: 'acs.failed', reason: `${envelope.body.name} answers TransferComplete` };
      }
      await transfers.confirm(next.id);
      return { type: 'acs.responded', ...this.#state(envelope) };
    });
  }

  sendEmpty(): void {
    this.#perform(async () => {
      if (this.#isHeld) this.#emptiesLeft -= 1;
      if (this.#emptiesLeft < 0)
        return { type: 'acs.failed', reason: 'requests are held for ever' };
      return this.#asksOrEnds(await this.#post(''));
    });
  }

  answerRequest(): void {
    this.#perform(async () => {
      const asked = this.#asked;
      if (!asked) return { type: 'acs.failed', reason: 'nothing was asked' };
      const { answers, log } = this.#parts;
      const body = asked.unknownHeader
        ? writeMustUnderstand(asked.unknownHeader)
        : await answers.answer(asked.body);
      log.answered(asked.body.name, body);
      const reply = await this.#exchange(body, asked.id ?? '');
      return this.#asksOrEnds(reply);
    });
  }

  closeSession(): void {
    this.#perform(async () => {
      this.#connection?.close();
      this.#connection = undefined;
      this.#told = { events: [], changes: [] };
      this.#parts.log.end('completed');
      await this.#parts.afterSession();
      this.#parts.transfers.release();
      return { type: 'session.closed' };
    });
  }

  abortSession({ reason }: { readonly reason: string }): void {
    this.#session += 1;
    this.#connection?.close();
    this.#connection = undefined;
    this.#parts.log.end(reason);
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
        send({ type: 'acs.failed', reason });
      },
    );
  }

  #open(isOlder: boolean): void {
    if (this.#connection) {
      const older = isOlder ? olderVersion(this.#version) : this.#version;
      if (!older) throw new Error('the ACS speaks no version that we do');
      this.#version = older;
      return;
    }
    this.#parts.transfers.hold();
    this.#parts.log.begin();
    this.#version = this.#parts.firstVersion();
    const access = this.#parts.access();
    this.#url = access.url;
    this.#connection = new Connection(access);
    this.#asked = undefined;
    this.#messages = 0;
    this.#retriesLeft = 3;
    this.#isHeld = false;
    this.#emptiesLeft = emptiesMax;
  }

  #nextId(): string {
    return String((this.#messages += 1));
  }

  async #exchange(body: string, id: string, supported?: string) {
    const head = { version: this.#version, id, ...(supported !== undefined && { supported }) };
    return await this.#post(writeEnvelope(head, body));
  }

  async #post(text: string) {
    const connection = this.#connection;
    if (!connection) throw new Error('the session is over');
    const { log } = this.#parts;
    log.trace('sent', text);
    const contentType = text === '' ? {} : { contentType: 'text/xml; charset="utf-8"' };
    const reply = await connection.send({ method: 'POST', body: text, ...contentType });
    log.trace('received', `HTTP ${reply.status}\n${reply.body}`);
    return reply;
  }

  /** undefined: an empty answer. */
  #read(reply: { readonly status: number; readonly body: string }): Envelope | undefined {
    if (isNothing(reply)) return undefined;
    // A SOAP fault may come with HTTP 500 (SOAP 1.1 §6.2).
    if (reply.status !== 200 && !(reply.status === 500 && reply.body.includes('Envelope'))) {
      throw new Error(`HTTP ${reply.status} of the ACS`);
    }
    return readEnvelope(reply.body);
  }

  async #informed(reply: { readonly status: number; readonly body: string }): Promise<CwmpFact> {
    const envelope = this.#read(reply);
    if (!envelope) return { type: 'acs.failed', reason: 'the Inform was not answered' };
    if (envelope.body.name === 'Fault') {
      const { code, text } = readFault(envelope.body);
      this.#parts.log.fault(`Inform: ${code} ${text}`);
      if (code === 8005) return { type: 'acs.retry' };
      if (code === 8006) return { type: 'acs.older' };
      return { type: 'acs.failed', reason: `the ACS refused the Inform: ${code} ${text}` };
    }
    if (envelope.body.name !== 'InformResponse') {
      return { type: 'acs.failed', reason: `${envelope.body.name} answers the Inform` };
    }
    // An ACS of an older namespace is answered in its own.
    this.#version = envelope.version;
    const { events, notifications, log } = this.#parts;
    await events.delivered(this.#told.events, this.#url);
    await notifications.noteKnown(this.#told.changes);
    log.informed();
    await this.#parts.onInformed(this.#url);
    return { type: 'acs.informed', ...this.#state(envelope) };
  }

  #asksOrEnds(reply: { readonly status: number; readonly body: string }): CwmpFact {
    const envelope = this.#read(reply);
    if (!envelope) return { type: 'acs.ended', ...this.#state(undefined) };
    if (envelope.body.name === 'Fault') {
      return { type: 'acs.failed', reason: `fault of the ACS: ${readFault(envelope.body).text}` };
    }
    if (this.#parts.log.requests() >= limits.requestsMax) {
      return { type: 'acs.failed', reason: 'the ACS asks without end' };
    }
    this.#asked = envelope;
    return { type: 'acs.asked', ...this.#state(envelope) };
  }

  #state(envelope: Envelope | undefined): AcsState {
    // What says nothing of it leaves it as it was.
    if (envelope) this.#isHeld = envelope.isHeld;
    return {
      isHeld: this.#isHeld,
      requests: this.#parts.transfers.results().length,
    };
  }
}
