/** The files that TLS to an ACS needs, read when they are named. */
import type { TlsMaterial } from '../http/connection.ts';
import type { Settings } from './settings.ts';

/** With what could not be read: a session then says so. */
export interface TlsFiles extends TlsMaterial {
  readonly problem?: string;
}

export async function readTls(
  settings: Settings,
  readFile: (path: string) => Promise<string>,
): Promise<TlsFiles> {
  const files: { ca?: string; cert?: string; key?: string; problem?: string } = {};
  for (const name of ['ca', 'cert', 'key'] as const) {
    const path = settings.text(name);
    if (path === '') continue;
    try {
      files[name] = await readFile(path);
    } catch {
      files.problem = `the file of cwmp ${name} cannot be read`;
    }
  }
  return files;
}

/** Throws when a file was missing: no session is better than one that checks less. */
export function tlsOf({ problem, ...material }: TlsFiles): TlsMaterial {
  if (problem !== undefined) throw new Error(problem);
  return material;
}
