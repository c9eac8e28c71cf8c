/**
 * What becomes of a request: GET, GETNEXT and GETBULK of RFC 3416 §4.2, and their form in version
 * 1.
 */
import { type AccessView, noView } from './access-view.ts';
import { encodeVarbind, encodeVarbinds } from './ber-writer.ts';
import { limits } from './limits.ts';
import type { Oid } from './oid.ts';
import { type ErrorStatus, errorStatuses } from './pdu.ts';
import type { AgentReply, AgentRequest } from './request.ts';
import type { Reading, Store } from './store.ts';
import type { SnmpValue, Varbind } from './value.ts';

export interface DispatcherOptions {
  readonly store: Store;
  /** Done before anything is read. */
  readonly prepare: (request: AgentRequest) => Promise<void>;
  readonly viewNamed: (name: string) => AccessView | undefined;
  /** SET, and the phases of a master's SET. */
  readonly set: (request: AgentRequest, view: AccessView) => Promise<Failure | undefined>;
}

export interface Failure {
  readonly status: ErrorStatus;
  /** From 1; 0 where no variable binding is to blame. */
  readonly index: number;
}

const noVarbinds = Buffer.alloc(0);

/** RFC 3584 §4.4: what version 1 has for the errors of version 2. */
function statusFor(version: AgentRequest['version'], status: ErrorStatus): number {
  const number = errorStatuses.indexOf(status);
  if (version !== 'v1' || number <= 5) return number;
  switch (status) {
    case 'wrongType':
    case 'wrongLength':
    case 'wrongEncoding':
    case 'wrongValue':
    case 'inconsistentValue':
      return errorStatuses.indexOf('badValue');
    case 'noAccess':
    case 'noCreation':
    case 'authorizationError':
    case 'notWritable':
    case 'inconsistentName':
      return errorStatuses.indexOf('noSuchName');
    default:
      return errorStatuses.indexOf('genErr');
  }
}

function failed({ version }: AgentRequest, { status, index }: Failure): AgentReply {
  return { errorStatus: statusFor(version, status), errorIndex: index, varbinds: noVarbinds };
}

/** The variable bindings of a reply as they fill up. */
class Filling {
  readonly #parts: Buffer[] = [];
  readonly #budget: number;
  #length = 0;

  constructor(budget: number) {
    this.#budget = budget;
  }

  get isEmpty(): boolean {
    return this.#parts.length === 0;
  }

  /** false: it does not fit. */
  add(varbind: Varbind): boolean {
    const part = encodeVarbind(varbind);
    if (this.#length + part.length > this.#budget) return false;
    this.#length += part.length;
    this.#parts.push(part);
    return true;
  }

  reply(): AgentReply {
    return { errorStatus: 0, errorIndex: 0, varbinds: Buffer.concat(this.#parts) };
  }
}

/** What one request sees: the view it has, one look at the gateway. */
class Scope {
  readonly #store: Store;
  readonly #view: AccessView;
  readonly #reading: Reading = {};
  readonly #isUsable: (value: SnmpValue) => boolean;

  constructor(store: Store, view: AccessView, version: AgentRequest['version']) {
    this.#store = store;
    this.#view = view;
    // RFC 3584 §4.2.2.1: version 1 has no Counter64, so a walk passes it.
    this.#isUsable = ({ type }) => version !== 'v1' || type !== 'counter64';
  }

  get(oid: Oid): SnmpValue {
    if (!this.#view.includes(oid)) return { type: 'noSuchObject' };
    const value = this.#store.get(oid, this.#reading);
    return this.#isUsable(value) ? value : { type: 'noSuchObject' };
  }

  next(oid: Oid, isIncluded?: boolean): Varbind {
    const found = this.#store.next(oid, this.#view, this.#reading, isIncluded, this.#isUsable);
    return found ?? { oid, value: { type: 'endOfMibView' } };
  }
}

function isException({ type }: SnmpValue): boolean {
  return type === 'noSuchObject' || type === 'noSuchInstance' || type === 'endOfMibView';
}

function readEach(request: AgentRequest, read: (varbind: Varbind, at: number) => Varbind) {
  const filling = new Filling(request.budgetBytes);
  for (const [at, varbind] of request.varbinds.entries()) {
    const found = read(varbind, at);
    // RFC 1157 §4.1.2: version 1 has an error where version 2 has an exception.
    if (request.version === 'v1' && isException(found.value)) {
      return failed(request, { status: 'noSuchName', index: at + 1 });
    }
    if (!filling.add(found)) return failed(request, { status: 'tooBig', index: 0 });
  }
  return filling.reply();
}

/** RFC 3416 §4.2.3, with numbers that nobody means cut to what a reply can hold. */
function readBulk(request: AgentRequest, scope: Scope): AgentReply {
  const { varbinds, budgetBytes } = request;
  const filling = new Filling(budgetBytes);
  const once = Math.min(Math.max(0, request.nonRepeaters), varbinds.length);
  const rows = Math.min(Math.max(0, request.maxRepetitions), limits.repetitionsMax);
  const tooBig = () =>
    filling.isEmpty ? failed(request, { status: 'tooBig', index: 0 }) : filling.reply();
  for (const { oid } of varbinds.slice(0, once)) {
    if (!filling.add(scope.next(oid))) return tooBig();
  }
  let names = varbinds.slice(once).map(({ oid }) => oid);
  for (let row = 0; row < rows && names.length > 0; row += 1) {
    const following: Oid[] = [];
    let isOver = true;
    for (const name of names) {
      const found = scope.next(name);
      if (!filling.add(found)) return tooBig();
      if (found.value.type !== 'endOfMibView') isOver = false;
      following.push(found.oid);
    }
    if (isOver) break;
    names = following;
  }
  return filling.reply();
}

export function createDispatcher({ store, prepare, viewNamed, set }: DispatcherOptions) {
  return async (request: AgentRequest): Promise<AgentReply> => {
    await prepare(request);
    const view = viewNamed(request.view) ?? noView;
    const scope = new Scope(store, view, request.version);
    switch (request.operation) {
      case 'get':
        return readEach(request, ({ oid }) => ({ oid, value: scope.get(oid) }));
      case 'getNext':
        return readEach(request, ({ oid }, at) => scope.next(oid, request.included?.[at]));
      case 'getBulk':
        return readBulk(request, scope);
      default: {
        const failure = await set(request, view);
        if (failure) return failed(request, failure);
        // What came in fits on its way back.
        return { errorStatus: 0, errorIndex: 0, varbinds: encodeVarbinds(request.varbinds) };
      }
    }
  };
}
