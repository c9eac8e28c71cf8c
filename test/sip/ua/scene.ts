/** A user agent on the wire of strings: one peer, whose part the test plays. */
import assert from 'node:assert/strict';
import { Credentials } from '../../../src/sip/auth/credentials.ts';
import type { Fields, Request } from '../../../src/sip/message/message.ts';
import type { CallLeg, LegFact } from '../../../src/sip/ua/call-leg.ts';
import { Dialogs } from '../../../src/sip/ua/dialogs.ts';
import { IncomingInvite, type IncomingOptions } from '../../../src/sip/ua/incoming-invite.ts';
import {
  type InviteAttempt,
  type InviteFact,
  type InviteHandle,
  startInviteAttempt,
} from '../../../src/sip/ua/invite-attempt.ts';
import type { Services } from '../../../src/sip/ua/services.ts';
import {
  type AnswerParts,
  peer,
  type RequestParts,
  requestText,
  WireWorld,
} from '../wire-world.ts';

export const offer = Buffer.from('v=0\r\no=- 1 1 IN IP4 192.0.2.1\r\n');
export const answer = 'v=0\r\no=- 9 9 IN IP4 192.0.2.7\r\n';
export const contactField = 'Contact: <sip:peer@192.0.2.7:5060>';

export class Scene {
  readonly world = new WireWorld();
  readonly dialogs = new Dialogs();
  readonly facts: InviteFact[] = [];
  /** Whatever hears of a fact at once. */
  onFact: (fact: InviteFact) => void = () => undefined;
  readonly legFacts: LegFact[] = [];
  readonly services: Services;

  constructor() {
    const { endpoint, clock, random } = this.world;
    this.services = { endpoint, clock, random, product: 'Test' };
    this.world.onRequest = (transaction) => {
      if (transaction.envelope.to.params.has('tag')) this.dialogs.request(transaction);
    };
    this.world.onAcknowledged = (request, envelope) => this.dialogs.acknowledged(request, envelope);
    this.world.onCancelled = (invite) => this.dialogs.cancelled(invite);
  }

  credentials(): Credentials {
    return new Credentials({ user: 'alice', reveal: () => 'secret' }, this.world.random);
  }

  /** Calls out; the INVITE waits to be taken. */
  call(more: Partial<InviteAttempt> = {}): InviteHandle {
    return startInviteAttempt(
      this.services,
      {
        requestUri: 'sip:bob@example.com',
        from: '<sip:alice@example.com>',
        to: '<sip:bob@example.com>',
        fromTag: 'ours',
        callId: 'call@192.0.2.1',
        cseq: 1,
        contact: 'sip:alice@192.0.2.1:5070',
        body: offer,
        maxForwards: 68,
        fields: [],
        targets: [peer],
        side: 'wan',
        credentials: this.credentials(),
        dialogs: this.dialogs,
        legReport: (fact) => this.legFacts.push(fact),
        ...more,
      },
      (fact) => {
        this.facts.push(fact);
        this.onFact(fact);
      },
    );
  }

  /** A call out that has been answered; its ACK is taken. */
  connected(more: Partial<InviteAttempt> = {}, parts: AnswerParts = {}): CallLeg {
    this.call(more);
    const invite = this.world.takeRequest();
    const fields = [contactField, 'Allow: INVITE, UPDATE', ...(parts.fields ?? [])];
    this.world.answer(invite, 200, { body: answer, ...parts, fields });
    const fact = this.facts.at(-1);
    assert.ok(fact?.type === 'answered');
    if ((more.body ?? offer).length > 0) assert.deepEqual(this.world.takeNames(), ['ACK']);
    return fact.leg;
  }

  /** A call in, not answered yet. */
  ringing(parts: RequestParts = {}, options: Partial<IncomingOptions> = {}): IncomingInvite {
    this.world.receive(requestText('INVITE', { body: answer, ...parts }));
    const transaction = this.world.requests.at(-1);
    assert.ok(transaction);
    return new IncomingInvite(transaction, {
      services: this.services,
      dialogs: this.dialogs,
      contact: 'sip:bob@192.0.2.1:5070',
      t1Ms: 500,
      t2Ms: 4000,
      report: (fact) => this.legFacts.push(fact),
      ...options,
    });
  }

  /** The INVITE of the call in comes once more, as it was. */
  ringingAgain(): void {
    this.world.receive(requestText('INVITE', { body: answer }));
  }

  /** Its caller cancels it. */
  cancelAgain(): void {
    this.world.receive(requestText('CANCEL'));
  }

  /** A call in that has been answered and, unless told otherwise, acknowledged. */
  answered(
    parts: RequestParts = {},
    { options = {}, ack = true }: { options?: Partial<IncomingOptions>; ack?: boolean } = {},
  ): CallLeg {
    const invite = this.ringing(parts, options);
    invite.answer(offer);
    const leg = invite.leg();
    assert.ok(leg);
    if (ack) this.ack(leg);
    this.world.take();
    this.legFacts.length = 0;
    return leg;
  }

  ack(leg: CallLeg, cseq = 1, body = ''): void {
    this.world.receive(this.inside(leg, 'ACK', cseq, { body }));
  }

  /** A request of the peer inside a dialog of ours. */
  inside(leg: CallLeg, method: string, cseq: number, parts: RequestParts = {}): string {
    const { callId, localTag, remoteTag } = leg.dialog;
    return requestText(method, {
      uri: leg.options.contact,
      branch: `z9hG4bK${method}${cseq}${parts.branch ?? ''}`,
      from: `<sip:bob@example.com>;tag=${remoteTag}`,
      to: `<sip:alice@example.com>;tag=${localTag}`,
      callId,
      cseq,
      ...parts,
    });
  }

  /** What the peer gets for a request inside the dialog. */
  ask(leg: CallLeg, method: string, cseq: number, parts: RequestParts = {}): number {
    this.world.receive(this.inside(leg, method, cseq, parts));
    return this.world.takeResponse().status;
  }

  /** The last fact of the attempt. */
  last(): InviteFact | undefined {
    return this.facts.at(-1);
  }

  types(): readonly string[] {
    return this.facts.map(({ type }) => type);
  }

  legTypes(): readonly string[] {
    return this.legFacts.map(({ type }) => type);
  }

  /** How the re-offer told last is answered by the call. */
  settle(status: number, body: Buffer = offer, fields: Fields = []): void {
    const fact = this.legFacts.at(-1);
    assert.ok(fact?.type === 'offered');
    fact.answer(status, body, fields);
  }
}

export function digestFields(name: string, nonce = 'n1', extra = ''): readonly string[] {
  return [`${name}: Digest realm="example.com", nonce="${nonce}", qop="auth"${extra}`];
}

export function cseqOf(request: Request): number {
  return Number.parseInt(request.headers.first('CSeq') ?? '', 10);
}
