/**
 * `npm run screenshots`: the pictures of docs/screenshots, made by Chromium from a gateway with
 * content.
 */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ann, serveFace } from '../management/web/serve.ts';
import { openBrowser } from '../support/chromium.ts';
import { showFailover, withContent } from '../support/shown-gateway.ts';

const folder = fileURLToPath(new URL('../../docs/screenshots', import.meta.url));
mkdirSync(folder, { recursive: true });

const shots = [
  { name: 'overview', view: 'overview', width: 1280, colorScheme: 'light' },
  { name: 'line', view: 'lines/alice', width: 1280, colorScheme: 'light' },
  { name: 'line-dark', view: 'lines/alice', width: 1280, colorScheme: 'dark' },
  { name: 'servers', view: 'servers', width: 1280, colorScheme: 'dark' },
  { name: 'configuration', view: 'configuration/users/alice', width: 1280, colorScheme: 'light' },
  { name: 'phone', view: 'phone', width: 390, colorScheme: 'dark' },
] as const;

await using face = await serveFace(withContent, {
  lives: { charts: () => log.charts(), of: (owner) => log.of(owner) },
});
const log = showFailover(face.gateway);
for (const { name, view, width, colorScheme } of shots) {
  await using browser = await openBrowser({ width, height: 800, colorScheme });
  const { page } = browser;
  await page.goto(face.origin);
  await page.getByLabel('name').fill(ann.name);
  await page.getByLabel('password').fill(ann.password);
  await page.getByRole('button', { name: 'log in' }).click();
  await page.getByText('live', { exact: true }).waitFor();
  await page.goto(`${face.origin}/#/${view}`);
  await page.waitForLoadState('networkidle', { timeout: 1500 }).catch(() => undefined);
  await page.screenshot({ path: join(folder, `${name}.png`), fullPage: true });
}
