/** A gateway that finds no TLS files when it starts: all else works, and TLS does once they are there. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { connect as connectTls } from 'node:tls';
import { Authority, noOpenssl } from '../support/certificates.ts';
import { startGateway } from '../support/gateway-process.ts';
import { Party } from '../support/peers/party.ts';
import { createRegistrar } from '../support/peers/registrar.ts';
import { StreamRegistrar } from '../support/peers/stream-registrar.ts';

interface Row {
  readonly status: string;
  readonly server: string;
  readonly tries: readonly { readonly server: string; readonly reason: string }[];
}

test('without its TLS files it starts: UDP and TCP are up, TLS is refused, told, and comes back', {
  skip: noOpenssl,
}, async () => {
  const authority = new Authority();
  const folder = mkdtempSync(join(tmpdir(), 'offhook-tls-'));
  const [ca, cert, key] = [
    join(folder, 'ca.pem'),
    join(folder, 'own.pem'),
    join(folder, 'own.key'),
  ];
  const secure = await StreamRegistrar.open({ tls: authority.sign('IP:127.0.0.1') });
  const plain = await Party.open('plain');
  const registrar = createRegistrar(new Map([['u', 'secret']]));
  plain.onRequest = (incoming) => registrar.hear(incoming);
  const gateway = await startGateway({
    script: [
      `voip sip protocol set tls-ca ${ca}`,
      `voip sip protocol set tls-cert ${cert}`,
      `voip sip protocol set tls-key ${key}`,
      `voip sip locationserver create first contact 127.0.0.1:${secure.port};transport=tls master`,
      `voip sip locationserver create second contact 127.0.0.1:${plain.socket.place.port}`,
      'voip ep soft create phone',
      'voip sip user create u address 200 login u password secret',
      'voip sip user add u port phone',
    ],
  });
  try {
    const away = await gateway.until('voip sip user show u', (row: Row) => row.server === 'second');
    assert.equal(away.status, 'up');
    assert.match(away.tries[0].reason, /^E-TLS: there is no TLS here/);
    const first: { readonly health: string; readonly reason: string } = await gateway.exec(
      'voip sip locationserver show first',
    );
    assert.deepEqual([first.health, first.reason], ['down', away.tries[0].reason]);
    const { alarms }: { readonly alarms: readonly string[] } = await gateway.exec('system status');
    assert.ok(
      alarms.includes(`there is no TLS, nobody is reached by it: E-FILE cannot read "${ca}"`),
    );
    const tcp = connect(gateway.wanPort, '127.0.0.1');
    await once(tcp, 'connect');
    tcp.destroy();
    const refused = await gateway.tryExec('voip sip protocol set tls-ca /nowhere/ca.pem');
    assert.ok(!refused.ok && refused.error.code === 'E-FILE');

    const own = authority.sign('IP:127.0.0.1');
    writeFileSync(key, own.key);
    writeFileSync(cert, own.cert);
    writeFileSync(ca, authority.ca());
    await gateway.exec(`voip sip protocol set tls-ca ${ca}`);
    await gateway.until('voip sip user show u', (row: Row) => row.server === 'first');
    await gateway.until('system status', (status) => status.alarms.length === 0);
    await gateway.until('system events', (events: readonly { readonly code: string }[]) => {
      const codes = events.map(({ code }) => code).filter((code) => code.startsWith('network.tls'));
      return codes.join(' ') === 'network.tls-missing network.tls-back';
    });
    const heard = connectTls({ port: gateway.wanPort + 1, host: '127.0.0.1', ca: authority.ca() });
    await once(heard, 'secureConnect');
    heard.destroy();
  } finally {
    await gateway.stop();
    await Promise.all([secure.close(), plain.close()]);
    authority.remove();
    rmSync(folder, { recursive: true });
  }
});
