/**
 * The early dialogs of one INVITE of ours, one for each To tag: their reliable provisionals
 * acknowledged. RFC 3262 §4.
 */
import { type Dialog, dialogOfAnswer, dialogRequest, nextHop } from '../dialog/dialog.ts';
import type { Side, Target } from '../flow.ts';
import type { Request, Response } from '../message/message.ts';
import { tokens } from '../message/readers.ts';
import type { Envelope } from '../message/values.ts';
import { type Services, targetOf } from './services.ts';

interface Early {
  dialog: Dialog;
  rseq: number;
}

/** More forks than this are not a call but an attack. */
const forksMax = 32;

export class EarlyDialogs {
  readonly #services: Services;
  readonly #side: Side;
  readonly #byTag = new Map<string, Early>();

  constructor(services: Services, side: Side) {
    this.#services = services;
    this.#side = side;
  }

  /** Whether a provisional is news: one out of order or repeated is not. */
  provisional(request: Request, response: Response, envelope: Envelope, target: Target): boolean {
    const rseq = Number(response.headers.first('RSeq') ?? 0);
    if (!tokens(response, 'Require').has('100rel') || !Number.isInteger(rseq) || rseq < 1)
      return true;
    const tag = envelope.to.params.get('tag');
    if (tag === undefined) return true;
    const early = this.#byTag.get(tag);
    // §4: numbers rise by one; whatever is beyond a gap will come again.
    if (early ? rseq !== early.rseq + 1 : this.#byTag.size >= forksMax) return false;
    const dialog = early?.dialog ?? dialogOfAnswer(request, response, envelope);
    const fields = [['RAck', `${rseq} ${envelope.cseq.number} INVITE`] as const];
    const [next, prack] = dialogRequest(dialog, 'PRACK', { fields });
    this.#byTag.set(tag, { dialog: next, rseq });
    const hop = targetOf(nextHop(next));
    const { domain } = target;
    const user = { response: ignore, failed: ignore };
    this.#services.endpoint.request(prack, hop ? { ...hop, domain } : target, this.#side, user);
    return true;
  }

  /** The confirmed dialog goes on counting where the early one has stopped. */
  confirmed(dialog: Dialog): Dialog {
    const early = this.#byTag.get(dialog.remoteTag);
    return early ? { ...dialog, localCseq: early.dialog.localCseq } : dialog;
  }
}

function ignore(): void {
  // The INVITE itself says what becomes of the call.
}
