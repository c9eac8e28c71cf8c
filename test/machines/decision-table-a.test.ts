/**
 * Decision table A of `docs/failover.md`, row by row: what each outcome does to a line's
 * registration.
 */
import assert from 'node:assert/strict';
import { testTable } from '../support/decision-table.ts';
import { planOf, quarantined } from '../support/lives.ts';
import { startRegistration } from './start-registration.ts';

const attempt = 'test/sip/ua/register-attempt.test.ts';
const minute = 60_000;

/** Each status sends the walk to the next server at once. */
function goesOnAfter(...statuses: readonly number[]) {
  for (const status of statuses) {
    const line = startRegistration();
    line.refuse(status);
    assert.deepEqual(line.did(), ['register m', 'register b'], String(status));
  }
}

testTable('2.3', {
  '2xx, our binding present': () => {
    const line = startRegistration();
    line.refuse(500);
    line.accept();
    assert.deepEqual(line.did(), ['register m', 'register b', 'tell up']);
    assert.equal(line.state(), 'up.held');
    assert.ok(line.actor.getSnapshot().hasTag('usable'));
    assert.equal(line.clock.pending(), 1, 'only the refresh is due');
    assert.deepEqual(line.tries(), ['m refused: 500', 'b answered: 200 OK']);
    // At the refresh the master has come back.
    line.send({ type: 'registration.retry' });
    line.clock.advance(1000);
    line.accept();
    assert.deepEqual(line.did(), ['register m', 'unregister b', 'tell up']);
  },
  '2xx, our binding missing or expires=0': () => {
    // The attempt tells it as a refusal: a test of its own says so.
    const line = startRegistration();
    line.refuse(200);
    assert.deepEqual(line.did(), ['register m', 'register b']);
    line.fail();
    line.fail();
    assert.equal(line.state(), 'errorRegistration', 'no refusal for good');
  },
  '1xx': () => {
    const line = startRegistration();
    line.proceed();
    line.clock.advance(31_999);
    assert.deepEqual(line.did(), ['register m']);
    assert.equal(line.state(), 'registering.proceeding');
    line.fail('no answer');
    assert.deepEqual(line.did(), ['register b']);
  },
  '401/407, usable challenge, no credentials sent yet': [
    attempt,
    'a challenge is answered at the same server with the next number',
  ],
  '401/407 stale': [attempt, 'stale is answered with the new nonce, three challenges in all'],
  '401/407 after credentials, or one that we cannot answer': () => {
    const line = startRegistration();
    line.refuse(401);
    line.refuse(407);
    assert.deepEqual(line.did(), ['register m', 'register b', 'register c']);
    assert.equal(line.context().lastRefusal?.status, 407);
    line.refuse(401);
    assert.equal(line.state(), 'errorMisconfigured', 'asked again only seldom');
  },
  '423 with a longer Min-Expires': [
    attempt,
    '423 is answered with the interval it names, at most twice',
  ],
  '423 without or with an absurd Min-Expires': () => goesOnAfter(423),
  '301/302': [attempt, 'at most three redirections, and none back to where we have been'],
  '305': [attempt, '305 only to what is configured'],
  '420/421/494': [attempt, '421 is tried once more with what it requires, if that is ours'],
  '400/413/416/439': [attempt, 'is tried once more in the plainest form'],
  'Refused for good: 403, 404, 405, 406, 410, 484, 486, 488, 600, 603–606': () => {
    const statuses = [403, 404, 405, 406, 410, 484, 486, 488, 600, 603, 604, 605, 606];
    goesOnAfter(...statuses);
    for (const status of statuses) {
      const line = startRegistration({ plan: planOf('m') });
      line.refuse(status);
      assert.equal(line.state(), 'errorMisconfigured', String(status));
    }
  },
  'Refused for now: 408, 480, 500, 501, 502, 504, 505': () => {
    const statuses = [408, 480, 500, 501, 502, 504, 505];
    goesOnAfter(...statuses);
    for (const status of statuses) {
      const line = startRegistration({ plan: planOf('m', 'b') });
      line.refuse(403);
      line.refuse(status);
      assert.equal(line.state(), 'errorRegistration', String(status));
    }
  },
  '503 with Retry-After': () => {
    const line = startRegistration({ plan: planOf('m') });
    line.refuse(503, 200);
    assert.equal(line.state(), 'errorRegistration');
    line.did();
    line.clock.advance(199_999);
    assert.deepEqual(line.did(), []);
    line.clock.advance(1);
    assert.deepEqual(line.did(), ['register m']);
    line.refuse(503, 10_000);
    line.did();
    line.clock.advance(60 * minute - 1);
    assert.deepEqual(line.did(), [], 'an hour at most');
    line.clock.advance(1);
    assert.deepEqual(line.did(), ['register m']);
  },
  '503 without Retry-After': () => {
    const line = startRegistration({ plan: planOf('m') });
    line.refuse(503);
    line.clock.advance(22_500);
    assert.deepEqual(line.did(), ['register m', 'tell lost', 'register m']);
  },
  'No answer in the attempt time': () => {
    const line = startRegistration({ plan: planOf('m', 'b:500') });
    line.clock.advance(7999);
    assert.deepEqual(line.did(), ['register m']);
    line.clock.advance(1);
    assert.deepEqual(line.did(), ['abandon', 'silent m', 'register b']);
    line.clock.advance(500);
    assert.deepEqual(line.did(), ['abandon', 'silent b', 'tell lost']);
    assert.equal(line.state(), 'errorNetwork');
    assert.deepEqual(line.tries(), [
      'm unreachable: no answer in 8000 ms',
      'b unreachable: no answer in 500 ms',
    ]);
    line.late('m');
    assert.equal(line.state(), 'up.held', 'a late answer is still heard');
  },
  'Closed port, reset, TLS or certificate failure': () => {
    const line = startRegistration();
    line.fail('port unreachable');
    line.fail('certificate does not fit the domain');
    assert.deepEqual(line.did(), ['register m', 'register b', 'register c']);
    assert.equal(line.clock.now(), 0);
  },
  'An open connection is found dead by the REGISTER': [
    attempt,
    'a connection that the request finds dead is made anew, once',
  ],
  'DNS failure': () => {
    const line = startRegistration();
    line.fail('NXDOMAIN');
    assert.deepEqual(line.did(), ['register m', 'register b']);
  },
  'Late 2xx from a server we left, round still open': () => {
    const line = startRegistration();
    line.clock.advance(8000);
    line.did();
    line.late('m');
    assert.deepEqual(line.did(), ['abandon', 'unregister b', 'tell up']);
    assert.equal(line.context().binding?.server, 'm');
    assert.equal(line.state(), 'up.held');
  },
  'Late 2xx after another server registered us': () => {
    const line = startRegistration();
    line.clock.advance(8000);
    line.accept();
    line.did();
    line.late('m');
    assert.deepEqual(line.did(), ['unregister m']);
    assert.equal(line.context().binding?.server, 'b');
  },
  'All servers failed, at least one temporarily': () => {
    for (const [chance, waits] of [
      [0, [15, 30, 60, 120, 150, 150]],
      [0.999_999, [30, 60, 120, 240, 300, 300]],
    ] as const) {
      const line = startRegistration({ plan: planOf('m', 'b'), chance });
      line.did();
      for (const seconds of waits) {
        line.refuse(403);
        line.fail();
        assert.equal(line.state(), 'errorRegistration');
        line.did();
        line.clock.advance(seconds * 1000 - 2);
        assert.deepEqual(line.did(), []);
        line.clock.advance(2);
        assert.deepEqual(line.did(), ['register m'], 'a new round starts at the master');
      }
      line.accept();
      line.send({ type: 'registration.retry' });
      line.clock.advance(1000);
      line.fail();
      line.fail();
      line.did();
      line.clock.advance(waits[0] * 1000);
      assert.deepEqual(line.did(), ['register m'], 'a success has reset the back-off');
    }
  },
  'All servers refused for good': () => {
    const skipping = startRegistration({ plan: [...planOf('m'), quarantined('b', 60)] });
    skipping.refuse(403);
    assert.equal(skipping.state(), 'errorRegistration', 'one of them was not even asked');
    for (const [chance, minutes] of [
      [0, 30],
      [0.5, 45],
    ] as const) {
      const line = startRegistration({ plan: planOf('m', 'b'), chance });
      line.refuse(403);
      line.refuse(404);
      assert.equal(line.state(), 'errorMisconfigured');
      assert.deepEqual(line.did(), ['register m', 'register b', 'tell refused']);
      line.clock.advance(minutes * minute - 1);
      assert.deepEqual(line.did(), []);
      line.clock.advance(1);
      assert.deepEqual(line.did(), ['register m']);
      line.refuse(403);
      line.refuse(403);
      line.did();
      line.clock.advance(1000);
      line.send({ type: 'servers.changed' });
      assert.deepEqual(line.did(), ['register m'], 'at once after a change');
    }
  },
  'Retry-After of the shortest quarantined server is longer': () => {
    const line = startRegistration({
      plan: [...planOf('m'), quarantined('b', 120), quarantined('c', 90)],
    });
    line.fail();
    assert.deepEqual(line.did(), ['register m', 'tell lost']);
    assert.equal(line.state(), 'errorNetwork');
    assert.deepEqual(line.tries().slice(1), [
      'b skipped: quarantined for 120 s',
      'c skipped: quarantined for 90 s',
    ]);
    line.clock.advance(89_999);
    assert.deepEqual(line.did(), []);
    line.clock.advance(1);
    assert.deepEqual(line.did(), ['register m']);
  },
  Refresh: () => {
    // 24 s for the walk and 10 s more: a lease of 60 s is refreshed at its half, as it is too
    // short.
    for (const [lease, chance, seconds] of [
      [3600, 0, 1800],
      [3600, 0.999_999, 3240],
      [120, 0.999_999, 86],
      [60, 0.999_999, 30],
    ] as const) {
      const line = startRegistration({ chance });
      line.fail();
      line.accept(lease);
      line.did();
      line.clock.advance(seconds * 1000 - 2);
      assert.deepEqual(line.did(), []);
      line.clock.advance(2);
      assert.deepEqual(line.did(), ['register m'], 'the master, though the line is on another');
      assert.ok(line.actor.getSnapshot().hasTag('usable'), 'still registered meanwhile');
      line.fail();
      line.accept(lease);
      assert.deepEqual(line.did(), ['register b', 'tell up']);
    }
  },
  'The connection that the line is registered over is lost': () => {
    const line = startRegistration({ plan: planOf('m', 'b') });
    const flow = { type: 'flow.lost', server: 'm', reason: 'reset' } as const;
    line.accept();
    line.clock.advance(10 * minute);
    line.did();
    line.send({ ...flow, isBrief: false });
    assert.deepEqual([line.did(), line.state()], [['register m'], 'registering.asking']);
    assert.deepEqual(line.tries(), ['m unreachable: connection lost: reset']);
    line.fail();
    line.accept();
    assert.deepEqual(line.did(), ['register b', 'unregister m', 'tell up']);
    assert.deepEqual(line.tries(), ['m unreachable: port unreachable', 'b answered: 200 OK']);
    // Again, and soon: whoever else there is has the line.
    line.send({ ...flow, server: 'b', isBrief: true });
    line.clock.advance(1000);
    line.fail();
    line.accept();
    line.did();
    line.send({ ...flow, server: 'b', isBrief: true });
    line.clock.advance(1000);
    line.accept();
    assert.deepEqual(line.did(), ['register m', 'unregister b', 'tell up']);
    const alone = startRegistration({ plan: planOf('m') });
    // 75 % of 30 s, then of 60 s, a second after the round before; one that holds begins anew.
    for (const waitMs of [1000, 23_500, 46_000]) {
      alone.accept();
      alone.did();
      alone.send({ ...flow, isBrief: true });
      alone.clock.advance(waitMs - 1);
      assert.ok(!alone.did().includes('register m'));
      alone.clock.advance(1);
      assert.ok(alone.did().includes('register m'));
    }
    alone.accept();
    alone.send({ ...flow, isBrief: false });
    alone.clock.advance(1000);
    assert.deepEqual(alone.did(), ['tell up', 'register m']);
  },
  Pace: () => {
    const line = startRegistration({ plan: planOf('m'), isPaced: true });
    assert.deepEqual([line.did(), line.state()], [[], 'registering.waitingForTurn']);
    line.send({ type: 'turn.came', attempt: line.turns[0] ?? 0 });
    line.refuse(503);
    line.send({ type: 'registration.retry' });
    line.clock.advance(999);
    assert.equal(line.state(), 'registering.spacing');
    line.clock.advance(1);
    assert.equal(line.state(), 'registering.waitingForTurn');
    line.send({ type: 'turn.came', attempt: line.turns[0] ?? 0 });
    assert.equal(line.state(), 'registering.waitingForTurn', 'that turn was of an earlier attempt');
  },
  'A server recovers': () => {
    const line = startRegistration({ plan: planOf('m', 'b') });
    const recovered = { type: 'server.recovered', delayMs: 5000 } as const;
    line.fail();
    line.fail();
    line.did();
    line.send({ ...recovered, server: 'b', isMaster: false });
    line.send({ ...recovered, server: 'm', isMaster: true, delayMs: 6000 });
    line.clock.advance(5999);
    assert.deepEqual(line.did(), [], 'the later call counts');
    line.clock.advance(1);
    line.fail();
    line.accept();
    assert.deepEqual(line.did(), ['register m', 'register b', 'tell up']);
    for (const server of ['b', 'c']) line.send({ ...recovered, server, isMaster: false });
    line.clock.advance(10_000);
    assert.deepEqual(line.did(), []);
    line.send({ ...recovered, server: 'm', isMaster: true });
    line.clock.advance(5000);
    line.accept();
    assert.deepEqual(line.did(), ['register m', 'unregister b', 'tell up']);
  },
  'Another master, or one switched on again': [
    'test/system/fail-back.test.ts',
    'another master, and one switched on again, call their lines as soon as they answer',
  ],
  'A server gets another contact': [
    'test/system/fail-back.test.ts',
    'a server that gets another contact is asked there, and the binding at the old one is given back',
  ],
  'A 2xx with Service-Route': [
    'test/system/service-route.test.ts',
    'calls of the line pass what its registrar says, in its order, until it registers without',
  ],
  'Release while a REGISTER is out': () => {
    const line = startRegistration();
    line.send({ type: 'registration.release' });
    assert.equal(line.state(), 'deregistering.settling');
    line.accept();
    assert.deepEqual(line.did(), ['register m', 'remove m']);
    line.accept(0);
    assert.equal(line.state(), 'disabled');
    assert.equal(line.clock.pending(), 0);
  },
});
