/**
 * A gateway without lives and a real SNMP agent beside it: what the tests of the agent begin with.
 */

import type { Configuration } from '../../../src/domain/configuration.ts';
import { emptyConfiguration } from '../../../src/domain/empty-configuration.ts';
import { createSecret } from '../../../src/domain/secret.ts';
import type {
  SnmpAuth,
  SnmpPriv,
  SnmpSettings,
  SnmpUser,
} from '../../../src/domain/snmp-configuration.ts';
import { initialSnmpSettings } from '../../../src/domain/snmp-settings.ts';
import type { FaceContext } from '../../../src/management/face.ts';
import type { Sealing } from '../../../src/management/snmp/engine-state.ts';
import {
  createSnmpFace,
  type SnmpFace,
  type SnmpFaceOptions,
} from '../../../src/management/snmp/face.ts';
import { localizedKey, masterKey } from '../../../src/management/snmp-keys.ts';
import { realClock } from '../../../src/runtime/clock.ts';
import { createFakeGateway, type FakeGateway } from '../../support/fake-gateway.ts';
import { freePort } from '../../support/ports.ts';

export const engineId = '80001f88051234567890abcdef';
export const authPass = 'authentic-pass';
export const privPass = 'private-pass';

export interface UserOptions {
  readonly auth?: SnmpAuth;
  readonly priv?: SnmpPriv;
  readonly access?: 'read' | 'write';
  readonly view?: string;
}

export function snmpUser(name: string, options: UserOptions = {}): SnmpUser {
  const { auth = 'sha256', priv = 'aes128', access = 'read', view = 'all' } = options;
  const keyOf = (pass: string) => {
    const master = masterKey(auth, pass);
    const localized = localizedKey(auth, master, Buffer.from(engineId, 'hex')).toString('hex');
    return { localized: createSecret(localized), master: () => master.toString('hex') };
  };
  return { name, auth, priv, access, view, authKey: keyOf(authPass), privKey: keyOf(privPass) };
}

/** `public` reads from loopback, `reader` reads and `writer` writes with SHA-256 and AES-128. */
export async function openSettings(part: Partial<SnmpSettings> = {}): Promise<SnmpSettings> {
  return {
    ...initialSnmpSettings,
    listen: { address: '127.0.0.1', port: await freePort() },
    engineId,
    communities: [{ name: 'public', source: '127.0.0.0/8', view: 'all' }],
    users: [snmpUser('reader'), snmpUser('writer', { access: 'write' })],
    ...part,
  };
}

/** Seals so that nothing can be read by looking. */
export const fakeSealing: Sealing = {
  seal: (secret, context) => Buffer.from(`${context}\n${secret}`).toString('base64'),
  unseal(sealed, context) {
    const text = Buffer.from(sealed, 'base64').toString();
    if (!text.startsWith(`${context}\n`)) throw new Error('sealed for another place');
    return text.slice(context.length + 1);
  },
};

const author = { face: 'cli', name: 'test' };

export interface SnmpWorld extends AsyncDisposable {
  readonly gateway: FakeGateway;
  readonly face: SnmpFace;
  readonly port: number;
  /** Applies the configuration of now, as the gateway does after each change. */
  apply(): Promise<void>;
}

export interface WorldOptions {
  readonly settings?: Partial<SnmpSettings>;
  readonly configuration?: Partial<Configuration>;
  readonly context?: Partial<FaceContext>;
  /** A gateway that is there already. */
  readonly of?: FakeGateway;
  readonly face?: Partial<SnmpFaceOptions>;
}

export async function startSnmpWorld(options: WorldOptions = {}): Promise<SnmpWorld> {
  const snmp = await openSettings(options.settings);
  const gateway =
    options.of ??
    createFakeGateway({ configuration: { ...emptyConfiguration, ...options.configuration } });
  await gateway.commands.submit((configuration) => ({ ...configuration, snmp }), author, 'snmp');
  const startedWallMs = gateway.context.wallClock();
  const startedMs = realClock.now();
  const face = createSnmpFace(
    {
      ...gateway.context,
      clock: realClock,
      wallClock: () => startedWallMs + realClock.now() - startedMs,
      ...options.context,
    },
    { sealing: fakeSealing, ...options.face },
  );
  await face.apply(gateway.configuration());
  return {
    gateway,
    face,
    port: snmp.listen?.port ?? 0,
    apply: () => face.apply(gateway.configuration()),
    [Symbol.asyncDispose]: () => face.stop(),
  };
}
