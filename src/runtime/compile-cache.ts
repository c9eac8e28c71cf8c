/** What Node has compiled of the program is kept: no start needs to read and compile it again. */
import { enableCompileCache, findPackageJSON } from 'node:module';
import { dirname, join } from 'node:path';

/**
 * Beside the program, where only who installed it can write: what is kept there is run. Threads and
 * child processes follow `NODE_COMPILE_CACHE`, which may also name another directory.
 */
export function keepCompiled(): void {
  const root = dirname(findPackageJSON('..', import.meta.url) ?? '');
  process.env['NODE_COMPILE_CACHE'] ??= join(root, 'node_modules', '.cache', 'offhook');
  enableCompileCache();
}
