/** The directory that holds everything of one gateway: made if need be, and closed to others. */
import { chmod, mkdir, open, readdir, stat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { Refusal } from '../domain/refusal.ts';

export const databaseName = 'offhook.sqlite';

export async function prepareDirectory(directory: string): Promise<void> {
  const path = resolve(directory);
  const firstMade = await mkdir(path, { recursive: true, mode: 0o700 });
  if (firstMade !== undefined) await syncUpTo(path, dirname(firstMade));
  else await closeToOthers(path);
}

/** A directory entry is durable once the directory that holds it is. */
async function syncUpTo(path: string, top: string): Promise<void> {
  for (let parent = dirname(path); ; parent = dirname(parent)) {
    await syncDirectory(parent);
    if (parent === top) return;
  }
}

export async function syncDirectory(path: string): Promise<void> {
  const handle = await open(path, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** What is empty or ours is made 0700; somebody else's directory is left as it is. */
async function closeToOthers(path: string): Promise<void> {
  const mode = (await stat(path)).mode & 0o777;
  if ((mode & 0o077) === 0) return;
  const names = await readdir(path);
  if (names.length === 0 || names.includes(databaseName)) {
    await chmod(path, 0o700);
  } else if ((mode & 0o022) !== 0) {
    throw new Refusal('E-STORE-DIRECTORY', `${path} can be written by others; chmod it 700`);
  }
}
