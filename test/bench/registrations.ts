/** Lines kept registered: CPU a registration (401 and 200), start to all lines up, memory. */
import { fileURLToPath } from 'node:url';
import type { Gateway } from '../../src/gateway/create-gateway.ts';
import { startChild } from '../support/child.ts';
import { freePort } from '../support/ports.ts';
import type { Figure } from './figure.ts';
import { type InProcess, ownCpuSeconds, startInProcess } from './in-process.ts';

const lines = 100;
const warmUp = 10_000;
const measured = 20_000;
/** Rounds of a line, a second apart, would leave the processor idle; faster, the start fails. */
const speed = 10;

async function script(registrar: number): Promise<string[]> {
  const users = Array.from({ length: lines }, (_, n) => n).flatMap((n) => [
    `voip ep soft create p${n}`,
    `voip sip user create u${n} address ${1000 + n} login u${n} password secret-${n}`,
    `voip sip user add u${n} port p${n}`,
  ]);
  return [
    `voip sip interface set lan address 127.0.0.1 port ${await freePort()}`,
    `voip sip interface set wan address 127.0.0.1 port ${await freePort()}`,
    'voip sip protocol set register-rate 10000',
    // Long enough in time that goes faster: nothing is sent twice.
    'voip sip protocol set t1 5000',
    'voip sip protocol set register-attempt-ms 32000',
    'voip sip protocol set location-fail-back none',
    `voip sip locationserver create one contact 127.0.0.1:${registrar}`,
    ...users,
  ];
}

/** Until so many have been answered with 200; each time it looks, `act` may ask for more. */
async function reached({ gateway }: InProcess, count: number, act = () => {}): Promise<void> {
  while (doneBy(gateway) < count) {
    act();
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
}

function doneBy({ statistics }: Gateway): number {
  return statistics.total('register_requests', 'one', 'ok');
}

/** Seconds until every line of an empty gateway is registered, in real time. */
async function allUpSeconds(port: number): Promise<number> {
  const startedAt = performance.now();
  const started = await startInProcess(await script(port));
  try {
    await reached(started, lines);
    return (performance.now() - startedAt) / 1000;
  } finally {
    await started.stop();
  }
}

async function perCpuSecond(port: number): Promise<number> {
  const started = await startInProcess(await script(port), speed);
  const { gateway } = started;
  try {
    await reached(started, lines);
    // All lines ask again as soon as all have been answered.
    const names = gateway.view.users().map(({ name }) => name);
    let asked = doneBy(gateway);
    const again = () => {
      if (doneBy(gateway) < asked) return;
      asked = doneBy(gateway) + names.length;
      for (const name of names) gateway.commands.retryRegistration(name);
    };
    await reached(started, warmUp, again);
    const [cpuBefore, doneBefore] = [ownCpuSeconds(), doneBy(gateway)];
    await reached(started, doneBefore + measured, again);
    return (doneBy(gateway) - doneBefore) / (ownCpuSeconds() - cpuBefore);
  } finally {
    await started.stop();
  }
}

export default async function registrations(): Promise<readonly Figure[]> {
  const port = await freePort();
  const program = fileURLToPath(new URL('./peers/registrar.ts', import.meta.url));
  const registrar = startChild(process.execPath, [program, String(port), '3600']);
  try {
    await registrar.until(/listening/);
    return [
      {
        name: `start to ${lines} lines up, empty store, no spread`,
        value: await allUpSeconds(port),
        unit: 's',
        target: 1,
        direction: 'max',
      },
      {
        name: `registrations (401 + 200) at ${lines} lines`,
        value: await perCpuSecond(port),
        unit: '/CPU s',
        target: 5000,
        direction: 'min',
      },
    ];
  } finally {
    await registrar.stop();
  }
}
