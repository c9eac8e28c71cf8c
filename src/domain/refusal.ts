/** A refusal: a rule forbids what was asked. Its codes are catalogued in `src/errors.ts`. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
  readonly code: string;

  constructor(code: string, message: string) {
    super(message);
    this.code = code;
  }
}
