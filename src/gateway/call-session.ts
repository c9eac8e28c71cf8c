/** One call's parties, dialogs and media: what the chart of the call decides is done here. */
import type { ActorRefFrom } from 'xstate';
import type { callMachine } from '../../machines/call.machine.ts';
import type { CallEnd, Callee } from '../../machines/call-setup.ts';
import type { Fault } from '../../machines/contain.ts';
import type { HuntContext, InviteFact } from '../../machines/hunt-walk.ts';
import type { LegName } from '../../machines/leg.machine.ts';
import type { Direction } from '../domain/call-record.ts';
import type { Side } from '../domain/side.ts';
import type { Media } from '../media/media.ts';
import type { Random } from '../sip/clock.ts';
import type { AnswerOffer, LegFact } from '../sip/ua/call-leg.ts';
import type { WayStep } from './call-way.ts';
import { isHold } from './hold.ts';
import { type CalleeFact, type CalleeParty, type CallerParty, noBody } from './party.ts';

export type CallRef = ActorRefFrom<typeof callMachine>;
/** What is needed of a hunt's actor. */
export interface HuntRef {
  send(event: InviteFact | Fault): void;
  getSnapshot(): { readonly context: HuntContext };
}

export interface CallFacts {
  readonly id: string;
  readonly direction: Direction;
  readonly caller: CallerParty;
  /** The number that was dialled or called. */
  readonly called: string;
  readonly steps: readonly WayStep[];
  readonly startedAtMs: number;
  readonly startedAt: string;
}

interface Offered {
  readonly body: Buffer;
  readonly answer: AnswerOffer;
}

const nowhere: WayStep = { route: { kind: 'none', cause: 'no-route' }, forwardedBy: [] };

export function keyOf(callee: Callee): string {
  return 'port' in callee ? `port ${callee.port}` : `attempt ${callee.attempt}`;
}

export class CallSession {
  readonly facts: CallFacts;
  /** Set once, right after the chart has been made. */
  actor: CallRef | undefined;
  hunt: HuntRef | undefined;
  connectedAt: string | undefined;
  /** Whether the caller has heard ringing or early media. */
  hasRung = false;
  readonly callees = new Map<string, CalleeParty>();
  /** RFC 3263 §4.3: every server of a walk gets the same request but for its branch. */
  readonly walkCallId: string;
  readonly walkTag: string;
  readonly #media: Media;
  readonly #bodies = new Map<string, Buffer>();
  readonly #offers = new Map<LegName, Offered>();
  /** The last description sent to each leg: what a request for an offer is answered with. */
  readonly #sent = new Map<LegName, Buffer>();
  #winner: CalleeParty | undefined;
  #isOver = false;
  #step = 0;

  constructor(facts: CallFacts, media: Media, random: Random) {
    this.facts = facts;
    this.#media = media;
    this.walkCallId = random.hex(12);
    this.walkTag = random.hex(6);
  }

  /** Where the call goes now. */
  way(): WayStep {
    return this.facts.steps[this.#step] ?? nowhere;
  }

  /** The user that the call is forwarded by, whose line it then goes out by. */
  forwarder(): string | undefined {
    return this.way().forwardedBy.at(-1);
  }

  /** Goes on to another step; what was rung before is let go. */
  follow(step: number): void {
    for (const party of this.callees.values()) party.cancel();
    this.callees.clear();
    this.#bodies.clear();
    this.#step = step;
  }

  isConnected(): boolean {
    return this.#winner !== undefined;
  }

  isOver(): boolean {
    return this.#isOver;
  }

  winner(): CalleeParty | undefined {
    return this.#winner;
  }

  /** The caller's offer, anchored for who is called on that side. */
  offerFor(side: Side): Buffer {
    const { id, caller } = this.facts;
    if (caller.offer.length === 0) return noBody;
    const offer = this.#media.relay(id, 'a', caller.side, side, caller.offer);
    this.#sent.set('b', offer);
    return offer;
  }

  /** What a called party told, kept where the chart will ask for it. */
  note(key: string, fact: CalleeFact): void {
    if ((fact.type === 'rang' || fact.type === 'answered') && fact.body.length > 0) {
      this.#bodies.set(key, fact.body);
    }
  }

  ring(callee: Callee, status: number): void {
    const key = keyOf(callee);
    const party = this.callees.get(key);
    const body = this.#bodies.get(key);
    const { caller } = this.facts;
    this.hasRung = true;
    // Early media only as the answer to an offer of the caller.
    const early = body && party && caller.offer.length > 0 ? this.#fromB(party.side, body) : noBody;
    caller.ring(status, early);
  }

  connect(callee: Callee): void {
    const key = keyOf(callee);
    const winner = this.callees.get(key);
    if (!winner) throw new Error(`no party ${key}`);
    this.#winner = winner;
    for (const party of this.callees.values()) if (party !== winner) party.cancel();
    const { caller } = this.facts;
    const answer = this.#fromB(winner.side, this.#bodies.get(key) ?? noBody);
    if (caller.offer.length > 0) winner.accept(undefined);
    caller.answer(answer, (fact) => this.heard('a', fact));
  }

  /** What a dialog of this call tells once there is one. */
  heard(leg: LegName, fact: LegFact): void {
    if (fact.type === 'ended') this.#leg(leg)?.send({ type: 'leg.ended', reason: fact.reason });
    if (fact.type === 'offered') {
      this.#offers.set(leg, fact);
      this.#leg(leg)?.send({ type: 'leg.offered', isHold: isHold(fact.body) });
    }
    if (fact.type === 'acknowledged' && leg === 'a' && this.facts.caller.offer.length === 0) {
      const { id, caller } = this.facts;
      const side = this.#winner?.side ?? 'wan';
      const isAnswer = fact.body.length > 0;
      const body = isAnswer ? this.#media.relay(id, 'a', caller.side, side, fact.body) : undefined;
      this.#winner?.accept(body);
    }
  }

  /** Carries the offer of one leg to the other, and the answer back. */
  passOffer(leg: LegName): void {
    const offered = this.#offers.get(leg);
    this.#offers.delete(leg);
    if (!offered) return;
    const settle = (status: number, body: Buffer) => {
      offered.answer(status, body);
      this.#leg(leg)?.send({ type: 'leg.settled', isAccepted: status < 300 });
    };
    if (offered.body.length === 0) return settle(200, this.#sent.get(leg) ?? noBody);
    try {
      this.#reoffer(leg, offered.body, settle);
    } catch {
      // A description that cannot be anchored is no reason to end the call.
      settle(488, noBody);
    }
  }

  #reoffer(leg: LegName, body: Buffer, settle: (status: number, body: Buffer) => void): void {
    const { id, caller } = this.facts;
    const other = leg === 'a' ? 'b' : 'a';
    const sides = { a: caller.side, b: this.#winner?.side ?? 'wan' } as const;
    const offer = this.#media.relay(id, leg, sides[leg], sides[other], body);
    this.#sent.set(other, offer);
    const back = (answer: Buffer) => {
      const relayed = this.#media.relay(id, other, sides[other], sides[leg], answer);
      this.#sent.set(leg, relayed);
      return relayed;
    };
    const dialog = other === 'a' ? caller.leg() : this.#winner?.leg();
    if (!dialog) return settle(200, back(this.#media.terminate(id, other, sides[other], offer)));
    dialog.offer(offer, (status, answer) => {
      // An answer that comes when the call is over would hold its ports once more.
      if (this.#isOver) return;
      settle(status, status < 300 && answer.length > 0 ? back(answer) : noBody);
    });
  }

  finish({ status, cause, by, retryAfterSeconds }: CallEnd): void {
    const { caller, id } = this.facts;
    this.#isOver = true;
    const reason = cause === 'normal-clearing' ? undefined : `SIP;cause=${status};text="${cause}"`;
    if (!this.#winner) caller.refuse(status, cause, retryAfterSeconds);
    else if (by !== 'a') caller.end(reason);
    for (const party of this.callees.values()) {
      if (party !== this.#winner) party.cancel();
      else if (by !== 'b') party.end(reason);
    }
    this.#media.close(id);
  }

  tell(fact: InviteFact): void {
    this.hunt?.send(fact);
  }

  #leg(leg: LegName) {
    return this.actor?.getSnapshot().children[leg];
  }

  /** A description from a called party, anchored for the caller. */
  #fromB(side: Side, body: Buffer): Buffer {
    if (body.length === 0) return this.#sent.get('a') ?? noBody;
    const { id, caller } = this.facts;
    const relayed = this.#media.relay(id, 'b', side, caller.side, body);
    this.#sent.set('a', relayed);
    return relayed;
  }
}
