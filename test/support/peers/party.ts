/**
 * A SIP party with calls: a phone or a provider's server, which places calls, takes them, and
 * speaks in them.
 */
import { Credentials } from '../../../src/sip/auth/credentials.ts';
import { acknowledgement, cancellation } from '../../../src/sip/derived-request.ts';
import { dialogOfAnswer, dialogOfInvite } from '../../../src/sip/dialog/dialog.ts';
import { createRequest, type RequestParts } from '../../../src/sip/message/build.ts';
import type { Fields, Request, Response } from '../../../src/sip/message/message.ts';
import { Audio } from './audio.ts';
import { EarlyEnd } from './early-end.ts';
import { envelopeOf, PeerCall, sdp } from './peer-call.ts';
import { hostOf, type Incoming, type Place, SipSocket, token } from './sip-socket.ts';

export interface Account {
  readonly login: string;
  readonly password: string;
}

/** A call that rings here. */
export interface Ringing {
  readonly request: Request;
  /** 180, or 183 with a description. */
  ring(status?: number, body?: Buffer, fields?: Fields): void;
  /** Asks in the early dialog. */
  ask(method: string, body?: Buffer): Promise<Response>;
  answer(): Promise<PeerCall>;
  refuse(status: number, fields?: Fields): void;
  readonly cancelled: Promise<void>;
}

/** An INVITE under way. */
export interface Calling {
  readonly provisionals: readonly number[];
  /** Open before the call is answered. */
  readonly audio: Promise<Audio>;
  /** When the last reliable provisional has been acknowledged. */
  acknowledged(): Promise<unknown>;
  /** Asks in the early dialog, once a provisional has made one. */
  ask(method: string, body?: Buffer): Promise<Response>;
  /** Rejects with the status when the call is refused. */
  readonly connected: Promise<PeerCall>;
  cancel(): Promise<void>;
}

export class Party {
  readonly name: string;
  readonly socket: SipSocket;
  readonly calls = new Map<string, PeerCall>();
  /** Requests outside of calls; INVITEs first go to onRinging. */
  onRequest: (incoming: Incoming) => void = (incoming) => incoming.answer(200);
  onRinging: (ringing: Ringing) => void = (ringing) => ringing.refuse(480);
  /** What the other end asks before a call of this party is answered. */
  onEarly: (incoming: Incoming) => void = (incoming) => incoming.answer(481);
  /** Of calls that it has placed. */
  readonly #unanswered = new Set<Audio>();
  /** Host and port in its Contact: what stands before it in a test has others. */
  contactHost: string;
  readonly #ringing = new Map<string, () => void>();

  private constructor(name: string, socket: SipSocket) {
    this.name = name;
    this.socket = socket;
    this.contactHost = socket.host;
    socket.onRequest = (incoming) => this.#hear(incoming);
  }

  static async open(name: string, port?: number, address?: string): Promise<Party> {
    return new Party(name, await SipSocket.open(port, address));
  }

  /** A phone registers; resolves with the final status. */
  async register(registrar: Place, account: Account, expires = 600): Promise<number> {
    const uri = `sip:${hostOf(registrar)}`;
    const own = `<sip:${account.login}@${hostOf(registrar)}>`;
    const { response } = await this.#ask(registrar, account, {
      method: 'REGISTER',
      uri,
      fields: [
        ['From', `${own};tag=${token()}`],
        ['To', own],
        ['Call-ID', token()],
        ['Contact', `<sip:${this.name}@${this.contactHost}>`],
        ['Expires', String(expires)],
      ],
    });
    return response.status;
  }

  /** `offer`: whether it makes one of its own, or the one that it makes. */
  call(
    number: string,
    to: Place,
    account?: Account,
    offer: boolean | Buffer = true,
    fields: Fields = [],
  ): Calling {
    const provisionals: number[] = [];
    const opened = Promise.withResolvers<Audio>();
    let cancel: (() => Promise<unknown>) | undefined;
    const early: { dialog?: EarlyEnd } = {};
    const connected = (async () => {
      const audio = await Audio.open(this.socket.place.address);
      this.#unanswered.add(audio);
      opened.resolve(audio);
      const caller = `<sip:${account?.login ?? this.name}@${this.socket.host}>`;
      const uri = number.includes(':') ? number : `sip:${number}@${hostOf(to)}`;
      const { request, response } = await this.#ask(
        to,
        account,
        {
          method: 'INVITE',
          uri,
          fields: [
            ['From', `${caller};tag=${token()}`],
            ['To', `<${uri}>`],
            ['Call-ID', token()],
            ['Contact', `<sip:${this.name}@${this.contactHost}>`],
            ['Allow', 'INVITE, ACK, CANCEL, BYE, OPTIONS, UPDATE'],
            ...fields,
            ...(offer ? sdp : []),
          ],
          body: offer === true ? audio.describe() : offer || undefined,
        },
        (provisional, request) => {
          provisionals.push(provisional.status);
          early.dialog ??= EarlyEnd.ofAnswer(this.socket, to, request, provisional);
          early.dialog.heard(provisional);
        },
        (act) => {
          cancel = act;
        },
      );
      this.#unanswered.delete(audio);
      if (response.status >= 300) {
        audio.close();
        throw new Error(`refused with ${response.status}`);
      }
      const dialog = dialogOfAnswer(request, response, envelopeOf(response));
      const call = new PeerCall(this, to, dialog, audio);
      this.calls.set(call.callId, call);
      call.acknowledge(dialog.localCseq, offer ? undefined : audio.describe());
      audio.speakTo(response.body);
      return call;
    })();
    return {
      provisionals,
      audio: opened.promise,
      connected,
      acknowledged: async () => await early.dialog?.acknowledged,
      ask: async (method, body) => {
        if (!early.dialog) throw new Error('there is no early dialog');
        return await early.dialog.ask(method, body);
      },
      async cancel() {
        await cancel?.();
      },
    };
  }

  /** The next call that rings here: it has heard 180, or whatever else is said first. */
  nextCall(first: (ringing: Ringing) => void = (ringing) => ringing.ring()): Promise<Ringing> {
    return new Promise((resolve) => {
      this.onRinging = (ringing) => {
        first(ringing);
        resolve(ringing);
      };
    });
  }

  async close(): Promise<void> {
    for (const call of this.calls.values()) call.audio.close();
    for (const audio of this.#unanswered) audio.close();
    await this.socket.close();
  }

  /** One request with its credentials: a challenge is answered once. */
  async #ask(
    to: Place,
    account: Account | undefined,
    parts: RequestParts,
    onProvisional?: (response: Response, request: Request) => void,
    onSent?: (cancel: () => Promise<unknown>) => void,
  ): Promise<{ request: Request; response: Response }> {
    const login = account && { user: account.login, reveal: () => account.password };
    const credentials = new Credentials(login, { hex: () => token() });
    for (let cseq = 1; ; cseq += 1) {
      const bare = createRequest(parts);
      const request = createRequest({
        ...parts,
        fields: [
          ['Max-Forwards', '70'],
          ...parts.fields,
          ['CSeq', `${cseq} ${parts.method}`],
          ...credentials.headers(bare),
        ],
      });
      const asked = this.socket.ask(
        request,
        to,
        (response) => response.status > 100 && onProvisional?.(response, request),
      );
      onSent?.(() => this.socket.ask(cancellation(request, []), to, undefined, asked.via).final);
      const response = await asked.final;
      if (parts.method === 'INVITE' && response.status >= 300)
        this.socket.send(acknowledgement(request, response), to, asked.via);
      const isChallenge = response.status === 401 || response.status === 407;
      if (!isChallenge || credentials.challenged(response) !== 'retry') {
        return { request, response };
      }
    }
  }

  #hear(incoming: Incoming): void {
    const { request } = incoming;
    const { callId, to } = envelopeOf(request);
    if (request.method === 'CANCEL') {
      incoming.answer(this.#ringing.has(callId) ? 200 : 481);
      this.#ringing.get(callId)?.();
    } else if (to.params.has('tag')) {
      const call = this.calls.get(callId);
      if (call) call.hear(incoming);
      else if (request.method === 'PRACK') incoming.answer(200);
      else if (request.method !== 'ACK') this.onEarly(incoming);
    } else if (request.method === 'INVITE') this.#invited(incoming);
    else if (request.method !== 'ACK') this.onRequest(incoming);
  }

  #invited(incoming: Incoming): void {
    const { request, from } = incoming;
    const envelope = envelopeOf(request);
    const toTag = token();
    const contact = ['Contact', `<sip:${this.name}@${this.contactHost}>`] as const;
    const earlyEnd = EarlyEnd.ofInvite(
      this.socket,
      from,
      dialogOfInvite(request, envelope, toTag, 1),
    );
    const settle = () => this.#ringing.delete(envelope.callId);
    const cancelled = new Promise<void>((resolve) => {
      this.#ringing.set(envelope.callId, () => {
        settle();
        incoming.answer(487, { toTag });
        resolve();
      });
    });
    this.onRinging({
      request,
      cancelled,
      ask: (method, body) => earlyEnd.ask(method, body),
      ring: (status = 180, body, fields = []) =>
        incoming.answer(status, {
          toTag,
          fields: [
            contact,
            ['Allow', 'INVITE, ACK, CANCEL, BYE, UPDATE'],
            ...fields,
            ...(body ? sdp : []),
          ],
          body,
          recordRoute: true,
        }),
      refuse: (status, fields = []) => {
        settle();
        incoming.answer(status, { toTag, fields });
      },
      answer: async () => {
        const audio = await Audio.open(this.socket.place.address);
        const dialog = dialogOfInvite(request, envelope, toTag, 1);
        const call = new PeerCall(this, from, dialog, audio);
        this.calls.set(call.callId, call);
        settle();
        const fields = [contact, ...sdp];
        incoming.answer(200, { toTag, fields, body: audio.describe(), recordRoute: true });
        if (request.body.length > 0) audio.speakTo(request.body);
        return call;
      },
    });
  }
}
