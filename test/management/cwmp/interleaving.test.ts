/**
 * An ACS and an operator change the same rows in any order: numbers stay true, entries stay within
 * their limit.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { array, asyncProperty, assert as check, constantFrom, nat, record } from 'fast-check';
import { checkConfiguration } from '../../../src/domain/check-configuration.ts';
import { entriesUsed } from '../../../src/domain/entries.ts';
import { Refusal } from '../../../src/domain/refusal.ts';
import { createUser, deleteUser } from '../../../src/domain/users.ts';
import { Device } from '../../../src/management/cwmp/agent/device.ts';
import { NameLookup } from '../../../src/management/cwmp/agent/name-lookup.ts';
import { Instances } from '../../../src/management/cwmp/model/instances.ts';
import { CwmpFault } from '../../../src/management/cwmp/soap/fault.ts';
import { createFakeGateway, type FakeGateway } from '../../support/fake-gateway.ts';
import { device as facts, sampleConfiguration, voice } from './sample.ts';

const client = `${voice}SIP.Client.`;
const author = { face: 'cli', name: 'owner' };

const steps = array(
  record({
    act: constantFrom('add', 'enable', 'rename', 'remove', 'create', 'delete', 'restart', 'clash'),
    which: nat(6),
  }),
  { maxLength: 30 },
);

interface Run {
  readonly gateway: FakeGateway;
  device: Device;
  instances: Instances;
  /** Every number that was ever seen, and whose it is now. */
  readonly owners: Map<number, string | undefined>;
}

async function start(gateway: FakeGateway): Promise<Pick<Run, 'device' | 'instances'>> {
  const instances = await Instances.load(gateway.state);
  const context = {
    ...gateway.context,
    clock: { ...gateway.context.clock, setTimeout: (fire: () => void) => setImmediate(fire) },
  };
  const lookup = new NameLookup({
    now: () => 0,
    ask: async () => undefined,
    onDone: () => undefined,
  });
  return { instances, device: new Device(context, instances, lookup, () => facts) };
}

async function numbersOf({ device }: Run): Promise<readonly number[]> {
  return (await device.world()).rows('users').map(({ number }) => number);
}

async function act(run: Run, what: string, which: number): Promise<void> {
  const numbers = await numbersOf(run);
  const path = `${client}${numbers[which % Math.max(1, numbers.length)] ?? 1}.`;
  const set = (name: string, value: string) =>
    run.device.setValues([{ name: `${path}${name}`, value, xsiType: undefined }]);
  switch (what) {
    case 'add':
      await run.device.addObject(client);
      break;
    case 'enable':
      await set('X_OFFHOOK_Address', String(3000 + which));
      await set('Enable', '1');
      break;
    case 'rename':
      await set('X_OFFHOOK_UserName', `n${which}`);
      break;
    case 'clash':
      await set('X_OFFHOOK_Address', '1001');
      break;
    case 'remove':
      await run.device.deleteObject(path);
      break;
    case 'create':
      await run.gateway.commands.submit(
        (before) => createUser(before, { name: `c${which}`, address: String(4000 + which) }),
        author,
        'create',
      );
      break;
    case 'delete':
      await run.gateway.commands.submit((before) => deleteUser(before, `c${which}`), author, 'x');
      break;
    default:
      Object.assign(run, await start(run.gateway));
  }
}

async function judge(run: Run): Promise<void> {
  const configuration = run.gateway.configuration();
  checkConfiguration(configuration);
  const { used, limit } = entriesUsed(configuration);
  assert.ok(used <= limit);
  const rows = (await run.device.world()).rows('users');
  const numbers = rows.map(({ number }) => number);
  assert.equal(new Set(numbers).size, numbers.length, 'no number twice');
  assert.equal(rows.length, configuration.users.length + configuration.drafts.length);
  const high = Math.max(0, ...run.owners.keys());
  for (const number of numbers) {
    const isKnown = run.owners.has(number);
    assert.ok(isKnown || number > high, 'a new row has a new number');
    assert.ok(!isKnown || run.owners.get(number) !== undefined, 'a number does not come back');
  }
  for (const number of run.owners.keys())
    if (!numbers.includes(number)) run.owners.set(number, undefined);
  for (const { number, target } of rows) run.owners.set(number, target.name);
}

test('whatever the two do, in any order, over restarts', async () => {
  await check(
    asyncProperty(steps, nat(3), async (sequence, free) => {
      const gateway = createFakeGateway({ configuration: sampleConfiguration(2, 98 - free) });
      const run: Run = { gateway, ...(await start(gateway)), owners: new Map() };
      await judge(run);
      for (const { act: what, which } of sequence) {
        try {
          await act(run, what, which);
        } catch (error) {
          assert.ok(error instanceof CwmpFault || error instanceof Refusal, String(error));
          assert.notEqual(error instanceof CwmpFault && error.code, 9002);
        }
        await judge(run);
      }
    }),
    { numRuns: 60 },
  );
});
