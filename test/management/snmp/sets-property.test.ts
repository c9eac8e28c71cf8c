/** Any sequence of SETs leaves what a model of a few lines says, and answers as it says. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { emptyConfiguration } from '../../../src/domain/empty-configuration.ts';
import { createUser } from '../../../src/domain/users.ts';
import { int, openStore, rowStatus, text } from './store-world.ts';

/** So few entries are left that sequences meet the limit. */
const left = 2;

function nearlyFull() {
  let configuration = emptyConfiguration;
  for (let at = 0; at < 100 - left; at += 1) {
    configuration = createUser(configuration, { name: `u${at}`, address: String(1000 + at) });
  }
  return configuration;
}

const full = nearlyFull();

interface Row {
  readonly address?: string | undefined;
  /** undefined: not written yet. */
  readonly areaCode: string | undefined;
  readonly state: 'notReady' | 'notInService' | 'active';
}

type Model = ReadonlyMap<string, Row>;

interface Step {
  readonly name: string;
  readonly action: keyof typeof rowStatus | undefined;
  readonly address: boolean;
  readonly areaCode: string | undefined;
  readonly isReader: boolean;
  /** The columns before the status in the PDU. */
  readonly isReversed: boolean;
}

const names = ['al', 'alice', 'b'];

const step: fc.Arbitrary<Step> = fc.record({
  name: fc.constantFrom(...names),
  action: fc.constantFrom(
    undefined,
    'active',
    'notInService',
    'notReady',
    'createAndGo',
    'createAndWait',
    'destroy',
  ),
  address: fc.boolean(),
  areaCode: fc.constantFrom(undefined, '', '030', 'x'),
  isReader: fc.integer({ min: 0, max: 9 }).map((number) => number === 0),
  isReversed: fc.boolean(),
});

const used = (model: Model) =>
  [...model.values()].filter(({ state }) => state !== 'notReady').length;

/** Whether the step may be done at all, by the actions it has and the state of its row. */
function isAllowed(row: Row | undefined, { action, isReader }: Step): boolean {
  if (isReader || action === 'notReady') return false;
  if (action === 'destroy') return true;
  const creates = action === 'createAndGo' || action === 'createAndWait';
  return creates ? row === undefined : row !== undefined;
}

function mergedRow(row: Row | undefined, { name, action, address, areaCode }: Step): Row {
  const isActive = action === 'active' || action === 'createAndGo';
  const stays = action === undefined && row?.state === 'active';
  const known = address ? `9${names.indexOf(name)}` : row?.address;
  const inService = isActive || stays ? 'active' : 'notInService';
  return {
    address: known,
    areaCode: areaCode ?? row?.areaCode,
    state: known === undefined ? 'notReady' : inService,
  };
}

/** Whether what the row would become can be. */
function isPossible(model: Model, row: Row | undefined, next: Row, { action }: Step): boolean {
  const isComplete = next.state !== 'notReady';
  const isNew = row === undefined || row.state === 'notReady';
  if (isNew && used(model) >= left && (isComplete || row === undefined)) return false;
  if (!isComplete) return action === undefined || action === 'createAndWait';
  return next.areaCode !== 'x';
}

/** The model after a step, or undefined where the step must be refused. */
function after(model: Model, one: Step): Model | undefined {
  const { name, action, address, areaCode } = one;
  if (action === undefined && !address && areaCode === undefined) return model;
  const row = model.get(name);
  if (!isAllowed(row, one)) return undefined;
  const others = [...model].filter(([other]) => other !== name);
  if (action === 'destroy') return new Map(others);
  const next = mergedRow(row, one);
  return isPossible(model, row, next, one) ? new Map([...others, [name, next]]) : undefined;
}

function pairsOf({ name, action, address, areaCode, isReversed }: Step) {
  const columns = [
    ...(address ? [[`offhookUserAddress.${name}`, text(`9${names.indexOf(name)}`)] as const] : []),
    ...(areaCode === undefined ? [] : [[`offhookUserAreaCode.${name}`, text(areaCode)] as const]),
  ];
  const status = action ? [[`offhookUserRowStatus.${name}`, rowStatus[action]] as const] : [];
  return isReversed ? [...status, ...columns] : [...columns, ...status];
}

test('any sequence of SETs leaves what the model says', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 25 }), async (steps) => {
      const store = openStore({ configuration: full });
      let model: Model = new Map();
      for (const one of steps) {
        const expected = after(model, one);
        const error = await store.set(pairsOf(one), { access: one.isReader ? 'read' : 'write' });
        assert.equal(
          error === 'noError',
          expected !== undefined,
          `${JSON.stringify(one)} ${error}`,
        );
        model = expected ?? model;
        for (const name of names) {
          const row = model.get(name);
          const status = row
            ? { active: 1, notInService: 2, notReady: 3 }[row.state]
            : 'noSuchInstance';
          assert.equal(await store.read(`offhookUserRowStatus.${name}`), status);
          if (!row) continue;
          const blank = row.state === 'notReady' ? 'noSuchInstance' : '';
          const areaCode = await store.read(`offhookUserAreaCode.${name}`);
          assert.equal(areaCode, row.areaCode ?? blank);
        }
        assert.equal(store.gateway.view.entries().used, 100 - left + used(model));
      }
    }),
    { numRuns: 150 },
  );
});

test('a serial number lets one of any number of managers through at a time', async () => {
  const oid = [1, 3, 6, 1, 6, 3, 1, 1, 6, 1, 0];
  await fc.assert(
    fc.asyncProperty(fc.array(fc.nat(5), { maxLength: 20 }), async (tries) => {
      const { send } = openStore();
      let serial = 0;
      for (const value of tries) {
        const { error } = await send({ operation: 'set', varbinds: [{ oid, value: int(value) }] });
        assert.equal(error === 'noError', value === serial);
        if (error === 'noError') serial += 1;
      }
    }),
    { numRuns: 50 },
  );
});
