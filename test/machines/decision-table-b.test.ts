/**
 * Decision table B of `docs/failover.md`, row by row: what each outcome does to a call's walk over
 * the proxies.
 */
import assert from 'node:assert/strict';
import { assertTested, testTable } from '../support/decision-table.ts';
import { planOf, quarantined } from '../support/lives.ts';
import { emergency, type HuntOptions, manual, rfc3263, startHunt } from './start-hunt.ts';

const attempt = 'test/sip/ua/invite-attempt.test.ts';
const call = 'test/machines/call.test.ts';

/** Each status of the first proxy ends the walk with what the caller is told. */
function stopsAt(statuses: readonly number[], told?: string, options: HuntOptions = {}) {
  for (const status of statuses) {
    for (const isRung of [false, true]) {
      const hunt = startHunt(options);
      if (isRung) hunt.ring(1);
      hunt.refuse(1, status, { hadRung: isRung });
      assert.deepEqual(
        hunt.did().filter((text) => text.startsWith('invite')),
        ['invite m'],
        `${status}: nobody else is asked`,
      );
      assert.match(hunt.verdict() ?? 'none', new RegExp(`^${told ?? status} `), String(status));
      assert.equal(hunt.clock.pending(), 0);
    }
  }
}

function goesOn(hunt: ReturnType<typeof startHunt>) {
  assert.equal(hunt.did().at(-1), 'invite b');
  assert.equal(hunt.output(), undefined);
}

testTable('2.4', {
  'Nothing at all in the attempt time': () => {
    const hunt = startHunt({ plan: planOf('m', 'b:500') });
    hunt.clock.advance(7999);
    assert.deepEqual(hunt.did(), ['invite m']);
    hunt.clock.advance(1);
    assert.deepEqual(hunt.did(), ['silent m', 'invite b'], 'm is not released: it may yet answer');
    hunt.clock.advance(500);
    assert.equal(hunt.verdict(), '503 no-server-reachable');
    assert.deepEqual(hunt.tries(), [
      'm unreachable: no answer in 8000 ms',
      'b unreachable: no answer in 500 ms',
    ]);
  },
  'Fatal ICMP, refused, reset, TLS or certificate failure before any 1xx': () => {
    const hunt = startHunt();
    hunt.fail(1);
    goesOn(hunt);
    assert.equal(hunt.clock.now(), 0);
  },
  'An open connection is found dead by the INVITE, before any 1xx': [
    attempt,
    'a connection to a server that the INVITE finds dead is made anew, once',
  ],
  'DNS failure': () => {
    const hunt = startHunt();
    hunt.send({ type: 'attempt.unreachable', attempt: 1, reason: 'NXDOMAIN', phase: 'none' });
    goesOn(hunt);
  },
  'In quarantine': () => {
    const hunt = startHunt({ plan: [quarantined('m', 90), ...planOf('b')] });
    assert.deepEqual(hunt.did(), ['invite b']);
    hunt.answer(1);
    assert.deepEqual(hunt.tries(), ['m skipped: quarantined for 90 s', 'b answered: 200 OK']);
  },
  '503 under rfc3263, no 101–199 seen before': () => {
    for (const hasTried of [false, true]) {
      const hunt = startHunt();
      if (hasTried) hunt.trying(1);
      hunt.refuse(1, 503, { retryAfterSeconds: 60 });
      goesOn(hunt);
    }
  },
  '503 under manual, or after a 101–199': () => {
    stopsAt([503], '503', { policy: manual });
    const hunt = startHunt();
    hunt.ring(1, 183);
    hunt.refuse(1, 503, { hadRung: true });
    assert.equal(hunt.verdict(), '503 service-unavailable');
    assert.equal(hunt.output()?.server, 'm');
  },
  '100 Trying': () => {
    const hunt = startHunt();
    hunt.trying(1);
    hunt.clock.advance(600_000);
    assert.deepEqual(hunt.did(), ['invite m', 'proceeding'], 'the call keeps the time: its test');
    assert.equal(hunt.clock.pending(), 0);
  },
  '101–199': () => {
    const hunt = startHunt();
    for (const status of [180, 183, 181]) hunt.ring(1, status);
    hunt.clock.advance(600_000);
    assert.deepEqual(hunt.did(), ['invite m', 'rang', 'rang', 'rang']);
  },
  'Transport failure after 100 only': () => {
    const hunt = startHunt();
    hunt.trying(1);
    hunt.fail(1, 'trying');
    goesOn(hunt);
    hunt.trying(2);
    hunt.fail(2, 'trying');
    assert.equal(hunt.verdict(), '503 no-server-reachable', 'once, not twice');
    assert.deepEqual(hunt.did(), ['proceeding']);
  },
  'Transport failure after 101–199': () => {
    const hunt = startHunt();
    hunt.ring(1);
    hunt.fail(1, 'rang');
    assert.equal(hunt.verdict(), '503 connection-lost');
    assert.deepEqual(hunt.did(), ['invite m', 'rang']);
  },
  '2xx': () => {
    const hunt = startHunt();
    hunt.fail(1);
    hunt.answer(2);
    assert.equal(hunt.output()?.winner, 2);
    assert.equal(hunt.output()?.server, 'b');
    hunt.answer(2);
    assert.deepEqual(hunt.did(), ['invite m', 'invite b']);
  },
  '401/407 first time, usable': [
    attempt,
    'is answered at the same server: CSeq + 1, new branch, same Call-ID and tag',
  ],
  '401/407 stale': [attempt, 'with a fresh stale nonce each time there are four INVITEs at most'],
  '401/407 after credentials': () => stopsAt([401, 407], '403'),
  '422': [
    attempt,
    '422 is answered with the Min-SE it names, at most twice and never above 7,200 s',
  ],
  '420': [attempt, '420 is tried once more without extensions'],
  '413, 416, 488, 606': () => {
    stopsAt([413, 416, 488, 606]);
    for (const title of [
      '413 is asked once more with a smaller message',
      '416 is asked once more with a plain SIP URI',
      '488 and 606 are asked once more with the audio that they can take',
    ])
      assertTested(attempt, title);
  },
  '415': () => stopsAt([415]),
  '421': [attempt, '421 is tried once more with the extension, if it is one of ours'],
  '300/301/302': [
    attempt,
    '302 goes on to its Contact through the same server; none twice, five in all',
  ],
  '305': () => {
    stopsAt([305], '480');
    const hunt = startHunt();
    hunt.refuse(1, 305, { sentTo: 'c' });
    hunt.fail(2);
    assert.equal(hunt.verdict(), '503 no-server-reachable', 'nobody else has been named');
    assert.deepEqual(hunt.did(), ['invite m', 'invite c']);
    assert.deepEqual(hunt.tries()?.[0], 'm refused: 305');
    const back = startHunt();
    back.fail(1);
    back.refuse(2, 305, { sentTo: 'm' });
    assert.equal(back.verdict(), '480 refused', 'none twice');
  },
  '484': () => stopsAt([484]),
  '491': [attempt, '491 is waited out for 2.1 to 4 s, once, at the same server'],
  '482/483': () => stopsAt([482, 483]),
  '400, 403, 404, 408, 410, 480, 481, 485, 486, 487, 493': () =>
    stopsAt([400, 403, 404, 408, 410, 480, 481, 485, 486, 487, 493]),
  '500, 502, 504, 505, 513, 580': () => {
    stopsAt([500, 502, 504, 505, 513, 580]);
    const policy = { ...rfc3263, also: [500, 502] };
    for (const status of policy.also) {
      const hunt = startHunt({ policy });
      hunt.refuse(1, status);
      goesOn(hunt);
    }
    const hunt = startHunt({ policy });
    hunt.ring(1);
    hunt.refuse(1, 500, { hadRung: true });
    assert.match(hunt.verdict() ?? '', /^500 /);
  },
  '600, 603, 604, 606, 607, 608': () => stopsAt([600, 603, 604, 606, 607, 608]),
  'Any refusal, any loss, of a call to an emergency centre': () => {
    const hunt = startHunt({ policy: emergency, plan: planOf('a', 'b', 'c', 'd', 'e', 'f') });
    hunt.refuse(1, 403);
    hunt.trying(2);
    hunt.refuse(2, 404);
    hunt.ring(3);
    hunt.refuse(3, 603, { hadRung: true });
    hunt.ring(4);
    hunt.fail(4, 'rang');
    hunt.trying(5);
    hunt.fail(5, 'trying');
    assert.equal(hunt.did().at(-1), 'invite f');
    hunt.answer(6);
    assert.equal(hunt.output()?.server, 'f');
    const refused = startHunt({ policy: emergency, plan: planOf('a', 'b') });
    refused.refuse(1, 486);
    refused.refuse(2, 486);
    assert.equal(refused.verdict(), '503 no-server-reachable');
    const merged = startHunt({ policy: emergency, plan: planOf('a:500', 'b', 'c') });
    merged.clock.advance(500);
    merged.refuse(2, 482);
    merged.answer(1);
    assert.equal(merged.output()?.server, 'a', 'the one left behind has it');
  },
  '482 from a later proxy while an abandoned leg is undecided': () => {
    for (const ending of ['answer', 'refuse', 'silence'] as const) {
      const hunt = startHunt();
      hunt.clock.advance(8000);
      hunt.refuse(2, 482);
      assert.deepEqual(hunt.did(), ['invite m', 'silent m', 'invite b', 'proceeding']);
      hunt.trying(1);
      hunt.ring(1);
      assert.deepEqual(hunt.did(), ['rang'], 'not cancelled');
      if (ending === 'answer') hunt.answer(1);
      else if (ending === 'refuse') hunt.refuse(1, 486);
      else hunt.fail(1, 'rang');
      if (ending === 'answer') assert.equal(hunt.output()?.server, 'm');
      else assert.equal(hunt.verdict(), '482 loop-detected');
      assert.deepEqual(hunt.did(), []);
    }
    const hunt = startHunt();
    hunt.fail(1);
    hunt.refuse(2, 482);
    assert.equal(hunt.verdict(), '482 loop-detected', 'with nobody left behind it is a loop');
  },
  'Late 1xx on an abandoned leg': () => {
    const hunt = startHunt();
    hunt.clock.advance(8000);
    hunt.did();
    hunt.ring(1);
    hunt.trying(1);
    assert.deepEqual(hunt.did(), ['release 1', 'release 1']);
    hunt.trying(2);
    hunt.ring(1);
    assert.deepEqual(hunt.did(), ['proceeding', 'release 1'], 'whatever the walk does meanwhile');
    hunt.ring(2);
    assert.deepEqual(hunt.did(), ['rang']);
  },
  'Late 2xx on an abandoned leg': () => {
    for (const isTrying of [false, true]) {
      const hunt = startHunt();
      hunt.clock.advance(8000);
      if (isTrying) hunt.trying(2);
      hunt.did();
      hunt.answer(1);
      assert.deepEqual(hunt.did(), ['release 2'], 'the other is cancelled');
      assert.equal(hunt.output()?.winner, 1);
      assert.equal(hunt.output()?.server, 'm');
    }
    const hunt = startHunt();
    hunt.clock.advance(8000);
    hunt.ring(2);
    hunt.did();
    hunt.answer(1);
    assert.deepEqual(hunt.did(), ['release 1'], 'somebody else rings already');
    assert.equal(hunt.output(), undefined);
  },
  'Caller cancels before any 1xx': [call, 'a caller who gives up ends it, wherever it is'],
  'All proxies failed': () => {
    const mixed = startHunt({ plan: [quarantined('m', 30), ...planOf('b')] });
    mixed.fail(1);
    assert.equal(mixed.verdict(), '503 no-server-reachable');
    assert.equal(mixed.output()?.verdict.retryAfterSeconds, undefined);
    const all = startHunt({ plan: [quarantined('m', 90), ...planOf('b')] });
    all.refuse(1, 503, { retryAfterSeconds: 20 });
    assert.equal(all.output()?.verdict.retryAfterSeconds, 20);
    assert.equal(startHunt({ plan: [] }).verdict(), '503 no-server-reachable');
  },
});
