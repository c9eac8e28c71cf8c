/** Debian's Chromium, driven by a test: a new profile, no network of its own. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { AxeResults } from 'axe-core';
import { type BrowserContext, chromium, type Page } from 'playwright-core';
import { findProgram } from './child.ts';

export const chromiumPath = findProgram('chromium');

export interface Browser extends AsyncDisposable {
  readonly context: BrowserContext;
  readonly page: Page;
  /** What the page complained of: errors, refused scripts, failed requests. */
  readonly complaints: readonly string[];
}

export interface BrowserOptions {
  readonly width?: number;
  readonly height?: number;
  readonly colorScheme?: 'light' | 'dark';
}

export async function openBrowser(options: BrowserOptions = {}): Promise<Browser> {
  const { width = 1280, height = 900, colorScheme = 'light' } = options;
  const profile = mkdtempSync(join(tmpdir(), 'offhook-chromium-'));
  const context = await chromium.launchPersistentContext(profile, {
    executablePath: chromiumPath ?? '',
    headless: true,
    colorScheme,
    viewport: { width, height },
    args: [
      '--headless',
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
  const [page = await context.newPage()] = context.pages();
  page.setDefaultTimeout(10_000);
  const complaints: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(error.message));
  return {
    context,
    page,
    complaints,
    async [Symbol.asyncDispose]() {
      await context.close();
      rmSync(profile, { recursive: true, force: true });
    },
  };
}

const axeSource = readFileSync(fileURLToPath(import.meta.resolve('axe-core')), 'utf8');

/** What axe finds in the page as it is, where it is serious; empty is good. */
export async function seriousFaults(page: Page): Promise<readonly string[]> {
  // Through the protocol of the browser: the page itself allows no such script.
  await page.evaluate(axeSource);
  const { violations, passes }: AxeResults = await page.evaluate('axe.run()');
  if (passes.length < 10) throw new Error('axe has seen no page');
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(
      ({ id, nodes }) =>
        `${id}: ${nodes
          .map(({ html }) => html)
          .join(' ')
          .slice(0, 300)}`,
    );
}
