/** One side of a call that is connected: speaks, hears, asks inside the call, hangs up. */
import { type Dialog, dialogRequest } from '../../../src/sip/dialog/dialog.ts';
import { readEnvelope } from '../../../src/sip/message/envelope.ts';
import type { Fields, Message, Request, Response } from '../../../src/sip/message/message.ts';
import type { Audio } from './audio.ts';
import type { Party } from './party.ts';
import type { Incoming, Place } from './sip-socket.ts';

export const sdp: Fields = [['Content-Type', 'application/sdp']];

export function envelopeOf(message: Message) {
  const read = readEnvelope(message);
  if (!read.ok) throw new Error('a message without its parts');
  return read.envelope;
}

export class PeerCall {
  readonly audio: Audio;
  readonly ended: Promise<void>;
  /** What the other side asked for inside the call, by method. */
  readonly asked: string[] = [];
  /** The last re-INVITE or UPDATE. */
  offered: Request | undefined;
  /** The last ACK. */
  acknowledged: Request | undefined;
  /** In place of an answer to a re-INVITE or UPDATE. */
  onOffer: ((incoming: Incoming) => void) | undefined;
  /** How a transfer that was asked for goes, as the other side tells it. */
  readonly notified: string[] = [];
  #dialog: Dialog;
  readonly #party: Party;
  readonly #place: Place;
  #end: () => void = () => undefined;

  constructor(party: Party, place: Place, dialog: Dialog, audio: Audio) {
    this.#party = party;
    this.#place = place;
    this.#dialog = dialog;
    this.audio = audio;
    this.ended = new Promise((resolve) => {
      this.#end = resolve;
    });
  }

  get callId(): string {
    return this.#dialog.callId;
  }

  /** What a Replaces header calls this dialog, as the other side knows it. */
  get replaces(): string {
    const { callId, localTag, remoteTag } = this.#dialog;
    return `${callId};to-tag=${remoteTag};from-tag=${localTag}`;
  }

  /** A request inside the call; resolves with its final response. `answer`: what its ACK says. */
  async request(
    method: string,
    body?: Buffer,
    fields: Fields = [],
    answer?: Buffer,
  ): Promise<Response> {
    const contact = ['Contact', `<sip:${this.#party.name}@${this.#party.contactHost}>`] as const;
    const isTyped = fields.some(([name]) => name === 'Content-Type');
    const all = [contact, ...fields, ...(body && !isTyped ? sdp : [])];
    const [next, request] = dialogRequest(this.#dialog, method, {
      fields: all,
      ...(body ? { body } : {}),
    });
    this.#dialog = next;
    const response = await this.#party.socket.ask(request, this.#place).final;
    if (method === 'INVITE' && response.status < 300) this.acknowledge(next.localCseq, answer);
    return response;
  }

  acknowledge(cseq: number, body?: Buffer): void {
    const options = body ? { cseq, body, fields: sdp } : { cseq };
    const [, ack] = dialogRequest(this.#dialog, 'ACK', options);
    this.#party.socket.send(ack, this.#place);
  }

  async hangUp(): Promise<void> {
    await this.request('BYE');
    this.end();
  }

  end(): void {
    this.audio.close();
    this.#party.calls.delete(this.callId);
    this.#end();
  }

  /** What comes inside the call: a BYE ends it, a new offer is answered. */
  hear(incoming: Incoming): void {
    const { request } = incoming;
    this.asked.push(request.method);
    if (request.method === 'BYE') {
      incoming.answer(200);
      this.end();
    } else if (request.method === 'NOTIFY') {
      this.notified.push(request.body.toString().trim());
      incoming.answer(200);
    } else if (request.method === 'ACK') {
      this.acknowledged = request;
      if (request.body.length > 0) this.audio.speakTo(request.body);
    } else if (request.method === 'INVITE' || request.method === 'UPDATE') {
      const isFax = request.body.includes('m=image');
      this.offered = request;
      if (this.onOffer) return this.onOffer(incoming);
      if (request.body.length > 0) this.audio.speakTo(request.body);
      if (isFax) this.audio.hush();
      incoming.answer(200, {
        fields: [['Contact', `<sip:${this.#party.contactHost}>`], ...sdp],
        body: isFax ? this.audio.describeFax() : this.audio.describe(),
      });
    } else incoming.answer(200);
  }
}
