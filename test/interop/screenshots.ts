/**
 * `npm run screenshots`: the pictures of docs/screenshots, made by Chromium from a gateway with
 * content.
 */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ann, serveFace } from '../management/web/serve.ts';
import { openBrowser } from '../support/chromium.ts';
import { showFailover, showHour, withContent } from '../support/shown-gateway.ts';

const folder = fileURLToPath(new URL('../../docs/screenshots', import.meta.url));
mkdirSync(folder, { recursive: true });

const heard = {
  packets: 2409,
  lost: 1,
  jitterMs: 2.3,
  dtmfEvents: 0,
  foreign: 0,
  roundTripMs: 18,
  opinionScore: 4.3,
};

const shots = [
  { name: 'overview', view: 'overview', width: 1280, colorScheme: 'light' },
  { name: 'line', view: 'lines/alice', width: 1280, colorScheme: 'light' },
  { name: 'line-dark', view: 'lines/alice', width: 1280, colorScheme: 'dark' },
  { name: 'servers', view: 'servers', width: 1280, colorScheme: 'dark' },
  { name: 'configuration', view: 'configuration/users/alice', width: 1280, colorScheme: 'light' },
  { name: 'access', view: 'access', width: 1280, colorScheme: 'light' },
  { name: 'overview-narrow', view: 'overview', width: 390, colorScheme: 'dark' },
  { name: 'phone', view: 'phone', width: 390, colorScheme: 'dark' },
] as const;

await using face = await serveFace(withContent, {
  lives: { charts: () => log.charts(), of: (owner) => log.of(owner) },
});
showHour(face.gateway);
const log = showFailover(face.gateway);
face.gateway.setView({
  ports: { p1: { state: 'talking' } },
  media: { a: heard, b: { ...heard, packets: 2411, jitterMs: 4.1 } },
});
for (const { name, view, width, colorScheme } of shots) {
  await using browser = await openBrowser({ width, height: 800, colorScheme });
  const { page } = browser;
  // Its clock stands still otherwise, and so would the allowance for requests.
  face.gateway.clock.advance(5000);
  await page.goto(face.origin);
  await page.getByLabel('name').fill(ann.name);
  await page.getByLabel('password').fill(ann.password);
  await page.getByRole('button', { name: 'log in' }).click();
  await page.getByText('live', { exact: true }).waitFor();
  await page.goto(`${face.origin}/#/${view}`);
  await page.waitForLoadState('networkidle', { timeout: 1500 }).catch(() => undefined);
  await page.screenshot({ path: join(folder, `${name}.png`), fullPage: true });
}
