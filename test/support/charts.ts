/** Every chart of `machines/`, found by its file, so that a new one is covered at once. */
import { readdirSync, readFileSync } from 'node:fs';
import { type AnyStateMachine, StateMachine } from 'xstate';

const folder = new URL('../../machines/', import.meta.url);

export interface ChartFile {
  /** `hunt` of `hunt.machine.ts`. */
  readonly name: string;
  readonly machine: AnyStateMachine;
  /** What the file says it is. */
  readonly opening: string;
}

export function machineTexts(): ReadonlyMap<string, string> {
  const files = readdirSync(folder).filter((file) => file.endsWith('.ts'));
  return new Map(files.sort().map((file) => [file, readFileSync(new URL(file, folder), 'utf8')]));
}

export async function everyChart(): Promise<readonly ChartFile[]> {
  const charts: ChartFile[] = [];
  for (const [file, text] of machineTexts()) {
    if (!file.endsWith('.machine.ts')) continue;
    const exported: Record<string, unknown> = await import(new URL(file, folder).href);
    const machines = Object.values(exported).filter((one) => one instanceof StateMachine);
    const [machine] = machines;
    if (!machine || machines.length > 1) throw new Error(`${file} holds ${machines.length} charts`);
    charts.push({ name: file.replace('.machine.ts', ''), machine, opening: openingOf(text) });
  }
  return charts;
}

function openingOf(text: string): string {
  const [, comment = ''] = /^\/\*\*([\s\S]*?)\*\//.exec(text) ?? [];
  return comment.replace(/^\s*\* ?/gm, '').trim();
}
