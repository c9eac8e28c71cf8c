/** A refusal: a request that a rule forbids, said with a stable code. `src/errors.ts` catalogues the codes. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
  readonly code: string;

  constructor(code: string, message: string) {
    super(message);
    this.code = code;
  }
}
