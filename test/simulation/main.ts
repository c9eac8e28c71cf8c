/**
 * `npm run simulate -- --seeds N [--from S] | --seed S [--trace]`: worlds from seeds, until one
 * breaks a rule.
 */
import { parseArgs } from 'node:util';
import { type Outcome, simulate } from './simulation.ts';

const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: '1000' },
    from: { type: 'string', default: '1' },
    seed: { type: 'string' },
    trace: { type: 'boolean', default: false },
    all: { type: 'boolean', default: false },
  },
});

function report({ seed, broken, last, settings }: Outcome): void {
  console.log(last.join('\n'));
  console.log(`seed ${seed} breaks: ${broken.join('; ')}`);
  console.log(`faults: ${[...settings.faults].join(' ')}`);
  console.log(`replay: npm run simulate -- --seed ${seed} --trace`);
}

function print(line: string): void {
  console.log(line);
}

async function replay(seed: number): Promise<void> {
  const outcome = await simulate(seed, values.trace ? { print } : {});
  if (outcome.broken.length > 0) report(outcome);
  else console.log(`seed ${seed} is well, trace ${outcome.hash}, ${outcome.calls} calls`);
  process.exitCode = outcome.broken.length > 0 ? 1 : 0;
}

async function sweep(from: number, seeds: number): Promise<void> {
  const startedAt = performance.now();
  let [simulatedMs, events, calls, failures] = [0, 0, 0, 0];
  for (let seed = from; seed < from + seeds; seed += 1) {
    const outcome = await simulate(seed);
    simulatedMs += outcome.simulatedMs;
    events += outcome.events;
    calls += outcome.calls;
    if (outcome.broken.length > 0) {
      failures += 1;
      if (values.all) console.log(`seed ${seed}: ${outcome.broken[0] ?? ''}`);
      else return (report(outcome), void (process.exitCode = 1));
    }
    const done = seed - from + 1;
    if (done % 500 === 0 || done === seeds) {
      const seconds = (performance.now() - startedAt) / 1000;
      const hours = simulatedMs / 3_600_000;
      console.log(
        `${done} seeds, ${failures} broken, ${hours.toFixed(0)} h simulated in ${seconds.toFixed(0)} s ` +
          `(${(hours / seconds).toFixed(1)} h/s), ${events} events, ${calls} calls`,
      );
    }
  }
  process.exitCode = failures > 0 ? 1 : 0;
}

if (values.seed === undefined) await sweep(Number(values.from), Number(values.seeds));
else await replay(Number(values.seed));
