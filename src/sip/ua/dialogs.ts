/** Every dialog in use, found by its three parts. RFC 3261 §12. */
import { dialogKey } from '../dialog/dialog.ts';
import { respondTo } from '../message/build.ts';
import type { Request } from '../message/message.ts';
import type { Envelope } from '../message/values.ts';
import type { ServerTransaction } from '../transaction-user.ts';

/** What the registry needs of a dialog, early or confirmed. */
export interface DialogUser {
  key(): string;
  request(transaction: ServerTransaction): void;
  acknowledged(request: Request, cseq: number): void;
  cancelled(invite: ServerTransaction): void;
}

export class Dialogs {
  readonly #byKey = new Map<string, DialogUser>();

  add(user: DialogUser): void {
    this.#byKey.set(user.key(), user);
  }

  remove(user: DialogUser): void {
    const key = user.key();
    if (this.#byKey.get(key) === user) this.#byKey.delete(key);
  }

  count(): number {
    return this.#byKey.size;
  }

  /** A request with a To tag; where no dialog is, 481 (§12.2.2). */
  request(transaction: ServerTransaction): void {
    const user = this.#find(transaction.envelope);
    if (user) user.request(transaction);
    else transaction.respond(respondTo(transaction.request, 481));
  }

  acknowledged(request: Request, envelope: Envelope): void {
    this.#find(envelope)?.acknowledged(request, envelope.cseq.number);
  }

  /** A CANCEL of a request inside a dialog. */
  cancelled(invite: ServerTransaction): void {
    this.#find(invite.envelope)?.cancelled(invite);
  }

  /** The dialog with these parts, as our side names them. */
  find(callId: string, localTag: string, remoteTag: string): DialogUser | undefined {
    return this.#byKey.get(dialogKey(callId, localTag, remoteTag));
  }

  #find({ callId, to, from }: Envelope): DialogUser | undefined {
    const localTag = to.params.get('tag') ?? '';
    // RFC 6665 §4.4.1: the peer's tag may become known only by this very request.
    return (
      this.find(callId, localTag, from.params.get('tag') ?? '') ?? this.find(callId, localTag, '')
    );
  }
}
