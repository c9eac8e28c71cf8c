/** The tools of Net-SNMP as managers, receivers of notifications and master agents. */
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Child, findProgram, startChild } from './child.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** Nothing of the machine's own configuration, and our MIB beside the three of SMIv2. */
function environment(): NodeJS.ProcessEnv {
  const folder = mkdtempSync(join(tmpdir(), 'offhook-snmp-'));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  return {
    ...process.env,
    MIBDIRS: `${root}/mibs:${root}/node_modules/net-snmp/lib/mibs`,
    MIBS: 'OFFHOOK-MIB',
    SNMPCONFPATH: folder,
    SNMP_PERSISTENT_DIR: folder,
  };
}

export const skipWithoutTools = ['snmpget', 'snmpset', 'snmptable', 'snmpbulkwalk'].some(
  (name) => findProgram(name) === undefined,
)
  ? 'the tools of Net-SNMP are not installed'
  : false;

export interface ToolOutcome {
  readonly code: number;
  /** Both streams. */
  readonly text: string;
}

const toolEnvironment = environment();

export async function runTool(name: string, args: readonly string[]): Promise<ToolOutcome> {
  return await new Promise((resolve) => {
    const options = { env: toolEnvironment, maxBuffer: 1 << 26 };
    execFile(name, [...args], options, (error, stdout, stderr) => {
      const code = error && typeof error.code === 'number' ? error.code : error ? 1 : 0;
      resolve({ code, text: stdout + stderr });
    });
  });
}

export interface Credentials {
  readonly user: string;
  readonly auth?: string;
  readonly authPass?: string;
  readonly priv?: string;
  readonly privPass?: string;
  readonly level?: string;
}

export function v3Arguments(credentials: Credentials): readonly string[] {
  const { user, auth = 'SHA-256', priv = 'AES', level = 'authPriv' } = credentials;
  const { authPass = 'authentic-pass', privPass = 'private-pass' } = credentials;
  const secrets = ['-a', auth, '-A', authPass, '-x', priv, '-X', privPass];
  return ['-v3', '-l', level, '-u', user, '-t', '2', '-r', '1', ...secrets];
}

export const communityArguments = ['-v2c', '-c', 'public', '-t', '2', '-r', '1'] as const;

/** `snmptrapd` with the users and the community of the tests; what it heard is its output. */
export function startTrapReceiver(port: number, lines: readonly string[]): Child {
  const env = environment();
  const file = join(env['SNMPCONFPATH'] ?? '', 'receiver.conf');
  writeFileSync(
    file,
    ['disableAuthorization no', 'authCommunity log traps', ...lines, ''].join('\n'),
  );
  return startChild(
    'snmptrapd',
    ['-f', '-Lo', '-C', '-c', file, '-On', '-OQ', `udp:127.0.0.1:${port}`],
    { env },
  );
}

/** `snmpd` as an AgentX master. */
export function startMaster(port: number, lines: readonly string[]): Child {
  const env: NodeJS.ProcessEnv = { ...environment(), MIBS: '' };
  const file = join(env['SNMPCONFPATH'] ?? '', 'master.conf');
  writeFileSync(file, ['master agentx', ...lines, ''].join('\n'));
  return startChild(
    'snmpd',
    ['-f', '-C', '-c', file, '-Lo', '-I', '-smux', `udp:127.0.0.1:${port}`],
    {
      env,
    },
  );
}
