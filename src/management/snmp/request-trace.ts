/**
 * The last requests, kept when asked for: who asked for what, what came of it, how long it took.
 * Neither communities nor values are in it.
 */
import type { SnmpTraceView } from '../snmp-view.ts';
import { limits } from './limits.ts';
import { mibObjects } from './mib.ts';
import { formatOid, type Oid, startsWith } from './oid.ts';
import { errorStatuses } from './pdu.ts';
import type { AgentReply, AgentRequest, Ask } from './request.ts';
import { rowName } from './row-key.ts';

export interface RequestTraceClocks {
  /** Monotonic milliseconds. */
  readonly now: () => number;
  /** Milliseconds since 1970. */
  readonly wallClock: () => number;
}

const named = [...mibObjects.values()];

/** `offhookUserRegState.alice`; what is no object of ours stays a number. */
function nameOf(oid: Oid): string {
  const object = named.find((one) => startsWith(oid, one.oid));
  if (!object) return formatOid(oid);
  const key = oid.slice(object.oid.length);
  if (key.length === 0) return object.name;
  return `${object.name}.${rowName(key) ?? formatOid(key)}`;
}

function resultOf({ errorStatus, errorIndex }: AgentReply): string {
  const status = errorStatuses[errorStatus] ?? String(errorStatus);
  return errorIndex > 0 ? `${status} ${errorIndex}` : status;
}

export class RequestTrace {
  readonly #clocks: RequestTraceClocks;
  readonly #rows: SnmpTraceView[] = [];
  #isOn = false;

  constructor(clocks: RequestTraceClocks) {
    this.#clocks = clocks;
  }

  set(isOn: boolean): void {
    this.#isOn = isOn;
    if (!isOn) this.#rows.length = 0;
  }

  /** Oldest first. */
  rows(): readonly SnmpTraceView[] {
    return [...this.#rows];
  }

  around(ask: Ask): Ask {
    return async (request) => {
      if (!this.#isOn) return await ask(request);
      const begunMs = this.#clocks.now();
      try {
        const reply = await ask(request);
        this.#note(request, resultOf(reply), begunMs);
        return reply;
      } catch (error) {
        this.#note(request, 'genErr', begunMs);
        throw error;
      }
    };
  }

  /** Somebody who was not answered, and the counter of that reason. */
  refused(source: string, reason: string): void {
    this.#keep({ source, who: '', version: '', operation: '', names: [], varbinds: 0 }, reason, 0);
  }

  #note(request: AgentRequest, result: string, begunMs: number): void {
    const { source = '', who, version, operation, varbinds } = request;
    const names = varbinds.slice(0, limits.tracedNames).map(({ oid }) => nameOf(oid));
    const elapsedMs = this.#clocks.now() - begunMs;
    const asked = { source, who, version, operation, names, varbinds: varbinds.length };
    this.#keep(asked, result, Math.round(elapsedMs * 10) / 10);
  }

  #keep(
    asked: Omit<SnmpTraceView, 'at' | 'result' | 'milliseconds'>,
    result: string,
    milliseconds: number,
  ): void {
    if (!this.#isOn) return;
    const at = new Date(this.#clocks.wallClock()).toISOString();
    this.#rows.push({ at, ...asked, result, milliseconds });
    if (this.#rows.length > limits.tracedRequests) this.#rows.shift();
  }
}
