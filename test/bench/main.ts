/** `npm run bench [-- name …]`: every figure beside its target, on this machine, now. */
import { readdirSync } from 'node:fs';
import { cpus } from 'node:os';
import { fileURLToPath } from 'node:url';
import { type Bench, line } from './figure.ts';

const folder = fileURLToPath(new URL('.', import.meta.url));
const wanted = process.argv.slice(2);
const names = readdirSync(folder)
  .map((file) => file.replace(/\.ts$/, ''))
  .filter((name) => name !== 'main' && name !== 'figure')
  .filter((name) => wanted.length === 0 || wanted.includes(name));

console.log(
  `${cpus().length} × ${cpus()[0]?.model ?? 'unknown processor'}, Node ${process.version}`,
);
for (const name of names) {
  const module: { default: Bench } = await import(`./${name}.ts`);
  console.log(`\n${name}`);
  try {
    for (const figure of await module.default()) console.log(`  ${line(figure)}`);
  } catch (error) {
    console.log(`  not measured: ${error instanceof Error ? error.message : String(error)}`);
    process.exitCode = 1;
  }
}
process.exit();
