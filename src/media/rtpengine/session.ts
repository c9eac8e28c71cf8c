/** One call at rtpengine: what its legs have said, and the commands that follow one another. */
import { Refusal } from '../../domain/refusal.ts';
import type { Side } from '../../domain/side.ts';
import { securityOf } from '../leg-security.ts';
import { type Half, type Leg, type LegPolicy, otherLeg, type SrtpPolicy } from '../media.ts';
import { isHeard } from '../plan-stream.ts';
import { restrictedBy } from '../sdp/codecs.ts';
import { type Description, readDescription } from '../sdp/description.ts';
import { joinLines } from '../sdp/lines.ts';
import { numberDescription, type Sent } from '../sdp/rewrite.ts';
import type { Dictionary } from './bencode.ts';
import { callCommand, describeCommand } from './commands.ts';
import type { Daemon } from './daemon.ts';
import type { Daemons } from './daemons.ts';

interface LegState {
  policy: LegPolicy;
  described: Description | undefined;
  sent: Sent | undefined;
}

/** A description on its way, with the policies of both sides. */
export interface Relaying {
  readonly from: Leg;
  readonly half: Half;
  readonly fromSide: Side;
  readonly towards: Side;
  readonly policies: Readonly<Record<Side, LegPolicy>>;
  /** Says where a leg is that ends here. */
  readonly placed?: ((said: Buffer) => Promise<Buffer>) | undefined;
}

export class RtpengineSession {
  readonly #callId: string;
  readonly #daemons: Daemons;
  readonly #legs: Readonly<Record<Leg, LegState>> = { a: newLeg(), b: newLeg() };
  /** What was asked last: commands of a call never overtake each other. */
  #last: Promise<unknown> = Promise.resolve();
  #daemon: Daemon | undefined;
  #isAnswered = false;

  constructor(callId: string, daemons: Daemons) {
    this.#callId = callId;
    this.#daemons = daemons;
  }

  daemon(): Daemon | undefined {
    return this.#daemon;
  }

  /** Both legs have said where they are. */
  isAnswered(): boolean {
    return this.#isAnswered;
  }

  setPolicy(leg: Leg, policy: LegPolicy): void {
    this.#legs[leg].policy = policy;
  }

  /** Throws at once what cannot be, rejects with what rtpengine refuses. */
  relay(said: Description, relaying: Relaying): Promise<Buffer> {
    const { from, half, fromSide, towards, policies, placed } = relaying;
    const [source, target] = [this.#legs[from], this.#legs[otherLeg(from)]];
    const ours = { ...policies[fromSide], ...source.policy };
    const theirs = { ...policies[towards], ...target.policy };
    const srtp: SrtpPolicy = theirs.srtp ?? 'off';
    const isUntouched = srtp === 'off' && (ours.srtp ?? 'off') === 'off';
    if (!isUntouched) securityOf(said, ours.srtp ?? 'off');
    const description = restrictedBy(said, [ours.codecs, theirs.codecs]);
    const { origin } = description;
    const callId = this.#callId;
    return this.#inOrder(async () => {
      const own = await placed?.(joinLines(description.lines));
      const command = describeCommand({
        ...{ callId, from, half, fromSide, towards, srtp, isUntouched },
        description: own ? readDescription(own) : description,
      });
      const answer = sdpIn(await this.#ask(command, half));
      source.described = description;
      this.#isAnswered ||= half === 'answer';
      const [numbered, sent] = numberDescription(answer.lines, origin, target.sent);
      target.sent = sent;
      return numbered;
    });
  }

  /** Whether a leg is to be heard by the other one, in any of its streams. */
  mayBeHeard(leg: Leg): boolean {
    const own = this.#legs[leg].described?.streams ?? [];
    const theirs = this.#legs[otherLeg(leg)].described?.streams ?? [];
    return own.some((stream, at) => {
      const other = theirs[at];
      const isOpen = stream.port !== 0 && other !== undefined && other.port !== 0;
      return isOpen && stream.transport === 'rtp' && isHeard(stream, other);
    });
  }

  /** Undefined when the daemon does not answer, or was never asked. */
  query(): Promise<Dictionary | undefined> {
    return this.#inOrder(async () => this.#daemon?.ask(callCommand('query', this.#callId)));
  }

  close(): Promise<unknown> {
    return this.#inOrder(async () => this.#daemon?.ask(callCommand('delete', this.#callId)));
  }

  /** Until it is answered a call may begin anew elsewhere; then it stays where it is. */
  async #ask(command: Dictionary, half: Half): Promise<Dictionary> {
    const known = this.#daemon;
    const mayMove = half === 'offer' && !this.#isAnswered;
    if (known !== undefined && (known.isUp() || !mayMove)) {
      const answer = await known.ask(command);
      if (answer !== undefined) return answer;
      if (!mayMove)
        throw new Refusal('E-MEDIA-ENGINE', `rtpengine ${known.name} does not answer any more`);
    }
    const { daemon, answer } = await this.#daemons.first(command);
    this.#daemon = daemon;
    return answer;
  }

  #inOrder<Result>(act: () => Promise<Result>): Promise<Result> {
    const result = this.#last.then(act);
    this.#last = result.catch(() => undefined);
    return result;
  }
}

function newLeg(): LegState {
  return { policy: {}, described: undefined, sent: undefined };
}

/** Throws a `Refusal` with what rtpengine has to say. */
function sdpIn({ sdp, 'error-reason': reason }: Dictionary): Description {
  if (typeof sdp === 'string') return readDescription(Buffer.from(sdp, 'latin1'));
  const text = typeof reason === 'string' ? reason : 'no description in its answer';
  const isLost = text === 'Unknown call-id';
  throw new Refusal(isLost ? 'E-MEDIA-ENGINE' : 'E-SDP-UNACCEPTABLE', `rtpengine: ${text}`);
}
