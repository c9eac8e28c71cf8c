/** Drills that come by the clock: at a time of day, or again and again. */
import type { Configuration } from './configuration.ts';
import { checkDrill, type DrillOrder } from './drill.ts';
import { checkName, checkNew, shown } from './names.ts';
import { Refusal } from './refusal.ts';

/** `daily`: at that time of day, UTC. */
export type DrillTime =
  | { readonly daily: string; readonly everyHours?: undefined }
  | { readonly everyHours: number; readonly daily?: undefined };

export interface ScheduledDrill extends DrillOrder {
  readonly name: string;
  readonly time: DrillTime;
}

const schedulesMax = 20;
const hoursMax = 8760;
const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

/** Exactly one of the two, as an operator types it; throws a Refusal. */
export function timeOfDrill(daily: string | undefined, everyHours: string | undefined): DrillTime {
  if ((daily === undefined) === (everyHours === undefined)) {
    throw new Refusal('E-VALUE', 'say either daily <hh:mm> or every <hours>');
  }
  if (daily === undefined) return { everyHours: hoursOf(everyHours ?? '') };
  if (/^([01][0-9]|2[0-3]):[0-5][0-9]$/.test(daily)) return { daily };
  throw new Refusal('E-VALUE', `daily takes 00:00 to 23:59, UTC, not "${shown(daily)}"`);
}

function hoursOf(text: string): number {
  const hours = /^[0-9]{1,4}$/.test(text) ? Number(text) : 0;
  if (hours >= 1 && hours <= hoursMax) return hours;
  throw new Refusal('E-VALUE', `every takes 1 to ${hoursMax} hours, not "${shown(text)}"`);
}

/** When it is next due, strictly after then; milliseconds since 1970. */
export function nextDrillMs(time: DrillTime, afterMs: number): number {
  if (time.daily === undefined) return afterMs + time.everyHours * hourMs;
  const [hours = 0, minutes = 0] = time.daily.split(':').map(Number);
  const midnightMs = Math.floor(afterMs / dayMs) * dayMs;
  const todayMs = midnightMs + hours * hourMs + minutes * 60_000;
  return todayMs > afterMs ? todayMs : todayMs + dayMs;
}

/** The schedule with one more; throws a Refusal. */
export function withScheduled(
  all: readonly ScheduledDrill[],
  one: ScheduledDrill,
  configuration: Configuration,
): readonly ScheduledDrill[] {
  checkName(one.name, 'scheduled drill');
  checkNew(all, one.name, 'scheduled drill');
  if (all.length >= schedulesMax) {
    throw new Refusal('E-DRILL-LIMIT', `at most ${schedulesMax} drills may be scheduled`);
  }
  checkDrill(configuration, one);
  return [...all, one];
}
