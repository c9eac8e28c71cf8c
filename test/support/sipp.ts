/** SIPp as a server, a caller or a callee on loopback, driven by a scenario file. */
import { existsSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Child, findProgram, startChild } from './child.ts';

export const sippPath = findProgram('sipp');

const scenarios = fileURLToPath(new URL('../data/sipp/', import.meta.url));

export interface SippOptions {
  /** A file of test/data/sipp without its suffix. */
  readonly scenario: string;
  readonly port: number;
  /** Where to send; omitted for servers. */
  readonly target?: string;
  readonly calls?: number;
  readonly args?: readonly string[];
  /** Replaces text of the scenario: the status line of a refusing server, say. */
  readonly replace?: readonly (readonly [from: string, to: string])[];
}

export function startSipp(options: SippOptions): Child {
  if (sippPath === undefined) throw new Error('sipp is not installed');
  const source = join(scenarios, `${options.scenario}.xml`);
  if (!existsSync(source)) throw new Error(`no scenario ${source}`);
  const folder = mkdtempSync(join(tmpdir(), 'offhook-sipp-'));
  const file = join(folder, `${options.scenario}.xml`);
  let text = readFileSync(source, 'utf8');
  for (const [from, to] of options.replace ?? []) text = text.replaceAll(from, to);
  writeFileSync(file, text);
  return startChild(
    sippPath,
    [
      ...(options.target ? [options.target] : []),
      '-sf',
      file,
      '-i',
      '127.0.0.1',
      '-p',
      String(options.port),
      '-nostdin',
      '-trace_err',
      '-error_file',
      join(folder, 'errors.log'),
      ...(options.calls === undefined ? [] : ['-m', String(options.calls)]),
      ...(options.args ?? []),
    ],
    { cwd: folder },
  );
}
