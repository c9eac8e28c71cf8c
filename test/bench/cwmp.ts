/**
 * TR-069 at a hundred users: processor time of the large requests, and how long they hold up
 * everything else.
 */
import { checkConfiguration } from '../../src/domain/check-configuration.ts';
import { namesOf, valuesOf } from '../../src/management/cwmp/agent/list.ts';
import { applyEdits } from '../../src/management/cwmp/model/apply-edits.ts';
import { readRequest } from '../../src/management/cwmp/rpc/request.ts';
import { responses, valueStruct } from '../../src/management/cwmp/rpc/response.ts';
import { readEnvelope, writeEnvelope } from '../../src/management/cwmp/soap/envelope.ts';
import { editsOf } from '../../src/management/cwmp/tree/edits.ts';
import { readLeaf } from '../../src/management/cwmp/tree/tree.ts';
import { readXmlInTurns } from '../../src/management/cwmp/xml/read-xml.ts';
import { createSample, type Sample, sampleConfiguration } from '../management/cwmp/sample.ts';
import { Acs } from '../support/acs.ts';
import { ask, type Setting } from '../support/acs-requests.ts';
import type { Bench, Figure } from './figure.ts';

const pause = () => new Promise<void>((resolve) => void setImmediate(resolve));

/** Processor milliseconds of the median run. */
async function cpuMs(runs: number, act: () => unknown): Promise<number> {
  const times: number[] = [];
  for (let run = 0; run < runs; run += 1) {
    const before = process.cpuUsage();
    await act();
    const { user, system } = process.cpuUsage(before);
    times.push((user + system) / 1000);
  }
  return times.toSorted((one, other) => one - other)[Math.floor(runs / 2)] ?? 0;
}

/** The longest that a turn of the event loop took while something ran. */
async function stallMs(act: () => Promise<unknown>): Promise<number> {
  let longest = 0;
  let last = performance.now();
  let isOver = false;
  const watch = () => {
    const now = performance.now();
    longest = Math.max(longest, now - last);
    last = now;
    if (!isOver) setImmediate(watch);
  };
  setImmediate(watch);
  await act();
  isOver = true;
  return longest;
}

const head = { version: '1-2', id: '1' } as const;

async function names({ tree, world }: Sample): Promise<string> {
  const found = await namesOf(tree, await world(), '', false, pause);
  return writeEnvelope(head, responses.names(found));
}

async function values({ tree, world }: Sample, paths: readonly string[]): Promise<string> {
  return writeEnvelope(
    head,
    responses.values(await valuesOf(tree, await world(), paths, valueStruct, pause)),
  );
}

async function set({ tree, world, instances }: Sample, envelope: string): Promise<void> {
  const request = readRequest(readEnvelope(await readXmlInTurns(envelope, pause)).body);
  if (request.method !== 'SetParameterValues') return;
  const now = await world();
  const edits = editsOf(tree, now, request.assignments);
  await pause();
  checkConfiguration(applyEdits(now.configuration, edits, instances).configuration);
}

async function cpu(
  name: string,
  target: number,
  factor: number,
  act: () => Promise<unknown>,
): Promise<Figure> {
  const value = (await cpuMs(15, act)) * factor;
  return { name, value, unit: 'ms CPU', target, direction: 'max' };
}

const bench: Bench = async () => {
  const sample = await createSample(sampleConfiguration(100, 0));
  const { tree } = sample;
  const world = await sample.world();
  const leaves = [...(tree.leaves(world, '') ?? [])];
  const scale = 5000 / leaves.length;
  const settings = leaves.flatMap((leaf): Setting[] => {
    const isSet = leaf.column.access.startsWith('W') && !leaf.name.endsWith('Password');
    const value = readLeaf(world, leaf);
    return isSet && !leaf.name.endsWith('RegisterURI') ? [[leaf.name, value, 'xsd:string']] : [];
  });
  const envelope = new Acs().envelope(ask.set(settings).replaceAll(' xsi:type="xsd:string"', ''));
  const some = leaves.slice(1000, 1032).map(({ name }) => name);
  for (let warm = 0; warm < 5; warm += 1) {
    await names(sample);
    await values(sample, ['']);
    await set(sample, envelope);
  }
  return [
    await cpu('GetParameterNames of the tree, per 5,000 leaves', 30, scale, () => names(sample)),
    await cpu('GetParameterValues of the tree, per 5,000', 50, scale, () => values(sample, [''])),
    await cpu(
      `SetParameterValues of all ${settings.length} that are writable, per 5,000`,
      80,
      5000 / settings.length,
      () => set(sample, envelope),
    ),
    await cpu('GetParameterValues of 32', 2, 1, () => values(sample, some)),
    {
      name: 'longest stall of the event loop meanwhile',
      value: await stallMs(async () => {
        await names(sample);
        await values(sample, ['']);
        await set(sample, envelope);
      }),
      unit: 'ms',
      target: 20,
      direction: 'max',
    },
    { name: 'leaves at 100 users', value: leaves.length, unit: '', target: 7000, direction: 'max' },
  ];
};

export default bench;
