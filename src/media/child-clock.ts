/** The media child's clock: the only place here that reads time and arms timers. */
import { limits } from './limits.ts';

/** Monotonic milliseconds. */
export function now(): number {
  return performance.now();
}

export function every(periodMs: number, tick: () => void): void {
  setInterval(tick, periodMs);
}

const nobody = new Int32Array(new SharedArrayBuffer(4));
let isTurn = false;

/**
 * Told of each packet: turns of the event loop that serve packets begin a moment apart, so that
 * those close to one another are served in one. Being woken costs more than a packet does.
 */
export function spaceTurns(): void {
  if (isTurn) return;
  isTurn = true;
  const nextMs = now() + limits.turnMs;
  setImmediate(() => {
    isTurn = false;
    const leftMs = nextMs - now();
    if (leftMs > 0) Atomics.wait(nobody, 0, 0, leftMs);
  });
}

/**
 * Calls `tick` once a frame without drifting; a late timer makes up for a few frames. Ends with
 * what it returns.
 */
export function pace(frameMs: number, tick: () => void): () => void {
  const startMs = now();
  let frames = 0;
  const run = () => {
    const due = Math.floor((now() - startMs) / frameMs) - frames;
    const skipped = Math.max(0, due - limits.catchUpFramesMax);
    frames += due;
    for (let at = skipped; at < due; at += 1) tick();
    timer = setTimeout(run, Math.max(0, startMs + (frames + 1) * frameMs - now()));
  };
  let timer = setTimeout(run, frameMs);
  return () => clearTimeout(timer);
}
