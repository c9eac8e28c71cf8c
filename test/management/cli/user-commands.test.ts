/**
 * The user table at the command line: the JSON that scripts rely on, and why a line is where it is.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createFakeSession } from '../../support/fake-session.ts';

test('a user is created, changed, listed, shown and deleted', async () => {
  const { json, text, refusal, gateway } = createFakeSession();
  const revised = await json(
    'voip sip user create alice address 200 areacode 030 login a password x domain example.net pseudonym ally',
  );
  assert.deepEqual(revised, { ok: true, revision: 1 });
  await json('voip sip user set alice address 201 pseudonym ""');
  const [user] = gateway.configuration().users;
  assert.equal(user?.address, '201');
  assert.equal(user?.pseudonym, undefined);
  assert.equal(user?.domain, 'example.net');
  assert.match(await text('voip sip user list'), /^name +address +area code/);
  assert.match(await text('voip sip user show alice'), /^address +201$/m);
  await json('voip sip user delete alice');
  assert.equal(await text('voip sip user list'), 'none');
  assert.match(await refusal('voip sip user show alice'), /^E-NOT-FOUND: there is no user "alice"/);
});

test('the list of users has exactly the fields that scripts know, in their order', async () => {
  const lastRefusal = {
    server: 'east',
    status: 403,
    reason: 'Forbidden',
    at: '2026-01-01T00:00:00Z',
  };
  const { json, all } = createFakeSession({
    runtime: {
      users: { alice: { status: 'up', server: 'west', expiresSeconds: 1712, lastRefusal } },
    },
  });
  await all(
    'voip ep soft create p1',
    'voip sip user create alice address 200 areacode 030',
    'voip sip user add alice port p1',
  );
  const rows = await json('voip sip user list');
  assert.deepEqual(Object.keys(rows[0]), [
    'name',
    'address',
    'areaCode',
    'status',
    'server',
    'expiresSeconds',
    'lastRefusal',
    'ports',
  ]);
  assert.deepEqual(rows, [
    {
      name: 'alice',
      address: '200',
      areaCode: '030',
      status: 'up',
      server: 'west',
      expiresSeconds: 1712,
      lastRefusal,
      ports: ['p1'],
    },
  ]);
});

test('a user shown says where it is registered, since when, and why there', async () => {
  const { text, json, all } = createFakeSession({
    runtime: {
      users: {
        alice: {
          status: 'up',
          server: 'west',
          since: '2026-01-01T00:00:05.000Z',
          expiresSeconds: 1712,
          lastRefusal: {
            server: 'east',
            status: 403,
            reason: 'Forbidden \u001b[31m',
            at: '2026-01-01T00:00:04.000Z',
          },
          tries: [
            { server: 'east', outcome: 'refused', status: 403, reason: 'Forbidden', ms: 12.4 },
            { server: 'west', outcome: 'answered', status: 200, reason: 'OK', ms: 30 },
          ],
          next: 'refresh in 1712 s',
        },
      },
    },
  });
  await all('voip sip user create alice address 200 password planted-secret');
  const shown = await text('voip sip user show alice');
  for (const line of [
    /^status +up$/m,
    /^server +west$/m,
    /^since +2026-01-01T00:00:05.000Z$/m,
    /^expires seconds +1712$/m,
    /^last refusal +east 403 Forbidden \\x1b\[31m/m,
    /^next +refresh in 1712 s$/m,
    /^why this server/m,
    /^east +refused +403 +12 +Forbidden$/m,
    /^west +answered +200 +30 +OK$/m,
  ]) {
    assert.match(shown, line);
  }
  assert.doesNotMatch(shown, /password|planted/);
  const row = await json('voip sip user show alice');
  assert.equal(row.password, '');
  assert.deepEqual(row.tries[0], {
    server: 'east',
    outcome: 'refused',
    status: 403,
    ms: 12,
    reason: 'Forbidden',
  });
});
