/** The descriptions of one call: what each leg said last, anchored for the other. RFC 3264. */
import type { LegName } from '../../../machines/leg.machine.ts';
import type { Side } from '../../domain/side.ts';
import { type Half, type LegPolicy, type MediaEngine, otherLeg } from '../../media/media.ts';
import type { AnswerOffer, CallLeg } from '../../sip/ua/call-leg.ts';
import { whenGiven } from './given.ts';
import { holding, holdsBy } from './hold.ts';
import { type KeyPress, keyPressOf } from './key-press.ts';
import { noBody } from './party.ts';

/** The two legs as the exchange needs to know them. */
export interface ExchangeLegs {
  side(leg: LegName): Side;
  dialog(leg: LegName): CallLeg | undefined;
  /** The party on this leg has the other one on hold. */
  isHolding(leg: LegName): boolean;
  /** Keys that came by INFO for a leg that has no dialog. */
  pressed(from: LegName, digits: string): void;
  /** A description that was to come later cannot be had. */
  readonly failed: (error: unknown) => void;
}

/** A description to be anchored. */
interface Relaying {
  readonly half: Half;
  readonly body: Buffer;
  readonly sideOfB?: Side;
  /** Told what goes wrong later, in place of the legs. */
  readonly failed?: (error: unknown) => void;
}

interface Offered {
  readonly body: Buffer;
  readonly answer: AnswerOffer;
}

/** `isHold` where the offer itself could not say it. */
type Settled = (isAccepted: boolean, isHold?: boolean) => void;

type Described = (description: Buffer) => void;

export class Exchange {
  readonly #media: MediaEngine;
  readonly #call: string;
  readonly #legs: ExchangeLegs;
  readonly #offers = new Map<LegName, Offered>();
  readonly #restricted = new Set<LegName>();
  readonly #said = new Map<LegName, Buffer>();
  /** The last description sent to each leg: what a request for an offer is answered with. */
  readonly #sent = new Map<LegName, Buffer>();
  /** Whose ACK will bring the answer to what our 2xx has offered. */
  readonly #asked = new Map<LegName, Described>();
  #isClosed = false;

  constructor(media: MediaEngine, call: string, legs: ExchangeLegs) {
    this.#media = media;
    this.#call = call;
    this.#legs = legs;
  }

  /** The call is over: its descriptions are of no use to anybody. */
  close(): void {
    this.#isClosed = true;
  }

  /** What its descriptions may hold; none takes back what was set before. */
  allow(leg: LegName, policy: LegPolicy): void {
    const { codecs, srtp } = policy;
    const isNone = codecs === undefined && srtp === undefined;
    if (isNone && !this.#restricted.has(leg)) return;
    this.#restricted.add(leg);
    this.#media.setPolicy?.(this.#call, leg, { codecs, srtp });
  }

  /** What this leg said last, in its own words. */
  said(leg: LegName): Buffer {
    return this.#said.get(leg) ?? noBody;
  }

  sentTo(leg: LegName): Buffer {
    const sent = this.#sent.get(leg) ?? noBody;
    // Who has refused an offer may have been made a smaller one: its dialog knows.
    return sent.length > 0 ? (this.#legs.dialog(leg)?.description ?? sent) : sent;
  }

  /** A description of one leg, as the other one is to have it. */
  relay(from: LegName, relaying: Relaying, then: (relayed: Buffer) => void): void {
    const { half, body, sideOfB = this.#legs.side('b'), failed = this.#legs.failed } = relaying;
    const sides = { a: this.#legs.side('a'), b: sideOfB };
    const to = otherLeg(from);
    const take = (relayed: Buffer) => {
      if (this.#isClosed) return;
      this.#said.set(from, body);
      this.#sent.set(to, relayed);
      then(relayed);
    };
    const given = this.#media.relay(this.#call, from, sides[from], sides[to], body, half);
    whenGiven(given, take, (error) => {
      if (!this.#isClosed) failed(error);
    });
  }

  /** An offer inside a dialog, kept until the chart of the leg wants it passed on. */
  keep(leg: LegName, offered: Offered): void {
    this.#offers.set(leg, offered);
  }

  /** Carries the offer of one leg to the other, and the answer back. */
  pass(leg: LegName, settled: Settled): void {
    const offered = this.#offers.get(leg);
    this.#offers.delete(leg);
    if (!offered) return;
    const settle = (status: number, body: Buffer) => {
      offered.answer(status, body);
      settled(status < 300);
    };
    if (offered.body.length === 0) return this.#ask(leg, offered.answer, settled);
    // A description that cannot be anchored is no reason to end the call.
    const failed = () => settle(488, noBody);
    const { body } = offered;
    const reoffer = (offer: Buffer) => this.#reoffer(otherLeg(leg), offer, settle, failed);
    attempt(() => this.relay(leg, { half: 'offer', body, failed }, reoffer), failed);
  }

  /** Our 2xx has made an offer to this leg: its ACK brings the answer, or none. */
  awaits(leg: LegName, answered: Described, failed = this.#legs.failed): void {
    this.#asked.set(leg, (body) => {
      if (body.length === 0) return answered(body);
      attempt(() => this.relay(leg, { half: 'answer', body, failed }, answered), failed);
    });
  }

  acknowledged(leg: LegName, body: Buffer): void {
    const asked = this.#asked.get(leg);
    this.#asked.delete(leg);
    asked?.(body);
  }

  /**
   * Who asks for an offer gets what the other party offers now, as for a new call (RFC 3261 §14.2);
   * where that one offers nothing, what it has heard last.
   */
  #ask(leg: LegName, answer: AnswerOffer, settled: Settled): void {
    const other = otherLeg(leg);
    const dialog = this.#legs.dialog(other);
    const didHold = this.#legs.isHolding(leg);
    const agree = (sdp: Buffer) => dialog?.answer(sdp.length > 0 ? sdp : this.sentTo(other));
    const offer = (sdp: Buffer, agreedTo = agree) => {
      this.awaits(
        leg,
        (agreed) => {
          agreedTo(agreed);
          settled(true, holdsBy(this.said(leg), { offer: sdp, didHold }));
        },
        () => {
          agreedTo(noBody);
          settled(false);
        },
      );
      answer(200, sdp);
    };
    const keep = () => {
      agree(noBody);
      offer(this.sentTo(leg), none);
    };
    const relay = (body: Buffer) =>
      attempt(() => this.relay(other, { half: 'offer', body, failed: keep }, offer), keep);
    if (!dialog) return relay(this.#own(other));
    dialog.ask((status, body) => {
      if (this.#isClosed) return;
      if (status >= 300 || body.length === 0) keep();
      else relay(body);
    });
  }

  /** What a leg that ends here is described by, as an answer or an offer. */
  #own(leg: LegName, offer?: Buffer): Buffer {
    const own = this.#media.terminate(this.#call, leg, this.#legs.side(leg), offer);
    return this.#legs.isHolding(leg) ? holding(own) : own;
  }

  #reoffer(
    leg: LegName,
    offer: Buffer,
    settle: (status: number, body: Buffer) => void,
    failed: () => void,
  ): void {
    const dialog = this.#legs.dialog(leg);
    const accept = (body: Buffer) =>
      this.relay(leg, { half: 'answer', body, failed }, (answer) => settle(200, answer));
    if (!dialog) return accept(this.#own(leg, offer));
    dialog.offer(offer, (status, answer) => {
      // An answer that comes when the call is over would hold its ports once more.
      if (this.#isClosed) return;
      if (status >= 300 || answer.length === 0) return settle(status, noBody);
      attempt(() => accept(answer), failed);
    });
  }

  /** Our end of this leg's media is elsewhere: the other leg's words are offered to it anew. */
  renew(leg: LegName): void {
    const dialog = this.#legs.dialog(leg);
    const body = this.said(otherLeg(leg));
    const offer = (sdp: Buffer) =>
      dialog?.offer(sdp, (status, answer) => {
        if (this.#isClosed || status >= 300 || answer.length === 0) return;
        attempt(() => this.relay(leg, { half: 'answer', body: answer, failed: none }, none), none);
      });
    if (body.length === 0) offer(this.sentTo(leg));
    else
      attempt(() => this.relay(otherLeg(leg), { half: 'offer', body, failed: none }, offer), none);
  }

  /** INFO: keys are pressed in the audio where the other leg takes them, all else is passed on. */
  info(leg: LegName, contentType: string, body: Buffer): void {
    const key = keyPressOf(contentType, body);
    const dialog = this.#legs.dialog(otherLeg(leg));
    if (key && !dialog) return this.#legs.pressed(leg, key.digits);
    if (key && this.#press(leg, key)) return;
    const fields = contentType === '' ? [] : [['Content-Type', contentType] as const];
    dialog?.send('INFO', fields, body, { response: none, failed: none });
  }

  #press(leg: LegName, { digits, digitMs }: KeyPress): boolean {
    if (!this.#media.press) return false;
    try {
      this.#media.press(this.#call, leg, digits, digitMs === undefined ? {} : { digitMs });
      return true;
    } catch {
      return false;
    }
  }
}

function attempt(act: () => void, failed: (error: unknown) => void): void {
  try {
    act();
  } catch (error) {
    failed(error);
  }
}

function none(): void {
  // Nobody waits to be told.
}
