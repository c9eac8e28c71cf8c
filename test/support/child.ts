/** Real programs started by a test: found, watched, ended by pid. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';

export interface Child {
  readonly pid: number;
  readonly process: ChildProcess;
  /** Everything printed so far, both streams. */
  output(): string;
  /** Resolves when the output matches; rejects when the program ends or the time is up. */
  until(pattern: RegExp, timeoutMs?: number): Promise<RegExpMatchArray>;
  /** Resolves with the exit code; the signal's name when a signal ended it. */
  ended(): Promise<number | NodeJS.Signals>;
  /** Ends the program (and its process group when it leads one) and waits for it. */
  stop(signal?: NodeJS.Signals): Promise<void>;
}

/** The path of a program, or undefined where it is not installed. */
export function findProgram(name: string): string | undefined {
  const found = spawnSync('sh', ['-c', `command -v ${name} || ls /usr/sbin/${name} 2>/dev/null`]);
  const path = found.stdout.toString().trim().split('\n')[0];
  return path === '' ? undefined : path;
}

export interface ChildOptions {
  readonly cwd?: string;
  readonly env?: NodeJS.ProcessEnv;
  /** Lead a process group of its own: for programs that fork workers. */
  readonly group?: boolean;
  readonly input?: 'pipe' | 'ignore';
}

export function startChild(
  command: string,
  args: readonly string[],
  options: ChildOptions = {},
): Child {
  const child = spawn(command, [...args], {
    cwd: options.cwd,
    env: { ...process.env, ...options.env },
    detached: options.group ?? false,
    stdio: [options.input ?? 'ignore', 'pipe', 'pipe'],
  });
  const pid = child.pid;
  if (pid === undefined) throw new Error(`${command} did not start`);
  let text = '';
  const waiting = new Set<() => void>();
  const hear = (chunk: Buffer) => {
    text += chunk.toString();
    for (const look of waiting) look();
  };
  child.stdout?.on('data', hear);
  child.stderr?.on('data', hear);
  const exit = new Promise<number | NodeJS.Signals>((resolve) => {
    child.once('exit', (code, signal) => {
      resolve(code ?? signal ?? 1);
      for (const look of waiting) look();
    });
  });
  const hasEnded = () => child.exitCode !== null || child.signalCode !== null;

  return {
    pid,
    process: child,
    output: () => text,
    until: (pattern, timeoutMs = 15_000) =>
      new Promise((resolve, reject) => {
        const settle = (act: () => void) => {
          clearTimeout(timer);
          waiting.delete(look);
          act();
        };
        const look = () => {
          const match = text.match(pattern);
          if (match) settle(() => resolve(match));
          else if (hasEnded())
            settle(() => reject(new Error(`${command} ended before ${pattern}:\n${text}`)));
        };
        const timer = setTimeout(
          () =>
            settle(() =>
              reject(new Error(`${command} never printed ${pattern}:\n${text.slice(-4000)}`)),
            ),
          timeoutMs,
        );
        waiting.add(look);
        look();
      }),
    ended: () => exit,
    async stop(signal = 'SIGTERM') {
      if (!hasEnded()) {
        try {
          process.kill(options.group ? -pid : pid, signal);
        } catch {
          // Already gone.
        }
        const hard = setTimeout(() => {
          try {
            process.kill(options.group ? -pid : pid, 'SIGKILL');
          } catch {
            // Already gone.
          }
        }, 8_000);
        await exit;
        clearTimeout(hard);
      }
    },
  };
}
