/**
 * baresip as a LAN phone without sound hardware: what its speaker would say goes into its
 * microphone.
 */
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Child, findProgram, startChild } from './child.ts';
import { freePort } from './ports.ts';

export const baresipPath = findProgram('baresip');

const modules = ['/usr/lib/baresip/modules', '/usr/lib/x86_64-linux-gnu/baresip/modules'];
const modulePath = modules.find(existsSync);

/** Why baresip cannot be used, for `skip`; false when it can. */
export const noBaresip =
  baresipPath === undefined
    ? 'baresip is not installed'
    : modulePath === undefined
      ? 'baresip has no modules'
      : false;

export interface BaresipOptions {
  readonly login: string;
  readonly password: string;
  readonly registrarPort: number;
  readonly transport?: 'udp' | 'tcp';
  /** By default what it hears it says again. */
  readonly sound?: Sound | undefined;
}

export interface Baresip {
  readonly child: Child;
  /** Runs a command of its menu: `dial`, `hangup`. */
  command(name: string, params?: string): void;
  stop(): Promise<void>;
}

/** What goes into its microphone, and where what its speaker says goes. */
export interface Sound {
  readonly source: string;
  readonly player: string;
}

const echo: Sound = { source: 'aubridge,mouth', player: 'aubridge,mouth' };

function configuration(sipPort: number, controlPort: number, { source, player }: Sound): string {
  return [
    `sip_listen 127.0.0.1:${sipPort}`,
    'net_interface 127.0.0.1',
    `module_path ${modulePath}`,
    ...['g711', 'aubridge', 'ausine'].map((name) => `module ${name}.so`),
    ...['account', 'menu', 'ctrl_tcp'].map((name) => `module_app ${name}.so`),
    `ctrl_tcp_listen 127.0.0.1:${controlPort}`,
    `audio_source ${source}`,
    // The only form of its sine; it comes down to that of the codec.
    ...(source.startsWith('ausine') ? ['ausrc_srate 48000', 'ausrc_channels 2'] : []),
    `audio_player ${player}`,
    'audio_alert aubridge,alert',
    '',
  ].join('\n');
}

/** Starts a phone that answers by itself; resolves when it is registered. */
export async function startBaresip(options: BaresipOptions): Promise<Baresip> {
  if (baresipPath === undefined) throw new Error('baresip is not installed');
  const { login, password, registrarPort, transport = 'udp', sound = echo } = options;
  const folder = mkdtempSync(join(tmpdir(), 'offhook-baresip-'));
  const controlPort = await freePort();
  writeFileSync(join(folder, 'config'), configuration(await freePort(), controlPort, sound));
  writeFileSync(
    join(folder, 'accounts'),
    `<sip:${login}@127.0.0.1:${registrarPort};transport=${transport}>;auth_pass=${password};answermode=auto;audio_codecs=PCMA;regint=60\n`,
  );
  writeFileSync(join(folder, 'contacts'), '');
  const child = startChild(baresipPath, ['-f', folder]);
  await child.until(/200 OK/);
  return {
    child,
    command(name, params) {
      const text = JSON.stringify({ command: name, params });
      const socket = connect(controlPort, '127.0.0.1', () => {
        socket.end(`${text.length}:${text},`);
      });
      socket.on('data', () => undefined);
    },
    async stop() {
      await child.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
