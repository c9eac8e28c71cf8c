/** What the charts decided, one step a line. */
import { harmless } from '../domain/harmless.ts';
import type { Json } from './encoding.ts';
import type { Manifest } from './incident-file.ts';
import type { Recording, WrittenStep } from './recording.ts';

/** Texts of a file may hold anything: nothing of them reaches a terminal as it is. */
function shown(text: string, most = 160): string {
  return harmless(text).slice(0, most);
}

/** `up.held`; of regions, one each. */
function statesOf(value: Json, above = ''): readonly string[] {
  if (typeof value === 'string') return [`${above}${value}`];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => statesOf(inner, `${above}${key}.`));
}

function eventName(event: Json): string {
  const isEvent = typeof event === 'object' && event !== null && 'type' in event;
  return isEvent && typeof event['type'] === 'string' ? event['type'] : 'start';
}

function actText([type, params]: WrittenStep['acts'][number]): string {
  if (type.startsWith('xstate.')) return type.slice('xstate.'.length);
  const { '@undefined': isNone } = { '@undefined': false, ...Object(params) };
  return isNone === true ? type : `${type} ${JSON.stringify(params)}`;
}

/** Oldest first, all lives together. */
export function timeline(recordings: readonly Recording[], manifest: Manifest): readonly string[] {
  const offsetMs = Date.parse(manifest.writtenAt) - manifest.writtenAtMs;
  const steps = recordings.flatMap(({ life, steps: own }) => own.map((step) => ({ life, step })));
  steps.sort((one, other) => one.step.atMs - other.step.atMs);
  return steps.map(({ life, step }) => {
    const at = new Date(offsetMs + step.atMs);
    const when = Number.isNaN(at.getTime()) ? '?' : at.toISOString();
    const acts = step.acts.filter(([type]) => !type.startsWith('xstate.')).map(actText);
    const what = `${eventName(step.event)} -> ${statesOf(step.value).join(' ')}`;
    const who = `${life.machine} of ${life.owner}`;
    return [when, shown(who, 64), shown(what), ...acts.map((act) => `: ${shown(act)}`)].join('  ');
  });
}
