/** The operator's own profiles of providers: `profiles/*.json` in the data directory. */
import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { ProfileFile } from '../domain/built-in-profiles.ts';
import { storeLimits } from './limits.ts';

/** Read anew each time; without the folder there are none. */
export async function readProfileFiles(directory: string): Promise<readonly ProfileFile[]> {
  const folder = join(directory, 'profiles');
  const names = (await namesIn(folder)).filter((name) => name.endsWith('.json')).toSorted();
  const texts = names.slice(0, storeLimits.profilesMax).map(async (name) => ({
    name: name.slice(0, -'.json'.length),
    text: await textOf(join(folder, name)),
  }));
  return await Promise.all(texts);
}

async function namesIn(folder: string): Promise<readonly string[]> {
  try {
    return await readdir(folder);
  } catch {
    return [];
  }
}

/** What cannot be read is an empty text, which is no profile. */
async function textOf(path: string): Promise<string> {
  try {
    const found = await stat(path);
    const isRead = found.isFile() && found.size <= storeLimits.profileBytesMax;
    return isRead ? await readFile(path, 'utf8') : '';
  } catch {
    return '';
  }
}
