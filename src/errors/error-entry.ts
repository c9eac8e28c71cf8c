/** One coded error as an operator looks it up. */
export interface ErrorEntry {
  /** Which rule was broken, or what failed. */
  readonly meaning: string;
  /** What to do about it. */
  readonly action: string;
}
