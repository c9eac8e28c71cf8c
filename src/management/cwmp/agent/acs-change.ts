/** An ACS that another ACS has named: given up when it never answers. Threat T12 */
import type { FaceContext, FaceState } from '../../face.ts';
import { limits } from '../limits.ts';
import { Kept } from './kept.ts';

interface Change {
  readonly url: string;
  /** The revision that knows how the ACS before is reached. */
  readonly revision: number;
}

const author = { face: 'cwmp', name: 'rollback' };

export class AcsChange {
  readonly #context: FaceContext;
  readonly #kept: Kept<Change | null>;
  #failures = 0;

  constructor(context: FaceContext, kept: Kept<Change | null>) {
    this.#context = context;
    this.#kept = kept;
  }

  static async load(context: FaceContext, state: FaceState): Promise<AcsChange> {
    return new AcsChange(context, await Kept.load<Change | null>(state, 'acs-change', null));
  }

  /** Before the change is made, so that an end of the process in between loses no way back. */
  async begin(url: string): Promise<void> {
    this.#failures = 0;
    await this.#kept.set({ url, revision: this.#context.view.status().revision });
  }

  made(url: string): void {
    this.#context.events.report({
      code: 'cwmp.acs-changed',
      subject: { kind: 'gateway', name: '' },
      text: 'the ACS has put another in its place',
      facts: { url },
    });
  }

  /** The ACS at this URL has answered. */
  async answered(url: string): Promise<void> {
    if (this.#kept.value?.url === url) await this.#kept.set(null);
  }

  /** A session failed; `url` is what is set now. */
  async failed(url: string): Promise<void> {
    const change = this.#kept.value;
    if (change?.url !== url) return;
    this.#failures += 1;
    if (this.#failures < limits.acsChangeFailuresMax) return;
    this.#failures = 0;
    const { cwmp } = await this.#context.commands.revision(change.revision);
    await this.#context.commands.submit(
      (before) => ({ ...before, cwmp }),
      author,
      'the ACS before is used again',
    );
    await this.#kept.set(null);
    this.#context.events.report({
      code: 'cwmp.acs-rolled-back',
      subject: { kind: 'gateway', name: '' },
      text: `the ACS at ${url} never answered`,
      facts: { url },
    });
  }
}
