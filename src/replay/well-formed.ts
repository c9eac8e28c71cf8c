/** Whether what stands in a file has the shape of a recording: nobody vouches for a file. */
import type { Recording } from './recording.ts';

/** Deeper than anything we write. */
const depthMax = 64;

export function isRecording(value: unknown): value is Recording {
  if (!isRecord(value) || isTooDeep(value, 0)) return false;
  const { life, base, steps } = value;
  return isLife(life) && isBase(base) && Array.isArray(steps) && steps.every(isStep);
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isTooDeep(value: unknown, depth: number): boolean {
  if (typeof value !== 'object' || value === null) return false;
  if (depth > depthMax) return true;
  return Object.values(value).some((one) => isTooDeep(one, depth + 1));
}

function isText(value: unknown): value is string {
  return typeof value === 'string';
}

function isLife(value: unknown): boolean {
  if (!isRecord(value)) return false;
  const { machine, owner, id, parent } = value;
  return [machine, owner, id].every(isText) && (parent === undefined || isText(parent));
}

function isBase(value: unknown): boolean {
  if (!isRecord(value)) return false;
  const { kind, input, value: state, context, children } = value;
  if (kind === 'birth') return input !== undefined;
  const isState = isText(state) || isRecord(state);
  return kind === 'state' && isState && isRecord(context) && isTexts(children);
}

function isTexts(value: unknown): boolean {
  return Array.isArray(value) && value.every(isText);
}

function isStep(value: unknown): boolean {
  if (!isRecord(value)) return false;
  const { atMs, event, reads, value: state, status, acts } = value;
  const isKnown = event !== undefined && state !== undefined && isText(status);
  return Number.isFinite(atMs) && isKnown && isPairs(reads) && isPairs(acts);
}

function isPairs(value: unknown): boolean {
  return (
    Array.isArray(value) &&
    value.every((pair) => Array.isArray(pair) && pair.length === 2 && isText(pair[0]))
  );
}
