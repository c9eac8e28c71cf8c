/**
 * The early dialogs of one INVITE of ours, one for each To tag: their reliable provisionals
 * acknowledged, their UPDATEs heard. RFC 3262 §4; RFC 3311.
 */
import { type Dialog, dialogOfAnswer } from '../dialog/dialog.ts';
import type { Target } from '../flow.ts';
import type { Request, Response } from '../message/message.ts';
import { tokens } from '../message/readers.ts';
import type { Envelope } from '../message/values.ts';
import type { Dialogs } from './dialogs.ts';
import { EarlyDialog, type EarlyOptions } from './early-dialog.ts';

interface Early {
  readonly dialog: EarlyDialog;
  /** Of its last reliable provisional. */
  rseq: number | undefined;
}

/** More forks than this are not a call but an attack. */
const forksMax = 32;

export class EarlyDialogs {
  readonly #dialogs: Dialogs;
  readonly #options: Omit<EarlyOptions, 'target'>;
  readonly #byTag = new Map<string, Early>();

  constructor(dialogs: Dialogs, options: Omit<EarlyOptions, 'target'>) {
    this.#dialogs = dialogs;
    this.#options = options;
  }

  /** Whether a provisional is news: one out of order or repeated is not. */
  provisional(request: Request, response: Response, envelope: Envelope, target: Target): boolean {
    const tag = envelope.to.params.get('tag');
    if (tag === undefined) return true;
    const early = this.#at(tag, () => dialogOfAnswer(request, response, envelope), target);
    if (!early) return !isReliable(response);
    early.dialog.learn(response);
    if (!isReliable(response)) return true;
    const rseq = Number(response.headers.first('RSeq'));
    // RFC 3262 §4: numbers rise by one; whatever is beyond a gap will come again.
    if (early.rseq !== undefined && rseq !== early.rseq + 1) return false;
    early.rseq = rseq;
    const fields = [['RAck', `${rseq} ${envelope.cseq.number} INVITE`] as const];
    early.dialog.send('PRACK', fields, undefined, { response: ignore, failed: ignore });
    if (response.body.length > 0) early.dialog.agreed();
    return true;
  }

  /** The one that may be offered something; undefined where there are several. */
  only(): EarlyDialog | undefined {
    const [one, ...others] = this.#byTag.values();
    return others.length === 0 ? one?.dialog : undefined;
  }

  /** The confirmed dialog goes on counting where the early one has stopped. */
  confirmed(dialog: Dialog): Dialog {
    const early = this.#byTag.get(dialog.remoteTag)?.dialog.dialog;
    if (!early) return dialog;
    const { localCseq, remoteCseq } = early;
    return { ...dialog, localCseq, remoteCseq };
  }

  /** The INVITE has its final answer. */
  close(): void {
    for (const { dialog } of this.#byTag.values()) {
      dialog.close();
      this.#dialogs.remove(dialog);
    }
  }

  #at(tag: string, dialog: () => Dialog, target: Target): Early | undefined {
    const known = this.#byTag.get(tag);
    if (known || this.#byTag.size >= forksMax) return known;
    const early = {
      dialog: new EarlyDialog(dialog(), { ...this.#options, target }),
      rseq: undefined,
    };
    this.#byTag.set(tag, early);
    this.#dialogs.add(early.dialog);
    return early;
  }
}

function isReliable(response: Response): boolean {
  const rseq = Number(response.headers.first('RSeq') ?? 0);
  return tokens(response, 'Require').has('100rel') && Number.isInteger(rseq) && rseq >= 1;
}

function ignore(): void {
  // The INVITE itself says what becomes of the call.
}
