/**
 * The real gateway in a real browser: a user is made, registers, moves when its server dies, calls.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { chromiumPath, openBrowser, seriousFaults } from '../support/chromium.ts';
import { startGateway } from '../support/gateway-process.ts';
import { kamailioPath, startKamailio } from '../support/kamailio.ts';
import { freePort } from '../support/ports.ts';

const missing = [
  chromiumPath === undefined && 'chromium',
  kamailioPath === undefined && 'kamailio',
].filter((name) => name !== false);
const skip = missing.length > 0 && `${missing.join(' and ')} not installed`;
const password = 'kamailio-secret';

void test('from log-in to roll-back: the page shows what the gateway lives through', {
  skip,
}, async () => {
  const [eastPort, westPort, webPort] = [await freePort(), await freePort(), await freePort()];
  const east = await startKamailio({ port: eastPort, password });
  const west = await startKamailio({ port: westPort, password });
  const gateway = await startGateway({
    script: [
      `web set listen 127.0.0.1:${webPort}`,
      'web user create ann password "correct horse" role configure',
      'voip sip protocol set register-rate 100',
      `voip sip locationserver create west contact 127.0.0.1:${westPort}`,
      `voip sip locationserver create east contact 127.0.0.1:${eastPort} master`,
      'voip ep soft create p1',
      'voip ep soft create p2',
      'voip sip user create bob address 2002',
      'voip sip user add bob port p2',
    ],
  });
  const origin = `http://127.0.0.1:${webPort}`;
  try {
    await using browser = await openBrowser();
    const { page } = browser;
    await page.goto(origin);
    await page.getByLabel('name').fill('ann');
    await page.getByLabel('password').fill('correct horse');
    await page.keyboard.press('Enter');
    await page.getByText('live', { exact: true }).waitFor();

    // A user is made, and registers before the eyes.
    await page.goto(`${origin}/#/configuration/users`);
    const fields = { name: 'alice', address: '2001', login: 'alice', password, ports: 'p1' };
    for (const [name, text] of Object.entries(fields)) {
      await page.getByLabel(name, { exact: true }).fill(text);
    }
    await page.getByRole('button', { name: 'what would change' }).click();
    await page.getByText('+ voip sip user add alice port p1').waitFor();
    await page.getByRole('button', { name: 'apply' }).click();
    await page.getByRole('link', { name: 'alice' }).waitFor();
    await page.goto(`${origin}/#/lines/alice`);
    const facts = page.locator('dl.facts').first();
    await facts.getByText('east', { exact: true }).waitFor();
    await page.locator('[data-state="up.held"].now').waitFor();

    // Its server dies: it moves, and the page says why.
    await east.stop('SIGKILL');
    await page.getByRole('button', { name: 'register now' }).click();
    await facts.getByText('west', { exact: true }).waitFor({ timeout: 20_000 });
    await page.getByRole('region', { name: 'tries of alice' }).getByText('east').waitFor();
    await page.goto(`${origin}/#/events`);
    await page.getByText('registration.moved').first().click();
    await page.getByText('Look at the health of the server that the line has left.').waitFor();

    // A test call from the phone of the page to the other soft port.
    await page.goto(`${origin}/#/phone`);
    await page.getByLabel('number').fill('2002#');
    await page.getByRole('button', { name: 'dial', exact: true }).click();
    await gateway.until('voip ep list', (rows) =>
      rows.some(({ name, state }: { name: string; state: string }) => {
        return name === 'p2' && /ring/i.test(state);
      }),
    );
    await gateway.exec('voip ep soft answer p2');
    await gateway.until('voip call list', (calls) => calls[0]?.state === 'connected');
    // The tones of the keys, made by the media process, are heard at the other end.
    await page.getByRole('button', { name: 'test tones' }).click();
    await page.getByText(/[0-9]+ packets, 0 lost.* [1-9][0-9]* keys/).waitFor({ timeout: 20_000 });
    await page.getByRole('button', { name: 'hang up' }).click();
    await gateway.until('voip call log', (records) => records.length === 1);
    await page.goto(`${origin}/#/calls`);
    await page
      .getByRole('region', { name: 'ended calls, newest first' })
      .getByText('success')
      .waitFor();

    // The messages of the registration, as they went over the wire, and as a capture file.
    await page.goto(`${origin}/#/traces`);
    await page.getByRole('link', { name: 'REGISTER' }).first().click();
    await page.getByText('200 OK (REGISTER)').first().click();
    await page
      .getByText(/^SIP\/2\.0 200 OK/)
      .first()
      .waitFor();
    assert.deepEqual(await seriousFaults(page), []);
    const ladder: string = (await gateway.exec('voip trace line alice'))
      .map(({ label }: { label: string }) => label)
      .join(' ');
    assert.match(ladder, /REGISTER .*401 .*REGISTER .*200 OK/);

    // Back to before the user was made.
    await page.goto(`${origin}/#/configuration/revisions`);
    await page.getByRole('button', { name: 'look at revision 1', exact: true }).click();
    await page.getByText(/^- voip sip user create alice/).waitFor();
    await page.getByRole('button', { name: 'go back to revision 1' }).click();
    await gateway.until('voip sip user list', (rows) => rows.length === 1);
    await page.goto(`${origin}/#/lines`);
    await page.getByRole('link', { name: 'alice' }).waitFor({ state: 'detached' });
    const metrics = await (await fetch(`${origin}/metrics`)).text();
    assert.match(metrics, /^offhook_register_failovers_total\{to="west"\} [1-9]/m);
  } finally {
    await gateway.stop();
    await east.stop();
    await west.stop();
  }
});
