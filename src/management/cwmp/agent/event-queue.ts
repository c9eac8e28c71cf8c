/** Events that the ACS has not confirmed yet; some outlive a restart. TR-069 §3.7.1.5 */
import type { FaceState } from '../../face.ts';
import { limits } from '../limits.ts';
import type { CwmpEvent } from '../rpc/own-request.ts';
import { Kept } from './kept.ts';

interface KeptEvents {
  /** The URL that has had its BOOTSTRAP; another one gets it again. */
  readonly bootstrappedUrl: string | undefined;
  readonly events: readonly CwmpEvent[];
}

const nothing: KeptEvents = { bootstrappedUrl: undefined, events: [] };

/** More than the schema lets an Inform have. */
const eventsMax = 64;

function rankOf({ code }: CwmpEvent): number {
  return code.startsWith('M') ? 100 : Number.parseInt(code, 10);
}

/** In the order of their codes: numbered first, then the methods. */
function inOrder(events: readonly CwmpEvent[]): readonly CwmpEvent[] {
  return events.toSorted((one, other) => rankOf(one) - rankOf(other)).slice(0, eventsMax);
}

function isSame(one: CwmpEvent, other: CwmpEvent): boolean {
  return one.code === other.code && one.commandKey === other.commandKey;
}

export class EventQueue {
  readonly #kept: Kept<KeptEvents>;
  /** Not kept over a restart: BOOT is raised again by it, the others lose their sense. */
  #passing: readonly CwmpEvent[] = [];
  #url: string | undefined;

  constructor(kept: Kept<KeptEvents>) {
    this.#kept = kept;
  }

  static async load(state: FaceState): Promise<EventQueue> {
    return new EventQueue(await Kept.load(state, 'events', nothing));
  }

  /** The ACS in use. A URL that has not been bootstrapped drops what was meant for another. */
  async useUrl(url: string): Promise<void> {
    if (url === this.#url) return;
    this.#url = url;
    const { bootstrappedUrl, events } = this.#kept.value;
    if (url === bootstrappedUrl) return;
    this.#passing = this.#passing.filter(({ code }) => code === '1 BOOT');
    if (events.length > 0) await this.#kept.set({ bootstrappedUrl, events: [] });
  }

  /** Raises an event that a restart may forget. */
  raise(code: string, commandKey = ''): void {
    const event = { code, commandKey };
    if (this.#passing.some((one) => isSame(one, event))) return;
    this.#passing = [...this.#passing, event];
  }

  /** Raises events that must not be lost. Resolves when durable. */
  async keep(...raised: readonly CwmpEvent[]): Promise<void> {
    const { events, ...rest } = this.#kept.value;
    const added = raised.filter((event) => !events.some((one) => isSame(one, event)));
    const next = [...events, ...added].slice(-limits.scheduledInformsMax * 2);
    if (added.length > 0) await this.#kept.set({ ...rest, events: next });
  }

  pending(): readonly CwmpEvent[] {
    const isBootstrap = this.#url !== undefined && this.#url !== this.#kept.value.bootstrappedUrl;
    const bootstrap = isBootstrap ? [{ code: '0 BOOTSTRAP', commandKey: '' }] : [];
    return inOrder([...bootstrap, ...this.#passing, ...this.#kept.value.events]);
  }

  /** The ACS at `url` has taken an Inform with these. Resolves when that is durable. */
  async delivered(events: readonly CwmpEvent[], url: string): Promise<void> {
    const isLeft = (event: CwmpEvent) => !events.some((one) => isSame(one, event));
    this.#passing = this.#passing.filter(isLeft);
    const before = this.#kept.value;
    const isBootstrapped = events.some(({ code }) => code === '0 BOOTSTRAP');
    const left = before.events.filter(isLeft);
    if (!isBootstrapped && left.length === before.events.length) return;
    const bootstrappedUrl = isBootstrapped ? url : before.bootstrappedUrl;
    await this.#kept.set({ bootstrappedUrl, events: left });
  }

  /** After a factory reset nothing has ever been delivered. */
  async forget(): Promise<void> {
    this.#passing = [];
    await this.#kept.set(nothing);
  }
}
