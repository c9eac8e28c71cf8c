/** The profiles that come along: all of them can be used, and say where they were read. */
import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { test } from 'node:test';
import { checkConfiguration } from '../../src/domain/check-configuration.ts';
import { emptyConfiguration } from '../../src/domain/empty-configuration.ts';
import { applyProfile } from '../../src/domain/profile.ts';
import { profileNamed, profilesOf } from '../../src/management/profiles.ts';
import { createFakeGateway } from '../support/fake-gateway.ts';

const { view } = createFakeGateway({});
const folder = new URL('../../src/domain/profiles/', import.meta.url);

test('every file of the folder is in the list, and can be applied', async () => {
  const entries = await profilesOf(view);
  const files = readdirSync(folder).map((file) => file.replace('.json', ''));
  assert.deepEqual(entries.map(({ name }) => name).toSorted(), files.toSorted());
  assert.ok(entries.length >= 6);
  for (const { name, profile, fault } of entries) {
    assert.equal(fault, undefined, name);
    assert.ok(profile);
    const use = { as: 'p', account: 'acme', numbers: '5551234' };
    checkConfiguration(applyProfile(emptyConfiguration, profile, use));
  }
});

test('one of them is for a platform that only sends and takes INVITEs', async () => {
  const entries = await profilesOf(view);
  const platforms = entries.filter(({ profile }) => profile?.platform !== undefined);
  assert.deepEqual(
    platforms.map(({ name }) => name),
    ['livekit'],
  );
});

test('a profile of the operator’s own takes the place of a built-in one, and a broken one says why', async () => {
  const own = {
    ...view,
    profileFiles: async () => [
      { name: 'telnyx', text: '{"title":"Ours","documentation":["https://a/"],"proxy":"a"}' },
      { name: 'broken', text: '{' },
    ],
  };
  assert.equal((await profileNamed(own, 'telnyx')).title, 'Ours');
  await assert.rejects(profileNamed(own, 'broken'), { code: 'E-PROFILE' });
  await assert.rejects(profileNamed(own, 'nobody'), { code: 'E-NOT-FOUND' });
});
