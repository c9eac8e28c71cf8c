/** A data directory for a test, with stores that are closed when it is over. */
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { type OpenOptions, openStore } from '../../src/store/open-store.ts';
import type { Store } from '../../src/store/store.ts';
import { ManualClock } from '../support/manual-clock.ts';

export interface DataDirectory {
  readonly path: string;
  open(options?: Partial<OpenOptions>): Promise<Store>;
  /** Runs when the stores are closed, before the directory is removed. */
  beforeRemoval(act: () => void): void;
}

export function dataDirectory(context: TestContext): DataDirectory {
  const path = mkdtempSync(join(tmpdir(), 'offhook-store-'));
  const opened: Store[] = [];
  const acts: (() => void)[] = [];
  context.after(async () => {
    for (const store of opened) await store.close();
    for (const act of acts) act();
    chmodSync(path, 0o700);
    rmSync(path, { recursive: true, force: true });
  });
  return {
    path,
    async open(options = {}) {
      const store = await openStore(path, { clock: new ManualClock(), ...options });
      opened.push(store);
      return store;
    },
    beforeRemoval: (act) => acts.push(act),
  };
}
