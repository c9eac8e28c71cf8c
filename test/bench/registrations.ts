/** Lines kept registered: CPU a registration (401 and 200), start to all lines up, memory. */
import { fileURLToPath } from 'node:url';
import { startChild } from '../support/child.ts';
import { freePort } from '../support/ports.ts';
import type { Figure } from './figure.ts';
import { ownCpuSeconds, startInProcess } from './in-process.ts';

const lines = 100;
const warmUp = 10_000;
const measured = 20_000;
const speed = 40;

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

export default async function registrations(): Promise<readonly Figure[]> {
  const port = await freePort();
  const program = fileURLToPath(new URL('./peers/registrar.ts', import.meta.url));
  const registrar = startChild(process.execPath, [program, String(port), '3600']);
  await registrar.until(/listening/);
  const startedAt = performance.now();
  const { gateway, stop } = await startInProcess(await script(port), speed);
  const { view, statistics, commands } = gateway;
  const done = () => statistics.total('register_requests', 'one', 'ok');
  const isReached = async (count: number, act: () => void) => {
    while (done() < count) {
      act();
      await new Promise((resolve) => setTimeout(resolve, 2));
    }
  };
  try {
    await isReached(lines, () => {});
    const allUpSeconds = (performance.now() - startedAt) / 1000;
    // All lines ask again as soon as all have been answered.
    const names = view.users().map(({ name }) => name);
    let asked = done();
    const again = () => {
      if (done() < asked) return;
      asked = done() + names.length;
      for (const name of names) commands.retryRegistration(name);
    };
    await isReached(warmUp, again);
    const [cpuBefore, doneBefore] = [ownCpuSeconds(), done()];
    await isReached(doneBefore + measured, again);
    const perSecond = (done() - doneBefore) / (ownCpuSeconds() - cpuBefore);
    return [
      {
        name: `registrations (401 + 200) at ${lines} lines`,
        value: perSecond,
        unit: '/CPU s',
        target: 5000,
        direction: 'min',
      },
      {
        name: `start to ${lines} lines up, empty store, no spread`,
        value: allUpSeconds,
        unit: 's',
        target: 1,
        direction: 'max',
      },
    ];
  } finally {
    await stop();
    await registrar.stop();
  }
}
