/** One session's envelopes, out and in: the version spoken, message numbers, requests held back. */
import { type Access, Connection, type Reply } from '../http/connection.ts';
import type { Pause } from '../pause.ts';
import { type Envelope, readEnvelope, writeEnvelope } from '../soap/envelope.ts';
import { type CwmpVersion, olderVersion } from '../soap/versions.ts';
import { readXmlInTurns } from '../xml/read-xml.ts';
import type { SessionLog } from './session-log.ts';

/** A body that the ACS has nothing more to say with. */
function isNothing({ status, body }: Reply): boolean {
  return status === 204 || (status === 200 && body.trim() === '');
}

export class Dialogue {
  readonly url: string;
  readonly #connection: Connection;
  readonly #log: SessionLog;
  readonly #pause: Pause;
  #version: CwmpVersion;
  #messages = 0;
  #isHeld = false;

  constructor(access: Access, version: CwmpVersion, log: SessionLog, pause: Pause) {
    this.url = access.url;
    this.#connection = new Connection(access);
    this.#version = version;
    this.#log = log;
    this.#pause = pause;
  }

  /** HoldRequests, as the ACS last said it. */
  get isHeld(): boolean {
    return this.#isHeld;
  }

  /** The next older version; throws when there is none. */
  stepDown(): void {
    const older = olderVersion(this.#version);
    if (!older) throw new Error('the ACS speaks no version that we do');
    this.#version = older;
  }

  /** An ACS of an older namespace is answered in its own. */
  follow({ version }: Envelope): void {
    this.#version = version;
  }

  /** A request of our own, and what answers it. */
  request(body: string, supported?: string): Promise<Envelope | undefined> {
    this.#messages += 1;
    return this.#send(body, String(this.#messages), supported);
  }

  /** The answer to a request of the ACS, and what it says next. */
  answer(body: string, id: string | undefined): Promise<Envelope | undefined> {
    return this.#send(body, id);
  }

  /** An empty POST: the ACS's turn. */
  async listen(): Promise<Envelope | undefined> {
    return await this.#read(await this.#post(''));
  }

  close(): void {
    this.#connection.close();
  }

  async #send(
    body: string,
    id: string | undefined,
    supported?: string,
  ): Promise<Envelope | undefined> {
    const head = { version: this.#version, id, ...(supported !== undefined && { supported }) };
    return await this.#read(await this.#post(writeEnvelope(head, body)));
  }

  async #post(text: string): Promise<Reply> {
    this.#log.trace('sent', text);
    const contentType = text === '' ? {} : { contentType: 'text/xml; charset="utf-8"' };
    const reply = await this.#connection.send({ method: 'POST', body: text, ...contentType });
    this.#log.trace('received', `HTTP ${reply.status}\n${reply.body}`);
    return reply;
  }

  /** undefined: an empty answer. */
  async #read(reply: Reply): Promise<Envelope | undefined> {
    if (isNothing(reply)) return undefined;
    // A SOAP fault may come with HTTP 500 (SOAP 1.1 §6.2).
    if (reply.status !== 200 && !(reply.status === 500 && reply.body.includes('Envelope'))) {
      throw new Error(`HTTP ${reply.status} of the ACS`);
    }
    const envelope = readEnvelope(await readXmlInTurns(reply.body, this.#pause));
    this.#isHeld = envelope.isHeld;
    return envelope;
  }
}
