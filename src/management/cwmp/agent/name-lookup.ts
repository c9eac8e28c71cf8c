/**
 * The one diagnostic: a name asked of a name server so many times, told of when it is done. Kept
 * until it is run again or the gateway restarts. TR-181 `DNS.Diagnostics.NSLookupDiagnostics`
 */
import { limits } from '../limits.ts';
import type { LookupResult, LookupView } from '../model/world.ts';

export interface NameLookupPorts {
  /** Monotonic milliseconds. */
  readonly now: () => number;
  readonly ask: AskName;
  readonly onDone: () => void;
}

/** undefined: the name server itself could not be found. */
export type AskName = (
  server: string,
  name: string,
  timeoutMs: number,
) => Promise<NameAnswer | undefined>;

export interface NameAnswer {
  /** The address of the name server. */
  readonly server: string;
  readonly isAuthoritative: boolean;
  /** RCODE; undefined: it was silent. */
  readonly code: number | undefined;
  readonly addresses: readonly string[];
}

const nothing: LookupView = {
  state: 'None',
  host: '',
  server: '',
  timeoutMs: 5000,
  repetitions: 1,
  results: [],
};

function resultOf(name: string, answer: NameAnswer, elapsedMs: number): LookupResult {
  const { server, isAuthoritative, code, addresses } = answer;
  const isFound = code === 0 && addresses.length > 0;
  const unfound = code === undefined ? 'Error_Timeout' : 'Error_HostNameNotResolved';
  const knows = isAuthoritative ? 'Authoritative' : 'NonAuthoritative';
  return {
    status: isFound ? 'Success' : unfound,
    answerType: isFound ? knows : 'None',
    name: isFound ? name : '',
    addresses: addresses.slice(0, limits.lookupAddressesMax),
    server,
    responseMs: code === undefined ? 0 : Math.round(elapsedMs),
  };
}

export class NameLookup {
  readonly #ports: NameLookupPorts;
  #view = nothing;
  /** Rises with each run: what an abandoned one still finds is not wanted. */
  #run = 0;

  constructor(ports: NameLookupPorts) {
    this.#ports = ports;
  }

  view(): LookupView {
    return this.#view;
  }

  /** What an ACS has set; anything ends what is under way. */
  write(values: ReadonlyMap<string, string>): void {
    this.#run += 1;
    const { host, server, timeoutMs, repetitions } = this.#view;
    this.#view = {
      ...this.#view,
      state: values.get('state') ?? 'None',
      host: values.get('host') ?? host,
      server: values.get('server') ?? server,
      timeoutMs: Number(values.get('timeoutMs') ?? timeoutMs),
      repetitions: Number(values.get('repetitions') ?? repetitions),
    };
    if (this.#view.state !== 'Requested') return;
    this.#view = { ...this.#view, results: [] };
    void this.#ask(this.#run, this.#view);
  }

  async #ask(run: number, asked: LookupView): Promise<void> {
    const { now, ask, onDone } = this.#ports;
    let state = 'Complete';
    for (let n = 0; n < asked.repetitions && state === 'Complete'; n += 1) {
      const begun = now();
      const answer = await ask(asked.server, asked.host, asked.timeoutMs).catch(() => 'fault');
      if (run !== this.#run) return;
      if (typeof answer === 'string') state = 'Error_Internal';
      else if (answer) this.#add(resultOf(asked.host, answer, now() - begun));
      else state = 'Error_DNSServerNotResolved';
    }
    const isFound = this.#view.results.some(({ status }) => status === 'Success');
    if (state === 'Complete' && !isFound) state = 'Error_Other';
    this.#view = { ...this.#view, state };
    onDone();
  }

  #add(result: LookupResult): void {
    this.#view = { ...this.#view, results: [...this.#view.results, result] };
  }
}
