/** What people do in the page to the gateway itself: trials, passwords, tokens, the last hour. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Page } from 'playwright-core';
import { ann, type ServedFace, serveFace } from '../management/web/serve.ts';
import { chromiumPath, openBrowser, seriousFaults } from '../support/chromium.ts';
import { showHour, withContent } from '../support/shown-gateway.ts';

const needsChromium = { skip: chromiumPath === undefined && 'chromium is not installed' };

async function logIn(page: Page, { origin }: ServedFace, person = ann): Promise<void> {
  await page.goto(origin);
  await page.getByLabel('name').fill(person.name);
  await page.getByLabel('password').fill(person.password);
  await page.getByRole('button', { name: 'log in' }).click();
  await page.getByText('live', { exact: true }).waitFor();
}

void test(
  'a change is made on trial, seen in every view until it is kept or taken back',
  needsChromium,
  async () => {
    await using face = await serveFace(withContent);
    await using browser = await openBrowser();
    const { page } = browser;
    await logIn(page, face);
    await page.goto(`${face.origin}/#/configuration/users/alice`);
    await page.getByLabel('address', { exact: true }).fill('2077');
    await page.getByRole('button', { name: 'what would change' }).click();
    await page.getByLabel(/take back unless confirmed/).check();
    await page.getByLabel('minutes of trial').fill('7');
    await Promise.all([
      page.waitForResponse(/confirmWithin=7/),
      page.getByRole('button', { name: 'apply' }).click(),
    ]);
    assert.deepEqual(face.gateway.acts, ['trial 7']);
    const confirmBy = new Date(Date.now() + 300_000).toISOString();
    face.gateway.setView({ status: { trial: { revision: 0, confirmBy } } });
    face.gateway.clock.advance(500);
    const banner = page.getByRole('region', { name: 'configuration on trial' });
    await banner.getByText(/^4:5/).waitFor();
    await page.goto(`${face.origin}/#/events`);
    assert.deepEqual(await seriousFaults(page), []);
    for (const [button, act] of [
      ['go back now', /trial\/revert/],
      ['keep it', /trial\/confirm/],
    ] as const) {
      await Promise.all([
        page.waitForResponse(act),
        banner.getByRole('button', { name: button }).click(),
      ]);
    }
    face.gateway.setView({ status: { trial: null } });
    face.gateway.clock.advance(500);
    await banner.waitFor({ state: 'detached' });
    assert.deepEqual(face.gateway.acts, ['trial 7', 'revert', 'confirm']);
  },
);

void test('people change their own password and stay logged in', needsChromium, async () => {
  await using face = await serveFace(withContent);
  await using browser = await openBrowser();
  const { page } = browser;
  await logIn(page, face);
  await page.getByRole('link', { name: /passwords and tokens of ann/ }).click();
  const change = async (current: string) => {
    await page.getByLabel('current password').fill(current);
    await page.getByLabel('new password', { exact: true }).fill('another horse');
    await page.getByLabel('new password again').fill('another horse');
    await page.getByRole('button', { name: 'change it' }).click();
  };
  await change('wrong');
  await page.getByText('E-NOT-AUTHENTICATED').waitFor();
  await change(ann.password);
  await page.getByText('your password is another now').waitFor();
  await page.reload();
  await page.getByText('live', { exact: true }).waitFor();
  await page.getByRole('button', { name: 'log out' }).click();
  await logIn(page, face, { name: 'ann', password: 'another horse' });
});

void test('users and tokens are made, changed and deleted in the page', needsChromium, async () => {
  await using face = await serveFace(withContent);
  await using browser = await openBrowser();
  const { page } = browser;
  page.on('dialog', (dialog) => void dialog.accept());
  await logIn(page, face);
  await page.goto(`${face.origin}/#/access`);
  await page.getByLabel('user name').fill('otto');
  await page.getByLabel('role').selectOption('operate');
  await page.getByLabel('password of the user').fill('short');
  await page.getByRole('button', { name: 'add user' }).click();
  await page.getByText('E-PASSWORD').waitFor();
  await page.getByLabel('password of the user').fill('long enough');
  await page.getByRole('button', { name: 'add user' }).click();
  await page.getByRole('row', { name: 'otto operate' }).waitFor();
  await page.getByLabel('user name').fill('otto');
  await page.getByLabel('role').selectOption('configure');
  await page.getByRole('button', { name: 'change user' }).click();
  await page.getByRole('row', { name: 'otto configure' }).waitFor();
  await page.getByLabel('token name').fill('grafana');
  await page.getByRole('button', { name: 'make token' }).click();
  const token = await page.locator('output code').textContent();
  const asked = await face.ask('GET', '/api/v1/status', { token: token ?? '' });
  assert.equal(asked.status, 200);
  await page.getByRole('button', { name: 'delete token grafana' }).click();
  await page.getByRole('row', { name: /grafana/ }).waitFor({ state: 'detached' });
  await page.getByRole('button', { name: 'delete user otto' }).click();
  await page.getByRole('row', { name: /otto/ }).waitFor({ state: 'detached' });
  const { users, tokens } = face.gateway.configuration().web;
  assert.deepEqual([users.map(({ name }) => name), tokens.length], [['ann'], 3]);
});

void test('the servers of a provider are made of its profile', needsChromium, async () => {
  await using face = await serveFace(withContent);
  await using browser = await openBrowser();
  const { page } = browser;
  await logIn(page, face);
  await page.goto(`${face.origin}/#/configuration/profiles`);
  await page.getByRole('link', { name: 'twilio' }).click();
  await page.getByRole('link', { name: 'https://www.twilio.com/docs/sip-trunking' }).waitFor();
  await page.getByLabel('as', { exact: true }).fill('tw');
  await page.getByRole('button', { name: 'what would change' }).click();
  await page.getByText('E-PROFILE').waitFor();
  await page.getByLabel('account', { exact: true }).fill('acme');
  await page.getByRole('button', { name: 'what would change' }).click();
  await page.getByText(/^\+ voip sip proxyserver create tw /).waitFor();
  await Promise.all([
    page.waitForResponse(/apply$/),
    page.getByRole('button', { name: 'apply' }).click(),
  ]);
  assert.equal(face.gateway.configuration().proxyServers.at(-1)?.name, 'tw');
});

void test('the last hour is drawn, and there as a table', needsChromium, async () => {
  await using face = await serveFace(withContent);
  showHour(face.gateway);
  for (const colorScheme of ['light', 'dark'] as const) {
    await using browser = await openBrowser({ colorScheme });
    const { page, complaints } = browser;
    face.gateway.clock.advance(5000);
    await logIn(page, face);
    await page.locator('.graphs canvas').nth(2).waitFor();
    const legend = page.locator('.u-legend').first();
    await legend.getByText('8').first().waitFor();
    await page.getByText('as a table').click();
    const table = page.getByRole('region', { name: /the last hour/ });
    await table.getByText('0 of 8').waitFor();
    assert.equal(await table.getByRole('row').count(), 1 + 13);
    assert.deepEqual(await seriousFaults(page), []);
    const refused = complaints.filter((text) => !text.includes('status of 401'));
    assert.deepEqual(refused, []);
  }
});

void test(
  'what managers and the ACS have asked is shown, hostile text as text',
  needsChromium,
  async () => {
    await using face = await serveFace(withContent);
    const hostile = '<img src=x onerror=window.owned=1>';
    const at = '2026-01-01T00:00:00.000Z';
    const request = {
      ...{ at, source: '127.0.0.1', who: hostile, version: 'v3', operation: 'getBulk' },
      ...{ names: ['offhookUserTable'], varbinds: 3, result: 'noError', milliseconds: 2 },
    };
    const messages = [{ at, direction: 'sent', text: `<Inform>${hostile}</Inform>` }];
    Object.assign(face.gateway.view, {
      snmp: { trace: () => [request] },
      cwmp: { trace: () => [{ startedAt: at, messages }] },
    });
    await using browser = await openBrowser();
    const { page } = browser;
    await logIn(page, face);
    await page.goto(`${face.origin}/#/traces`);
    await page.getByRole('cell', { name: 'offhookUserTable and 2 more' }).waitFor();
    await page.getByText(/1 messages/).click();
    await page.getByText(`<Inform>${hostile}</Inform>`).waitFor();
    assert.equal(await page.evaluate('window.owned'), undefined);
    assert.deepEqual(await seriousFaults(page), []);
  },
);
