/** The key of all sealed secrets: a systemd credential, or a file of the data directory. */
import { createSecretKey, type KeyObject, randomBytes } from 'node:crypto';
import { chmod, open, readFile, rename, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { Refusal } from '../domain/refusal.ts';
import { syncDirectory } from './data-directory.ts';
import { storeLimits } from './limits.ts';

export interface KeyPlaces {
  readonly directory: string;
  /** `$CREDENTIALS_DIRECTORY` of systemd.exec(5), if the service has one. */
  readonly credentialsDirectory: string | undefined;
  /** Secrets may have been sealed already: then a lost key is not replaced by a new one. */
  readonly mustExist: boolean;
}

export async function obtainKey(places: KeyPlaces): Promise<KeyObject> {
  const { directory, credentialsDirectory, mustExist } = places;
  const file = join(directory, 'key');
  const credential = credentialsDirectory && join(credentialsDirectory, 'offhook-key');
  const given = credential && (await keyIn(credential));
  if (given) return given;
  const own = await keyIn(file);
  if (own) {
    if (((await stat(file)).mode & 0o077) !== 0) await chmod(file, 0o600);
    return own;
  }
  if (mustExist) {
    const message = `${file} is missing; without it the secrets in the store cannot be opened`;
    throw new Refusal('E-STORE-KEY', message);
  }
  return await createKey(directory, file);
}

async function keyIn(path: string): Promise<KeyObject | undefined> {
  try {
    return keyOf(await readFile(path), path);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}

function keyOf(bytes: Buffer, path: string): KeyObject {
  if (bytes.length !== storeLimits.keyBytes) {
    const rule = `a key has ${storeLimits.keyBytes} bytes, ${path} has ${bytes.length}`;
    throw new Refusal('E-STORE-KEY', rule);
  }
  return createSecretKey(bytes);
}

/** On the disk under its name, whole, before anything is sealed with it. */
async function createKey(directory: string, file: string): Promise<KeyObject> {
  const bytes = randomBytes(storeLimits.keyBytes);
  const unfinished = `${file}.new`;
  const handle = await open(unfinished, 'w', 0o600);
  try {
    await handle.writeFile(bytes);
    await handle.sync();
  } finally {
    await handle.close();
  }
  await rename(unfinished, file);
  await syncDirectory(directory);
  return keyOf(bytes, file);
}
