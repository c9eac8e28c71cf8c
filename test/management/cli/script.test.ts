/** A configuration shown as a script, and a script run. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import type { Configuration } from '../../../src/domain/configuration.ts';
import { servicesOf } from '../../../src/domain/services.ts';
import { runScript } from '../../../src/management/cli/script-runner.ts';
import { arbitraryConfiguration } from '../../support/arbitrary-configuration.ts';
import { createFakeSession } from '../../support/fake-session.ts';

/** Plain data, secrets in clear: what two configurations are compared by. */
function plain(configuration: Configuration): unknown {
  const reveal = (value: unknown): unknown => {
    if (typeof value !== 'object' || value === null) return value;
    if ('reveal' in value && typeof value.reveal === 'function') return value.reveal();
    if (Array.isArray(value)) return value.map(reveal);
    return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, reveal(one)]));
  };
  return reveal(meaning(configuration));
}

/** What is not said is what it is without saying: no services, no hotline, no call waiting. */
function meaning(configuration: Configuration): Configuration {
  return {
    ...configuration,
    users: configuration.users.map((user) => ({ ...user, services: servicesOf(user) })),
    ports: configuration.ports.map(({ hotline, callWaiting = false, ...port }) => ({
      ...port,
      hotline,
      callWaiting,
    })),
  };
}

test('any configuration shown with its secrets recreates itself in an empty gateway', async () => {
  let longest = 0;
  let served = 0;
  await fc.assert(
    fc.asyncProperty(arbitraryConfiguration, async (configuration) => {
      const shown = await createFakeSession({ configuration }).text('system config show secrets');
      const { session, gateway } = createFakeSession();
      await runScript(session, shown);
      assert.deepEqual(plain(gateway.configuration()), plain(configuration));
      longest = Math.max(longest, shown.split('\n').length);
      served += Number(shown.includes('voip sip service set'));
    }),
    { numRuns: 200 },
  );
  assert.ok(longest > 10 && served > 10, 'the configurations were trivial');
});

test('shown without secrets it recreates all but them', async () => {
  await fc.assert(
    fc.asyncProperty(arbitraryConfiguration, async (configuration) => {
      const first = await createFakeSession({ configuration }).json('system config show');
      const { session, json } = createFakeSession();
      await runScript(session, first.script.join('\n'));
      assert.deepEqual(await json('system config show'), first);
    }),
    { numRuns: 100 },
  );
});

test('a script skips blank lines and remarks and takes either end of line', async () => {
  const { session, gateway } = createFakeSession();
  await runScript(
    session,
    '# ports\r\n\r\nvoip ep soft create p1\r\n  # more\n\nvoip ep soft create p2',
  );
  assert.deepEqual(
    gateway.configuration().ports.map(({ name }) => name),
    ['p1', 'p2'],
  );
});

test('a script stops at its first refusal and says line and code', async () => {
  const { session, gateway } = createFakeSession();
  const script = 'voip ep soft create p1\n\nvoip ep soft create p1\nvoip ep soft create p2';
  await assert.rejects(runScript(session, script), {
    code: 'E-NAME-TAKEN',
    message: 'line 3: port "p1" exists already',
  });
  assert.equal(gateway.configuration().ports.length, 1);
});
