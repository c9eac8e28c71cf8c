/**
 * SET in two phases: everything is staged and checked, then it becomes one change of the
 * configuration, or nothing.
 */
import { checkConfiguration } from '../../domain/check-configuration.ts';
import type { Configuration } from '../../domain/configuration.ts';
import { Refusal } from '../../domain/refusal.ts';
import type { Commands } from '../commands.ts';
import type { AccessView } from './access-view.ts';
import type { Failure } from './dispatcher.ts';
import { SetRefusal, statusOf } from './refusals.ts';
import type { AgentRequest } from './request.ts';
import type { RowStep } from './row-status.ts';
import { type RowChange, SetPlan } from './set-plan.ts';
import type { Store } from './store.ts';

export interface SetPorts {
  readonly store: Store;
  readonly commands: Pick<Commands, 'submit'>;
  readonly current: () => Configuration;
}

interface Tested {
  readonly plan: SetPlan;
  /** What a commit found and what it made of it. */
  readonly undo?: { readonly before: Configuration; readonly after: Configuration };
}

const testedMax = 64;

/**
 * Static checks, in the order of RFC 3416 §4.2.5; nothing is looked up that an act would look up
 * again.
 */
function planOf(request: AgentRequest, view: AccessView, store: Store): SetPlan | Failure {
  const plan = new SetPlan();
  for (const [at, { oid, value }] of request.varbinds.entries()) {
    const index = at + 1;
    if (request.access !== 'write' || !view.includes(oid)) return { status: 'noAccess', index };
    const located = store.locate(oid);
    if (!located) return { status: 'noCreation', index };
    const { region, key } = located;
    if (!region.write) return { status: 'notWritable', index };
    const status = region.write.stage(plan, key, value, index);
    if (status) return { status, index };
  }
  return secondMaster(plan) ?? plan;
}

/** What is set in one PDU is so at once: a list cannot have two masters. */
function secondMaster({ rows }: SetPlan): Failure | undefined {
  const masters = rows.flatMap(({ table, values }) => {
    const staged = values.get('master');
    return staged?.value === true ? [{ table, index: staged.index }] : [];
  });
  const isSecond = ({ table }: (typeof masters)[number], at: number) =>
    masters.findIndex((one) => one.table === table) < at;
  const second = masters.find(isSecond);
  return second && { status: 'inconsistentValue', index: second.index };
}

function applied(plan: SetPlan, configuration: Configuration): Configuration {
  const changed = plan.rows.reduce(
    (next, change) => change.table.apply(next, change),
    configuration,
  );
  return plan.scalars.reduce((next, scalar) => {
    try {
      return scalar.change(next);
    } catch (error) {
      if (!(error instanceof Refusal) || error instanceof SetRefusal) throw error;
      throw new SetRefusal(error, statusOf(error, true), scalar.index);
    }
  }, changed);
}

function failureOf(error: unknown): Failure {
  if (error instanceof SetRefusal) return { status: error.status, index: error.index };
  if (error instanceof Refusal) return { status: statusOf(error, false), index: 1 };
  return { status: 'commitFailed', index: 1 };
}

/** What was set, without a value: a value may be a secret. */
function summaryOf(plan: SetPlan): string {
  const rows = plan.rows.map(({ table, name, action, values }) => {
    const objects = [...values.keys()].join(',');
    return `${table.name} ${name}${action === 'columns' ? '' : ` ${action}`} ${objects}`.trim();
  });
  return `snmp set ${[...rows, ...(plan.scalars.length > 0 ? ['scalars'] : [])].join('; ')}`;
}

export class Sets {
  readonly #ports: SetPorts;
  readonly #tested = new Map<string, Tested>();

  constructor(ports: SetPorts) {
    this.#ports = ports;
  }

  async set(request: AgentRequest, view: AccessView): Promise<Failure | undefined> {
    const { transaction = '' } = request;
    switch (request.operation) {
      case 'testSet':
        return this.#test(request, view, transaction);
      case 'commitSet':
        return await this.#commitTested(request, transaction);
      case 'undoSet':
        return await this.#undo(request, transaction);
      case 'cleanupSet':
        this.#tested.delete(transaction);
        return undefined;
      default: {
        const plan = planOf(request, view, this.#ports.store);
        if (!(plan instanceof SetPlan)) return plan;
        return await this.#commit(plan, request, () => undefined);
      }
    }
  }

  #test(request: AgentRequest, view: AccessView, transaction: string): Failure | undefined {
    const plan = planOf(request, view, this.#ports.store);
    if (!(plan instanceof SetPlan)) return plan;
    try {
      checkConfiguration(applied(plan, this.#ports.current()));
    } catch (error) {
      return failureOf(error);
    }
    const [oldest] = this.#tested.keys();
    if (this.#tested.size >= testedMax && oldest !== undefined) this.#tested.delete(oldest);
    this.#tested.set(transaction, { plan });
    return undefined;
  }

  async #commitTested(request: AgentRequest, transaction: string): Promise<Failure | undefined> {
    const tested = this.#tested.get(transaction);
    if (!tested) return { status: 'commitFailed', index: 1 };
    const { plan } = tested;
    const failure = await this.#commit(plan, request, (undo) => {
      this.#tested.set(transaction, { plan, undo });
    });
    return failure && { ...failure, status: 'commitFailed' };
  }

  /**
   * A later phase failed elsewhere: what was there before comes back, unless somebody changed it
   * meanwhile.
   */
  async #undo(request: AgentRequest, transaction: string): Promise<Failure | undefined> {
    const undo = this.#tested.get(transaction)?.undo;
    this.#tested.delete(transaction);
    if (!undo) return undefined;
    const { before, after } = undo;
    try {
      await this.#ports.commands.submit(
        (configuration) => {
          if (configuration !== after) throw new Refusal('E-CHANGED', 'changed meanwhile');
          return before;
        },
        { face: 'snmp', name: request.who },
        'snmp undo',
      );
      return undefined;
    } catch {
      return { status: 'undoFailed', index: 0 };
    }
  }

  async #commit(
    plan: SetPlan,
    { who }: AgentRequest,
    onCommitted: (undo: NonNullable<Tested['undo']>) => void,
  ): Promise<Failure | undefined> {
    // Decided inside the change, where nobody else's change can come between.
    let steps: Steps = [];
    try {
      let before = this.#ports.current();
      const { configuration: after } = await this.#ports.commands.submit(
        (configuration) => {
          before = configuration;
          steps = stepsOf(plan);
          const changed = applied(plan, configuration);
          if (changed === configuration) throw new Unchanged();
          return changed;
        },
        { face: 'snmp', name: who },
        summaryOf(plan),
      );
      onCommitted({ before, after });
    } catch (error) {
      if (!(error instanceof Unchanged)) return failureOf(error);
    }
    for (const [change, step] of steps) change.table.settle(change, step);
    for (const scalar of plan.scalars) scalar.committed?.();
    return undefined;
  }
}

/**
 * A SET that leaves the configuration as it is makes no revision: rows that wait, counters,
 * destroyed nothings.
 */
class Unchanged extends Refusal {
  constructor() {
    super('E-UNCHANGED', 'nothing is changed by this');
  }
}

type Steps = readonly (readonly [change: RowChange, step: RowStep])[];

function stepsOf(plan: SetPlan): Steps {
  return plan.rows.map((change) => [change, change.table.stepOf(change)] as const);
}
