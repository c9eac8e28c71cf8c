/** What a process has used, read from /proc: CPU seconds and resident memory. */
import { readFileSync } from 'node:fs';

/** Clock ticks a second: what Linux reports to user space, whatever the kernel's own rate is. */
const ticksPerSecond = 100;

/** User and system time of this one process, without its children. */
export function cpuSeconds(pid: number): number {
  const text = readFileSync(`/proc/${pid}/stat`, 'latin1');
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) / ticksPerSecond;
}

export function residentMegabytes(pid: number): number {
  const text = readFileSync(`/proc/${pid}/status`, 'latin1');
  return Number(/VmRSS:\s+(\d+) kB/.exec(text)?.[1] ?? 0) / 1024;
}
