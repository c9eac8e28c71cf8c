/** One end of an early dialog as a peer has it: provisionals acknowledged, requests sent. */
import { type Dialog, dialogOfAnswer, dialogRequest } from '../../../src/sip/dialog/dialog.ts';
import type { Fields, Request, Response } from '../../../src/sip/message/message.ts';
import { envelopeOf, sdp } from './peer-call.ts';
import type { Place, SipSocket } from './sip-socket.ts';

export class EarlyEnd {
  readonly #socket: SipSocket;
  readonly #to: Place;
  #dialog: Dialog;
  acknowledged: Promise<unknown> = Promise.resolve();

  private constructor(socket: SipSocket, to: Place, dialog: Dialog) {
    this.#socket = socket;
    this.#to = to;
    this.#dialog = dialog;
  }

  static ofAnswer(socket: SipSocket, to: Place, request: Request, response: Response): EarlyEnd {
    return new EarlyEnd(socket, to, dialogOfAnswer(request, response, envelopeOf(response)));
  }

  static ofInvite(socket: SipSocket, to: Place, dialog: Dialog): EarlyEnd {
    return new EarlyEnd(socket, to, dialog);
  }

  /** A reliable provisional is acknowledged. */
  heard({ headers }: Response): void {
    const rseq = headers.first('RSeq');
    if (rseq === undefined) return;
    const invite = headers.first('CSeq') ?? '';
    this.acknowledged = this.#send('PRACK', [['RAck', `${rseq} ${invite}`]]);
  }

  ask(method: string, body?: Buffer): Promise<Response> {
    return this.#send(method, body ? sdp : [], body);
  }

  #send(method: string, fields: Fields, body?: Buffer): Promise<Response> {
    const all: Fields = [['Contact', `<sip:peer@${this.#socket.host}>`], ...fields];
    const [next, request] = dialogRequest(
      this.#dialog,
      method,
      body ? { fields: all, body } : { fields: all },
    );
    this.#dialog = next;
    return this.#socket.ask(request, this.#to).final;
  }
}
