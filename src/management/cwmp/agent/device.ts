/** The gateway as the RPCs see it: its tree, the world of the moment, and changes made as one. */

import { checkConfiguration } from '../../../domain/check-configuration.ts';
import type { Configuration } from '../../../domain/configuration.ts';
import { cwmpSetting } from '../../../domain/cwmp-settings.ts';
import { createDraft, deleteDraft } from '../../../domain/drafts.ts';
import { Refusal } from '../../../domain/refusal.ts';
import type { FaceContext } from '../../face.ts';
import { applyEdits } from '../model/apply-edits.ts';
import { detach } from '../model/attachments.ts';
import { withoutFeatures } from '../model/calling-features.ts';
import { createGatewayTree } from '../model/gateway-tree.ts';
import type { Instances } from '../model/instances.ts';
import { draftKey, isDraftKind, keysOf, tableOfDraft, titleOfDraft } from '../model/row-keys.ts';
import {
  createWorld,
  type DeviceFacts,
  managedTable,
  newestCalls,
  type World,
} from '../model/world.ts';
import { pauseOn } from '../pause.ts';
import type { Assignment } from '../rpc/request.ts';
import { CwmpFault } from '../soap/fault.ts';
import type { Target } from '../tree/definition.ts';
import { editsOf, Faults, type RowEdit } from '../tree/edits.ts';
import type { Tree } from '../tree/tree.ts';
import type { NameLookup } from './name-lookup.ts';

const author = { face: 'cwmp', name: 'acs' };

/** What the commit refuses, in the words of CWMP. */
function asFault(error: unknown): unknown {
  if (!(error instanceof Refusal)) return error;
  const { code, message } = error;
  if (/^E-(ENTRY|DRAFT|SERVER)-LIMIT$/.test(code)) return new CwmpFault(9004, message);
  return new CwmpFault(code.startsWith('E-STORE-') ? 9002 : 9003, message);
}

export class Device {
  readonly #context: FaceContext;
  readonly #instances: Instances;
  readonly #lookup: NameLookup;
  readonly #facts: () => DeviceFacts;
  #tree: { readonly key: string; readonly tree: Tree<World> } | undefined;

  constructor(
    context: FaceContext,
    instances: Instances,
    lookup: NameLookup,
    facts: () => DeviceFacts,
  ) {
    this.#context = context;
    this.#instances = instances;
    this.#lookup = lookup;
    this.#facts = facts;
  }

  /** Built anew when the model or the vendor prefix is set to another. */
  get tree(): Tree<World> {
    const { cwmp } = this.#context.view.configuration();
    const [model, vendor] = [cwmpSetting(cwmp, 'model'), cwmpSetting(cwmp, 'vendor')];
    const key = `${model} ${vendor}`;
    if (this.#tree?.key !== key) {
      this.#tree = { key, tree: createGatewayTree(model === 'tr104-1' ? 1 : 2, vendor) };
    }
    return this.#tree.tree;
  }

  /** Instance numbers are durable before anybody can see them. */
  async world(): Promise<World> {
    const { view } = this.#context;
    const calls = await newestCalls(view);
    await this.syncInstances();
    await this.#instances.sync({ callLog: calls.map(({ name }) => name) });
    const vendor = cwmpSetting(view.configuration().cwmp, 'vendor');
    return createWorld({ view, instances: this.#instances, device: this.#facts(), vendor, calls });
  }

  async syncInstances(): Promise<void> {
    await this.#instances.sync(keysOf(this.#context.view.configuration(), undefined));
  }

  async setValues(assignments: readonly Assignment[]): Promise<void> {
    const world = await this.world();
    const all = editsOf(this.tree, world, assignments);
    const lookup = all.find(({ target }) => target.table === 'lookup');
    if (lookup) refuseStates(lookup);
    await this.#setConfiguration(
      world,
      all.filter((edit) => edit !== lookup),
      `SetParameterValues of ${assignments.length}`,
    );
    if (lookup) this.#lookup.write(lookup.values);
  }

  async #setConfiguration(world: World, edits: readonly RowEdit[], summary: string): Promise<void> {
    if (edits.length === 0) return;
    // Reading, judging and committing a large request are three turns of the event loop.
    const pause = pauseOn(this.#context.clock);
    await pause();
    const { renames } = applyEdits(world.configuration, edits, this.#instances);
    await this.#instances.expect(renames);
    await pause();
    const change = (before: Configuration, some = edits) =>
      applyEdits(before, some, this.#instances).configuration;
    await this.#submit((before) => change(before), summary).catch((error: unknown) => {
      if (!(error instanceof CwmpFault) || error.code !== 9003) throw error;
      const guilty = edits.filter((edit) => isRefused(() => change(world.configuration, [edit])));
      throw namingAll(guilty.length > 0 ? guilty : edits, error.message);
    });
  }

  /** The instance number of the new row. */
  async addObject(name: string): Promise<number> {
    const place = this.tree.place(await this.world(), name);
    const kind = place?.isTable ? place.node.adds : undefined;
    if (kind === undefined || !isDraftKind(kind)) {
      throw new CwmpFault(9005, 'no rows are added here');
    }
    let draft = '';
    const number = await this.#instances.allocate(tableOfDraft[kind], (given) => {
      draft = `${titleOfDraft[kind]}${given}`;
      return draftKey(draft);
    });
    await this.#submit((before) => createDraft(before, kind, draft), `AddObject ${name}`);
    return number;
  }

  async deleteObject(name: string): Promise<void> {
    const place = this.tree.place(await this.world(), name);
    if (!place || place.isTable || place.node.adds === undefined) {
      throw new CwmpFault(9005, 'no row is deleted here');
    }
    const { target } = place.row;
    await this.#submit((before) => withoutRow(before, target), `DeleteObject ${name}`);
  }

  async #submit(change: (before: Configuration) => Configuration, summary: string): Promise<void> {
    try {
      await this.#context.commands.submit(change, author, summary);
    } catch (error) {
      throw asFault(error);
    } finally {
      this.#instances.settle();
      await this.syncInstances();
    }
  }
}

/** Whether the configuration that would result breaks a rule. */
function isRefused(change: () => Configuration): boolean {
  try {
    checkConfiguration(change());
    return false;
  } catch {
    return true;
  }
}

/** TR-069 A.3.2.1: a fault 9003 names the parameters at fault. */
function namingAll(edits: readonly RowEdit[], text: string): CwmpFault {
  const faults = new Faults();
  for (const { names } of edits) for (const name of names.values()) faults.add(name, 9007, text);
  return faults.fault();
}

/** An ACS asks for a diagnostic or gives it up; the other states are ours to say. */
function refuseStates({ values, names }: RowEdit): void {
  const state = values.get('state');
  if (state === undefined || state === 'Requested' || state === 'Canceled') return;
  const faults = new Faults();
  faults.add(names.get('state') ?? '', 9007, 'write Requested or Canceled');
  faults.throwIfAny();
}

function withoutRow(configuration: Configuration, { table, name, isDraft }: Target): Configuration {
  if (isDraft) return deleteDraft(configuration, name);
  if (table === 'attachments') return detach(configuration, name);
  if (table === 'userServices') return withoutFeatures(configuration, name);
  const remove = managedTable(table)?.acts?.remove;
  if (!remove) throw new CwmpFault(9005, 'no row is deleted here');
  return remove(configuration, name);
}
