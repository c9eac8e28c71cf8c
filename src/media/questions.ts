/** What the media child has been asked and has not answered yet. */
import type { FromChild, SessionStats } from './plan.ts';

type Answer = Extract<FromChild, { type: 'stats' | 'bound' }>;

/** undefined: the child is gone. */
type Settle = (answer: Answer | undefined) => void;

export class Questions {
  readonly #open = new Map<number, Settle>();
  #asked = 0;

  async stats(ask: (id: number) => void): Promise<SessionStats | undefined> {
    const answer = await this.#answerTo(ask);
    return answer?.type === 'stats' ? answer.stats : undefined;
  }

  /** Resolves with why the ports are not bound, if they are not. */
  async bound(ask: (id: number) => void): Promise<string | undefined> {
    const answer = await this.#answerTo(ask);
    return answer?.type === 'bound' ? answer.code : undefined;
  }

  #answerTo(ask: (id: number) => void): Promise<Answer | undefined> {
    this.#asked += 1;
    const id = this.#asked;
    return new Promise((settle) => {
      this.#open.set(id, settle);
      ask(id);
    });
  }

  answer(answer: Answer): void {
    this.#open.get(answer.id)?.(answer);
    this.#open.delete(answer.id);
  }

  /** Nobody is left who could. */
  answerAll(): void {
    for (const settle of this.#open.values()) settle(undefined);
    this.#open.clear();
  }
}
