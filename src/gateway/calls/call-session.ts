/** One call's parties, dialogs and media: what the chart of the call decides is done here. */
import type { ActorRefFrom } from 'xstate';
import type { callMachine } from '../../../machines/call.machine.ts';
import type { CallEnd, Callee } from '../../../machines/call-setup.ts';
import type { Fault } from '../../../machines/contain.ts';
import type { HuntContext, InviteFact } from '../../../machines/hunt-walk.ts';
import type { LegName } from '../../../machines/leg.machine.ts';
import type { Direction } from '../../domain/call-record.ts';
import type { MediaEngine } from '../../media/media.ts';
import type { Random } from '../../sip/clock.ts';
import type { LegFact } from '../../sip/ua/call-leg.ts';
import { CallHistory, type Continuation } from './call-history.ts';
import type { MediaNotes } from './call-media.ts';
import { nowhere, type WayStep } from './call-way.ts';
import { endOfLeg } from './end-of-leg.ts';
import { Exchange } from './exchange.ts';
import type { ExistingCallee } from './existing-callee.ts';
import { isHold, isHolding } from './hold.ts';
import { mediaFailed } from './media-refusal.ts';
import { type CalleeFact, type CalleeParty, type CallerParty, noBody } from './party.ts';
import type { SessionEvents } from './session-events.ts';
import {
  calleeFacts,
  callerFacts,
  type PartyFacts,
  type PendingTransfer,
} from './staying-party.ts';

export type CallRef = ActorRefFrom<typeof callMachine>;
/** What is needed of a hunt's actor. */
export interface HuntRef {
  send(event: InviteFact | Fault): void;
  getSnapshot(): { readonly value: unknown; readonly context: HuntContext };
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
  /** The called party of an attended transfer, which has answered long ago. */
  readonly existing?: ExistingCallee | undefined;
  /** The call that goes on here if this one comes about. */
  readonly continues?: Continuation | undefined;
}

interface SessionPorts {
  readonly media: MediaEngine;
  readonly random: Random;
  readonly events: SessionEvents;
}

export function keyOf(callee: Callee): string {
  return 'port' in callee ? `port ${callee.port}` : `attempt ${callee.attempt}`;
}

export class CallSession {
  readonly facts: CallFacts;
  /** Set once, right after the chart has been made. */
  actor: CallRef | undefined;
  hunt: HuntRef | undefined;
  connectedAt: string | undefined;
  /** From the first request to ringing or answer, in milliseconds. */
  setUpMs: number | undefined;
  /** Whether the caller has heard ringing or early media. */
  hasRung = false;
  readonly callees = new Map<string, CalleeParty>();
  /** Its way as planned, and what phones have added to it. */
  readonly steps: WayStep[];
  /** RFC 3263 §4.3: every server of a walk gets the same request but for its branch. */
  readonly walkCallId: string;
  readonly walkTag: string;
  readonly mediaNotes: MediaNotes = {};
  readonly #media: MediaEngine;
  readonly #events: SessionEvents;
  readonly #bodies = new Map<string, Buffer>();
  readonly exchange: Exchange;
  /** Legs that another call has taken, and who hears of them there. */
  readonly #taken = new Map<LegName, (fact: LegFact) => void>();
  /** A transfer of this call that is under way. */
  transfer: PendingTransfer | undefined;
  readonly history = new CallHistory();
  #winner: CalleeParty | undefined;
  isOver = false;
  #step = 0;

  constructor(facts: CallFacts, { media, random, events }: SessionPorts) {
    this.facts = facts;
    this.steps = [...facts.steps];
    this.#events = events;
    this.#media = media;
    this.exchange = new Exchange(media, facts.id, {
      side: (leg) => (leg === 'a' ? facts.caller.side : (this.#winner?.side ?? 'wan')),
      isHolding: (leg) => isHolding(this.actor, leg),
      dialog: (leg) => (leg === 'a' ? facts.caller.leg() : this.#winner?.leg()),
      failed: (error) => mediaFailed(this, error),
      pressed: (leg, digits) => events.pressed(facts.id, leg, digits),
    });
    this.walkCallId = random.hex(12);
    this.walkTag = random.hex(6);
  }

  /** Where the call goes now. */
  way(): WayStep {
    return this.steps[this.#step] ?? nowhere;
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

  winner(): CalleeParty | undefined {
    return this.#winner;
  }

  /** The caller's offer, anchored for who is called on that side. */
  offerFor(
    { side, policy = {} }: Pick<CalleeParty, 'side' | 'policy'>,
    then: (offer: Buffer) => void,
    failed: (error: unknown) => void,
  ): void {
    const { offer: body, policy: own = {} } = this.facts.caller;
    this.exchange.allow('a', own);
    this.exchange.allow('b', policy);
    if (body.length === 0) return then(noBody);
    this.exchange.relay('a', { half: 'offer', body, sideOfB: side, failed }, then);
  }

  /** What a called party told, for when the chart asks. */
  note(key: string, fact: CalleeFact): void {
    if ('body' in fact && fact.body.length > 0) this.#bodies.set(key, fact.body);
  }

  ring(callee: Callee, status: number): boolean {
    const key = keyOf(callee);
    const party = this.callees.get(key);
    const body = this.#bodies.get(key);
    const { caller } = this.facts;
    this.hasRung = true;
    const isHeard = body !== undefined && party !== undefined && caller.offer.length > 0;
    const ring = (early: Buffer) => caller.ring(status, early);
    if (!isHeard) ring(noBody);
    else this.exchange.relay('b', { half: 'answer', body, sideOfB: party.side }, ring);
    return isHeard;
  }

  connect(callee: Callee, connected: () => void): void {
    const key = keyOf(callee);
    const winner = this.callees.get(key);
    if (!winner) throw new Error(`no party ${key}`);
    const { caller } = this.facts;
    this.exchange.allow('b', winner.policy ?? {});
    const body = this.#bodies.get(key) ?? noBody;
    // Before there is a winner: without a port for its media the caller is refused.
    const answer = (sdp: Buffer) => {
      this.#winner = winner;
      for (const party of this.callees.values()) if (party !== winner) party.cancel();
      if (caller.offer.length > 0) winner.accept(undefined);
      else this.exchange.awaits('a', (agreed) => winner.accept(agreed));
      caller.answer(sdp, (fact) => this.heard('a', fact));
      connected();
    };
    if (body.length === 0) return answer(this.exchange.sentTo('a'));
    const half = caller.offer.length > 0 ? 'answer' : 'offer';
    this.exchange.relay('b', { half, body, sideOfB: winner.side }, answer);
  }

  /** What a dialog of this call tells once there is one. */
  heard(leg: LegName, fact: LegFact): void {
    const elsewhere = this.#taken.get(leg);
    if (elsewhere) return elsewhere(fact);
    const { transfer } = this;
    if (fact.type === 'ended' && transfer && transfer.stays !== leg) return transfer.alone();
    if (fact.type === 'referred') return this.#events.referred(this, leg, fact);
    if (fact.type === 'ended') this.#leg(leg)?.send(endOfLeg(fact));
    if (fact.type === 'offered') {
      this.exchange.keep(leg, fact);
      this.#leg(leg)?.send({ type: 'leg.offered', isHold: isHold(fact.body) });
    }
    if (fact.type === 'info') this.exchange.info(leg, fact.contentType, fact.body);
    if (fact.type === 'acknowledged') this.exchange.acknowledged(leg, fact.body);
  }

  /** Another call has this leg from now on. */
  handOver(leg: LegName, to: string, report: (fact: LegFact) => void): void {
    this.history.successor = to;
    this.#taken.set(leg, report);
  }

  /** One party as whoever takes it over needs to know it. */
  party(leg: LegName): PartyFacts {
    const { caller, called } = this.facts;
    const said = this.exchange.said(leg);
    if (leg === 'a') return callerFacts(caller, said);
    const winner = this.#winner;
    const key = [...this.callees].find(([, party]) => party === winner)?.[0];
    return calleeFacts({ called, route: this.way().route, winner, key, said });
  }

  /** Carries the offer of one leg to the other, and the answer back. */
  passOffer(leg: LegName): void {
    this.exchange.pass(leg, (isAccepted, isHold) =>
      this.#leg(leg)?.send({ type: 'leg.settled', isAccepted, isHold }),
    );
  }

  finish({ status, cause, by, retryAfterSeconds }: CallEnd): void {
    const { caller, id } = this.facts;
    this.isOver = true;
    this.exchange.close();
    const reason = cause === 'normal-clearing' ? undefined : `SIP;cause=${status};text="${cause}"`;
    if (!this.#winner) caller.refuse(status, cause, retryAfterSeconds);
    else if (by !== 'a' && !this.#taken.has('a')) caller.end(reason);
    for (const party of this.callees.values()) {
      if (party !== this.#winner) party.cancel();
      else if (by !== 'b' && !this.#taken.has('b')) party.end(reason);
      // A 2xx is acknowledged even if its sender has hung up before that.
      else if (by === 'b') party.accept(undefined);
    }
    this.#media.close(id);
  }

  tell(fact: InviteFact): void {
    this.hunt?.send(fact);
  }

  #leg(leg: LegName) {
    return this.actor?.getSnapshot().children[leg];
  }
}
