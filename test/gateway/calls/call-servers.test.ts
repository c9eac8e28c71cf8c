/** The proxies of a walk, as others name them. RFC 3261 §21.3.4. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CallServers } from '../../../src/gateway/calls/call-servers.ts';
import type { CallSession } from '../../../src/gateway/calls/call-session.ts';
import { Health } from '../../../src/gateway/servers/health.ts';
import { parseUri } from '../../../src/sip/message/uri.ts';
import { configured, proxy } from '../../support/configured.ts';

const configuration = configured(
  proxy('a', 'sip.example.net'),
  proxy('b', 'sip.example.net:5070;transport=tcp'),
  proxy('c', '[2001:db8::1];transport=tls'),
);
const health = new Health(
  () => undefined,
  () => configuration,
  () => 0,
);

function named(text: string, kind: 'proxies' | 'rule' = 'proxies'): string | undefined {
  const uri = parseUri(text);
  assert.ok(uri);
  const session = { way: () => ({ route: { kind } }) } as CallSession;
  return new CallServers(() => configuration, health).named(session, uri);
}

test('a URI names a proxy by host, port and transport, each as it is when nothing is said', () => {
  assert.equal(named('sip:sip.example.net'), 'a');
  assert.equal(named('sip:SIP.example.net:5060;lr'), 'a');
  assert.equal(named('sip:sip.example.net:5070;transport=tcp'), 'b');
  assert.equal(named('sip:[2001:db8::1]:5061;transport=tls'), 'c');
  assert.equal(named('sips:[2001:db8::1]'), 'c');
  for (const other of ['sip:sip.example.net:5070', 'sip:example.net', 'sip:[2001:db8::1]']) {
    assert.equal(named(other), undefined, other);
  }
  assert.equal(named('sip:sip.example.net', 'rule'), undefined, 'a rule has no other way');
});
