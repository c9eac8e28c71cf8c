/**
 * The part of V8's heap that new objects are made in. Loading the program makes much garbage, for
 * which V8 would widen it to 32 MB and never give them back: it is held at its first size until
 * there is real work.
 */
import { setFlagsFromString } from 'node:v8';

export function holdYoungSpace(): void {
  setFlagsFromString('--semi-space-growth-factor=1');
}

/** V8's own default: it doubles when much of it survives. */
export function letYoungSpaceGrow(): void {
  setFlagsFromString('--semi-space-growth-factor=2');
}
