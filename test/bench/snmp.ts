/**
 * What a manager's walk costs with the table of entries full, and what the gateway's loop feels of
 * it.
 */
import { execFile, spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { promisify } from 'node:util';
import { startSnmpWorld } from '../management/snmp/snmp-world.ts';
import { openSyntheticStore } from '../management/snmp/synthetic.ts';
import { manyLines } from '../support/many-lines.ts';
import type { Figure } from './figure.ts';

const run = promisify(execFile);
const times = 20;

/** CPU of a process and all its threads, in milliseconds. */
function cpuMs(pid: number): number {
  const tasks = `/proc/${pid}/task`;
  return readdirSync(tasks).reduce((sum, task) => {
    const [ran = '0'] = readFileSync(`${tasks}/${task}/schedstat`, 'utf8').split(' ');
    return sum + Number(ran) / 1e6;
  }, 0);
}

function agentPid(): number {
  const children = `/proc/${process.pid}/task/${process.pid}/children`;
  return Number(readFileSync(children, 'utf8').split(' ')[0]);
}

const walkCommand = (port: number, from: string) =>
  `MIBS= snmpbulkwalk -OQn -Cr50 -v2c -c public 127.0.0.1:${port} ${from}`;

/** Walks from a shell of its own, so that starting the tool costs the gateway nothing. */
async function walks(port: number, from: string): Promise<void> {
  const command = `for k in $(seq ${times}); do ${walkCommand(port, from)} >/dev/null; done`;
  await run('sh', ['-c', command]);
}

async function oidsOf(port: number, from: string): Promise<number> {
  const { stdout } = await run('sh', ['-c', `${walkCommand(port, from)} | wc -l`]);
  return Number(stdout);
}

/**
 * snmpd's own ifTable with 101 interfaces, in a network of its own; undefined where that may not
 * be.
 */
function snmpdRate(): number | undefined {
  const folder = mkdtempSync(join(tmpdir(), 'offhook-bench-'));
  writeFileSync(join(folder, 'snmpd.conf'), 'rocommunity public 127.0.0.1\n');
  const walk = walkCommand(2162, '1.3.6.1.2.1.2.2');
  const script = `
    ip link set lo up && for i in $(seq 50); do ip link add v$i type veth peer name w$i; done
    export SNMP_PERSISTENT_DIR=${folder}
    MIBS= snmpd -f -C -c ${folder}/snmpd.conf -Lf /dev/null -I -smux udp:127.0.0.1:2162 &
    for k in $(seq 50); do ${walk} 2>/dev/null | grep -q 1.3 && break; done
    ${walk} | wc -l
    date +%s%N; for k in $(seq ${times}); do ${walk} >/dev/null; done; date +%s%N
    kill %1 2>/dev/null || kill $!`;
  const { stdout } = spawnSync('unshare', ['-n', 'sh', '-c', script]);
  const [oids = 0, from = 0, to = 0] = stdout.toString().trim().split('\n').map(Number);
  return oids > 1000 ? (oids * times) / ((to - from) / 1e9) : undefined;
}

/** CPU of a walk over so many synthetic rows, for each thousand of its OIDs. */
async function syntheticCost(rows: number): Promise<number> {
  const store = openSyntheticStore(rows);
  const before = process.cpuUsage();
  const oids = await store.walk();
  return (process.cpuUsage(before).user / 1000 / oids) * 1000;
}

export default async function bench(): Promise<readonly Figure[]> {
  await using world = await startSnmpWorld({ of: manyLines(99) });
  const agent = agentPid();
  const from = '1.3.6.1';
  const oids = await oidsOf(world.port, from);
  await walks(world.port, from);
  const before = cpuMs(process.pid) + cpuMs(agent);
  const started = performance.now();
  await walks(world.port, from);
  const rate = (oids * times) / ((performance.now() - started) / 1000);
  const cpu = cpuMs(process.pid) + cpuMs(agent) - before;
  const delay = monitorEventLoopDelay({ resolution: 1 });
  delay.enable();
  await Promise.all([walks(world.port, from), walks(world.port, from)]);
  delay.disable();
  const reference = snmpdRate();
  await syntheticCost(100);
  const [few, many] = [await syntheticCost(1_000), await syntheticCost(10_000)];
  const cost = { unit: 'ms CPU', direction: 'max' } as const;
  return [
    {
      name: '1,000 OIDs of a full walk at 100 entries',
      value: (cpu / oids / times) * 1000,
      target: 10,
      ...cost,
    },
    {
      name: 'p99 delay of the loop while two managers walk',
      value: delay.percentile(99) / 1e6,
      target: 10,
      unit: 'ms',
      direction: 'max',
    },
    {
      name: 'full walk',
      value: rate,
      target: (reference ?? 0) * 0.8,
      unit: 'OIDs/s',
      direction: 'min',
    },
    {
      name: '1,000 OIDs at 10,000 rows, beside 1,000 rows',
      value: many / few,
      target: 1.5,
      unit: 'times',
      direction: 'max',
    },
  ];
}
