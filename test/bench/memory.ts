/** What lines, calls and transactions keep of the memory. */
import { fileURLToPath } from 'node:url';
import { startChild } from '../support/child.ts';
import { startGateway } from '../support/gateway-process.ts';
import { freePort } from '../support/ports.ts';
import { startSipp } from '../support/sipp.ts';
import type { Figure } from './figure.ts';
import { type InProcess, startInProcess } from './in-process.ts';
import { residentMegabytes } from './usage.ts';

const few = 10;
const many = 100;
const heldCalls = 1000;
const warmUp = 40_000;
/** REGISTER, 401, REGISTER, 200: two transactions a registration. */
const transactions = 1_000_000;

function linesScript(registrar: number, lines: number): string[] {
  return [
    'voip sip protocol set register-rate 10000',
    // Long enough in time that goes faster: nothing is sent twice.
    'voip sip protocol set t1 5000',
    'voip sip protocol set register-attempt-ms 32000',
    'voip sip protocol set location-fail-back none',
    `voip sip locationserver create one contact 127.0.0.1:${registrar}`,
    ...numbers(0, lines).flatMap(lineScript),
  ];
}

function lineScript(n: number): string[] {
  return [
    `voip ep soft create p${n}`,
    `voip sip user create u${n} address ${1000 + n} login u${n} password secret-${n}`,
    `voip sip user add u${n} port p${n}`,
  ];
}

function numbers(from: number, to: number): number[] {
  return Array.from({ length: to - from }, (_, at) => from + at);
}

async function startLines(registrar: number, lines: number, speed = 1): Promise<InProcess> {
  const places = await Promise.all(
    ['lan', 'wan'].map(
      async (side) => `voip sip interface set ${side} address 127.0.0.1 port ${await freePort()}`,
    ),
  );
  const started = await startInProcess([...places, ...linesScript(registrar, lines)], speed);
  await allUp(started, lines);
  return started;
}

async function allUp({ gateway: { view } }: InProcess, lines: number): Promise<void> {
  await waitFor(() => {
    const users = view.users();
    return users.length === lines && users.every(({ status }) => status === 'up');
  });
}

async function waitFor(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, 2));
}

/** Bytes on the heap once the garbage is gone, and what its finalizers held. */
async function heapBytes(): Promise<number> {
  for (let at = 0; at < 4; at += 1) {
    globalThis.gc?.();
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return process.memoryUsage().heapUsed;
}

/** What ninety more lines keep on the heap, each: entries, actors, identities, bindings. */
async function heapPerLine(registrar: number): Promise<number> {
  const started = await startLines(registrar, few);
  const more = numbers(few, many);
  /** Also when what was said last is no longer waited for. */
  const settled = async (lines: number) => {
    await allUp(started, lines);
    await waitFor(() => started.gateway.liveness().transactions === 0);
    return heapBytes();
  };
  let low = 0;
  let high = 0;
  // The first rounds also pay for what is loaded, compiled and shaped once.
  for (let round = 0; round < 3; round += 1) {
    low = await settled(few);
    await started.run(more.flatMap(lineScript));
    high = await settled(many);
    await started.run(more.flatMap((n) => [`voip sip user delete u${n}`, `voip ep delete p${n}`]));
  }
  await started.stop();
  return (high - low) / (many - few) / 1000;
}

async function growth(registrar: number): Promise<number> {
  const { gateway, stop } = await startLines(registrar, many, 40);
  const { view, statistics, commands } = gateway;
  const names = view.users().map(({ name }) => name);
  const done = () => 2 * statistics.total('register_requests', 'one', 'ok');
  const reach = async (count: number) => {
    let asked = done();
    await waitFor(() => {
      if (done() >= asked && done() < count) {
        asked = done() + 2 * names.length;
        for (const name of names) commands.retryRegistration(name);
      }
      return done() >= count && done() >= asked;
    });
  };
  await reach(warmUp);
  const before = await heapBytes();
  await reach(warmUp + transactions);
  const bytes = (await heapBytes()) - before;
  await stop();
  return bytes / 1e6;
}

async function idleMegabytes(registrar: number): Promise<number> {
  const gateway = await startGateway({ script: linesScript(registrar, many) });
  try {
    await gateway.until('system status', ({ linesUp }) => linesUp === many);
    return residentMegabytes(gateway.child.pid);
  } finally {
    await gateway.stop();
  }
}

/** What each of many calls held at a time adds to the resident memory of the gateway's process. */
async function perCall(): Promise<number> {
  const [calleePort, callerPort] = [await freePort(), await freePort()];
  const gateway = await startGateway({
    env: { OFFHOOK_LOG: 'error' },
    script: [
      'voip sip protocol set rtp-port-range 2000-19999',
      'voip sip protocol set proxy-fail-back none',
      'voip sip protocol set drain-time 0',
      `voip sip proxyserver create out contact 127.0.0.1:${calleePort}`,
      `voip ep sip create desk login desk contact sip:caller@127.0.0.1:${callerPort}`,
      'voip sip user create alice address 200',
      'voip sip user add alice port desk',
    ],
  });
  const callee = startSipp({ scenario: 'callee', port: calleePort });
  const startCaller = (heldMs: number) =>
    startSipp({
      scenario: 'caller',
      port: callerPort,
      target: `127.0.0.1:${gateway.lanPort}`,
      calls: heldCalls,
      args: ['-s', '5551234', '-r', '100', '-l', String(heldCalls), '-d', String(heldMs)],
    });
  // What the first calls make of code and of room for garbage is no call's own.
  await startCaller(0).ended();
  const before = residentMegabytes(gateway.child.pid);
  const caller = startCaller(25_000);
  try {
    await gateway.until('system status', ({ calls }) => calls === heldCalls, 25_000);
    return (residentMegabytes(gateway.child.pid) - before) / heldCalls;
  } finally {
    await caller.stop('SIGKILL');
    await gateway.stop();
    await callee.stop('SIGKILL');
  }
}

export default async function memory(): Promise<readonly Figure[]> {
  const port = await freePort();
  const program = fileURLToPath(new URL('./peers/registrar.ts', import.meta.url));
  const registrar = startChild(process.execPath, [program, String(port), '3600']);
  await registrar.until(/listening/);
  const figures: Figure[] = [];
  const add = (name: string, value: number, unit: string, target: number) =>
    figures.push({ name, value, unit, target, direction: 'max' });
  try {
    add(`resident, ${many} lines idle`, await idleMegabytes(port), 'MB', 80);
    add('heap, each further line', await heapPerLine(port), 'kB', 6);
    const allowed = (10 * transactions) / 1e6;
    add(`heap grown by ${transactions} transactions`, await growth(port), 'MB', allowed);
    add(`resident, each of ${heldCalls} calls held`, await perCall(), 'MB', 0.06);
  } finally {
    await registrar.stop();
  }
  return figures;
}
