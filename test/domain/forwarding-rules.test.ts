/** Forwarding rules: what may be set, and what takes it away again. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { RuleFields } from '../../src/domain/forwarding-rules.ts';
import { deleteRule, setRule } from '../../src/domain/forwarding-rules.ts';
import { configured, rule } from '../support/configured.ts';

test('a rule has the defaults of the manual: no proxy, priority 0, contact over udp', () => {
  const [far] = configured(rule('far', '72xxxx', { contact: '192.168.1.10' })).forwardingRules;
  assert.deepEqual(far, {
    name: 'far',
    address: '72xxxx',
    contact: { host: '192.168.1.10', port: undefined, transport: 'udp' },
    proxy: false,
    domain: undefined,
    fwaddress: undefined,
    priority: 0,
    enabled: true,
  });
});

test('what breaks a rule of the manual is refused', () => {
  const table: readonly (readonly [fields: Partial<RuleFields>, code: string])[] = [
    [{ contact: '' }, 'E-CONTACT'],
    [{ contact: 'a.example;transport=sctp' }, 'E-CONTACT'],
    [{ domain: 'a.example:5060' }, 'E-CONTACT'],
    [{ domain: 'a.example;transport=tcp' }, 'E-CONTACT'],
    [{ fwaddress: '12x' }, 'E-DIGITS'],
    [{ fwaddress: '+' }, 'E-DIGITS'],
    [{ fwaddress: '1'.repeat(33) }, 'E-DIGITS'],
    [{ priority: '8' }, 'E-VALUE'],
    [{ priority: '-1' }, 'E-VALUE'],
    [{ priority: '' }, 'E-VALUE'],
    [{ priority: '07' }, 'E-VALUE'],
  ];
  for (const [fields, code] of table) {
    assert.throws(() => configured(rule('far', '1', fields)), { code }, JSON.stringify(fields));
  }
  assert.throws(() => configured(rule('a'.repeat(17), '1')), { code: 'E-NAME' });
  assert.throws(() => configured(rule('far', '1'.repeat(33))), { code: 'E-DIGIT-MAP' });
  assert.throws(() => configured(rule('far', '1'), rule('far', '2')), { code: 'E-NAME-TAKEN' });
});

test('a change keeps what it does not name; empty texts take domain and fwaddress away', () => {
  const before = configured(
    rule('far', '1', { domain: 'A.example', fwaddress: '+39#*AD', priority: '7', proxy: true }),
    rule('near', '2'),
  );
  assert.equal(before.forwardingRules[0]?.domain, 'a.example');
  const changed = setRule(before, { name: 'far', domain: '', fwaddress: '', proxy: false });
  const [far, near] = changed.forwardingRules;
  assert.deepEqual(
    [far?.domain, far?.fwaddress, far?.proxy, far?.priority],
    [undefined, undefined, false, 7],
  );
  assert.equal(near, before.forwardingRules[1]);
  assert.throws(() => setRule(before, { name: 'none' }), { code: 'E-NOT-FOUND' });
  assert.throws(() => deleteRule(before, 'none'), { code: 'E-NOT-FOUND' });
});
