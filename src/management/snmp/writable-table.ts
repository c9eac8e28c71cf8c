/** One table of the model as SNMP writes it: what a row is, and what becomes of it. */
import type { Configuration } from '../../domain/configuration.ts';
import { Refusal } from '../../domain/refusal.ts';
import type { ManagedTable, TableActs, Values } from '../model/managed-object.ts';
import type { View } from '../view.ts';
import { SetRefusal, statusOf } from './refusals.ts';
import { decideRow, type RowState, type RowStep } from './row-status.ts';
import type { RowsNotReady } from './rows-not-ready.ts';
import type { RowChange } from './set-plan.ts';

export interface WritableTableOptions {
  readonly table: ManagedTable;
  readonly view: View;
  readonly rowsNotReady: RowsNotReady;
  /** Objects that a row cannot be without. */
  readonly required: readonly string[];
}

export class WritableTable {
  readonly name: string;
  readonly #options: WritableTableOptions;
  /** Its rows can be out of service; others are active as soon as they are complete. */
  readonly #isSwitched: boolean;

  constructor(options: WritableTableOptions) {
    this.name = options.table.name;
    this.#options = options;
    this.#isSwitched = options.table.objects.some(({ name }) => name === 'enabled');
  }

  stateOf(name: string): RowState {
    const { table, view, rowsNotReady } = this.#options;
    const row = table.rows(view).find((one) => one.name === name);
    if (row) return this.#isSwitched && row.get('enabled') === false ? 'notInService' : 'active';
    return rowsNotReady.values(this.name, name) ? 'notReady' : 'absent';
  }

  /** Values that are kept aside and those that are written now. */
  #known(change: RowChange): Values {
    return {
      ...this.#options.rowsNotReady.values(this.name, change.name),
      ...change.written(),
    };
  }

  stepOf(change: RowChange): RowStep {
    if (change.action === 'notInService' && !this.#isSwitched) {
      return { kind: 'refuse', status: 'wrongValue' };
    }
    const state = this.stateOf(change.name);
    if (state === 'absent' && !this.#options.table.acts?.create) {
      return { kind: 'refuse', status: 'noCreation' };
    }
    const known = this.#known(change);
    const isComplete = this.#options.required.every((object) => known[object] !== undefined);
    return decideRow(state, change.action, isComplete);
  }

  /** What the change makes of the configuration; throws a SetRefusal that names who is to blame. */
  apply(configuration: Configuration, change: RowChange): Configuration {
    const step = this.stepOf(change);
    const acts = this.#options.table.acts ?? {};
    switch (step.kind) {
      case 'refuse':
        throw refusalOf(change, step.status);
      case 'create':
        return this.#create(configuration, change, acts, step.isEnabled);
      case 'set':
        return set(configuration, change, acts, this.#service(step.isEnabled));
      case 'remove':
        return blamed(change, () => acts.remove?.(configuration, change.name) ?? configuration);
      case 'wait':
        this.#checkRoom(configuration, change, acts);
        return configuration;
      default:
        return configuration;
    }
  }

  /** What is done once everything is committed. */
  settle(change: RowChange, step: RowStep): void {
    const { rowsNotReady } = this.#options;
    if (step.kind === 'wait') rowsNotReady.keep(this.name, change.name, this.#known(change));
    else if (step.kind === 'create' || step.kind === 'forget') {
      rowsNotReady.forget(this.name, change.name);
    }
  }

  #create(
    configuration: Configuration,
    change: RowChange,
    { create }: TableActs,
    enabled: boolean,
  ): Configuration {
    if (!create) throw refusalOf(change, 'noCreation');
    const values = this.#known(change);
    const service = this.#service(enabled);
    const attempt = (tried: Values) => create(configuration, change.name, { ...tried, ...service });
    return blamed(
      change,
      () => attempt(values),
      // Whoever makes it possible by being left away is to blame.
      (object) => !isRefused(() => attempt({ ...values, [object]: undefined })),
    );
  }

  #service(enabled: boolean | undefined): Values {
    return enabled === undefined || !this.#isSwitched ? {} : { enabled };
  }

  /** An incomplete row needs a name that can be and a place to go to, even if it takes none yet. */
  #checkRoom(configuration: Configuration, change: RowChange, { create }: TableActs): void {
    if (!create) throw refusalOf(change, 'noCreation');
    const isNew = this.stateOf(change.name) === 'absent';
    if (isNew && !this.#options.rowsNotReady.hasRoom(this.name)) {
      throw refusalOf(change, 'resourceUnavailable');
    }
    try {
      create(configuration, change.name, {});
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      const status = statusOf(error, false);
      if (status === 'inconsistentValue') return;
      throw new SetRefusal(error, status, change.actionIndex);
    }
  }
}

function set(
  configuration: Configuration,
  change: RowChange,
  acts: TableActs,
  service: Values,
): Configuration {
  const values = change.written();
  if (Object.keys({ ...values, ...service }).length === 0) return configuration;
  const act = acts.set;
  if (!act) throw refusalOf(change, 'notWritable');
  return blamed(
    change,
    () => act(configuration, change.name, { ...values, ...service }),
    // Whoever is refused alone is to blame.
    (object) => isRefused(() => act(configuration, change.name, { [object]: values[object] })),
  );
}

function refusalOf({ name, actionIndex }: RowChange, status: SetRefusal['status']): SetRefusal {
  const refusal = new Refusal('E-ROW-STATUS', `row "${name}": ${status}`);
  return new SetRefusal(refusal, status, actionIndex);
}

function isRefused(act: () => unknown): boolean {
  try {
    act();
    return false;
  } catch {
    return true;
  }
}

/** Does the act; a refusal of it is laid on the column that `isToBlame`, or else on the row. */
function blamed(
  change: RowChange,
  act: () => Configuration,
  isToBlame: (object: string) => boolean = () => false,
): Configuration {
  try {
    return act();
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    const culprit = [...change.values].find(([object]) => isToBlame(object))?.[1];
    const status = statusOf(error, culprit !== undefined);
    throw new SetRefusal(error, status, culprit?.index ?? change.actionIndex);
  }
}
