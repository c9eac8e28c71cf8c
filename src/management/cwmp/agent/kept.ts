/** One durable fact of the CPE: a value in memory, and its JSON in the face's state. */
import type { FaceState } from '../../face.ts';

export class Kept<T> {
  readonly #state: FaceState;
  readonly #key: string;
  #value: T;

  constructor(state: FaceState, key: string, value: T) {
    this.#state = state;
    this.#key = key;
    this.#value = value;
  }

  static async load<T>(state: FaceState, key: string, initial: T): Promise<Kept<T>> {
    const text = await state.get(key);
    const value: T = text === undefined ? initial : JSON.parse(text);
    return new Kept(state, key, value);
  }

  get value(): T {
    return this.#value;
  }

  /** Resolves when durable. */
  async set(value: T): Promise<void> {
    this.#value = value;
    await this.#state.put(this.#key, JSON.stringify(value));
  }
}
