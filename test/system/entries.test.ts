/**
 * At most 100 entries, users and forwarding rules together, whoever adds them, in whatever order.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startGateway } from '../support/gateway-process.ts';

test('60 users and 40 rules fit; the next of either kind is refused with the rule', async () => {
  const gateway = await startGateway({
    script: [
      ...Array.from({ length: 60 }, (_, n) => `voip sip user create u${n} address ${1000 + n}`),
      ...Array.from(
        { length: 40 },
        (_, n) => `voip sip fdb create r${n} address ${20 + n} contact 127.0.0.1`,
      ),
    ],
  });
  try {
    assert.deepEqual(await gateway.exec('system entries'), {
      used: 100,
      limit: 100,
      users: 60,
      forwardingRules: 40,
    });
    for (const line of [
      'voip sip user create more address 5000',
      'voip sip fdb create more address 99 contact 127.0.0.1',
    ]) {
      const outcome = await gateway.tryExec(line);
      assert.ok(!outcome.ok);
      assert.equal(outcome.error.code, 'E-ENTRY-LIMIT');
      assert.match(outcome.error.message, /60 users, 40 forwarding rules/);
    }
  } finally {
    await gateway.stop();
  }
});

test('two hundred changes at once leave exactly one hundred entries', async () => {
  const gateway = await startGateway();
  try {
    const outcomes = await Promise.all(
      Array.from({ length: 200 }, (_, n) =>
        gateway.tryExec(
          n % 2 === 0
            ? `voip sip user create u${n} address ${1000 + n}`
            : `voip sip fdb create r${n} address ${3000 + n} contact 127.0.0.1`,
        ),
      ),
    );
    assert.equal(outcomes.filter(({ ok }) => ok).length, 100);
    assert.equal((await gateway.exec('system entries')).used, 100);
  } finally {
    await gateway.stop();
  }
});

test('keywords may be shortened while unambiguous and are not case-sensitive', async () => {
  const gateway = await startGateway();
  try {
    await gateway.exec('VOIP SIP USER CREATE Bob ADDRESS 300');
    assert.equal((await gateway.exec('v s u l'))[0].name, 'Bob');
    const outcome = await gateway.tryExec('voip sip user s Bob');
    assert.ok(!outcome.ok);
    assert.equal(outcome.error.code, 'E-COMMAND-AMBIGUOUS');
  } finally {
    await gateway.stop();
  }
});
