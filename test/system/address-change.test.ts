/** The machine gets another address, or loses its own for a while: lines register anew. users-ask R8. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { findProgram, startChild } from '../support/child.ts';
import { startGateway } from '../support/gateway-process.ts';

const registrar = fileURLToPath(new URL('../support/peers/lone-registrar.ts', import.meta.url));

/** A network of its own with one address that is not loopback. */
function network(name: string) {
  const ip = findProgram('ip');
  const run = (...args: readonly string[]) =>
    ip !== undefined && spawnSync(ip, [...args]).status === 0;
  if (!ip || !run('netns', 'add', name)) return undefined;
  const inside = (...args: readonly string[]) =>
    assert.ok(run('-n', name, ...args), args.join(' '));
  const hasInterface = run('-n', name, 'link', 'add', 'wan0', 'type', 'bridge');
  inside('link', 'set', 'lo', 'up');
  return {
    under: [ip, 'netns', 'exec', name],
    hasInterface,
    inside,
    remove: () => run('netns', 'del', name),
  };
}

test('a gateway on every address: within three seconds the line is registered with the new one', async (t) => {
  const net = network(`offhook-${process.pid}`);
  if (!net?.hasInterface) {
    net?.remove();
    t.skip('no network of its own can be made here');
    return;
  }
  try {
    net.inside('link', 'set', 'wan0', 'up');
    net.inside('address', 'add', '192.0.2.10/24', 'dev', 'wan0');
    const [program = '', ...args] = net.under;
    const server = startChild(program, [
      ...[...args, process.execPath, '--conditions=development'],
      ...[registrar, '127.0.0.1', '5060'],
    ]);
    await server.until(/ready/);
    const gateway = await startGateway({
      under: net.under,
      script: [
        // The server is on this machine, and sees what no other would.
        'voip sip protocol set learn-address off',
        'voip sip interface set wan address 0.0.0.0 port 5070',
        'voip sip locationserver create reg contact 127.0.0.1:5060',
        'voip ep sip create desk login desk password secret-of-desk',
        'voip sip user create alice address 200 login alice password secret-of-alice',
        'voip sip user add alice port desk',
      ],
    });
    await server.until(/bound: <sip:200@192\.0\.2\.10:5070>/);
    net.inside('address', 'add', '198.51.100.20/24', 'dev', 'wan0');
    net.inside('address', 'del', '192.0.2.10/24', 'dev', 'wan0');
    await server.until(/bound: <sip:200@198\.51\.100\.20:5070>/, 8000);
    const events: readonly { code: string }[] = await gateway.exec('system events');
    assert.ok(events.some(({ code }) => code === 'network.address-changed'));
    assert.equal(await gateway.stop(), 0);
    await server.stop();
  } finally {
    net.remove();
  }
});

test('a gateway on one address: gone, it is an alarm; back, the line registers within three seconds', async (t) => {
  const net = network(`offhook-own-${process.pid}`);
  if (!net?.hasInterface) {
    net?.remove();
    t.skip('no network of its own can be made here');
    return;
  }
  try {
    net.inside('link', 'set', 'wan0', 'up');
    net.inside('address', 'add', '192.0.2.10/24', 'dev', 'wan0');
    net.inside('address', 'add', '203.0.113.1/32', 'dev', 'lo');
    const [program = '', ...args] = net.under;
    const server = startChild(program, [
      ...[...args, process.execPath, '--conditions=development'],
      ...[registrar, '203.0.113.1', '5060'],
    ]);
    await server.until(/ready/);
    const gateway = await startGateway({
      under: net.under,
      script: [
        'voip sip interface set wan address 192.0.2.10 port 5070',
        'voip sip protocol set retry-base 300',
        'voip sip locationserver create reg contact 203.0.113.1:5060',
        'voip ep sip create desk login desk password secret-of-desk',
        'voip sip user create alice address 200 login alice password secret-of-alice',
        'voip sip user add alice port desk',
      ],
    });
    await server.until(/bound: <sip:200@192\.0\.2\.10:5070>/);
    net.inside('address', 'add', '198.51.100.20/24', 'dev', 'wan0');
    net.inside('address', 'del', '192.0.2.10/24', 'dev', 'wan0');
    const { alarms } = await gateway.until('system status', (status) => status.alarms.length > 0);
    assert.deepEqual(alarms, [
      'wan listens on 192.0.2.10, which is no address of this machine any more',
    ]);
    await gateway.exec('voip sip user try alice');
    const lost = await gateway.until(
      'voip sip user show alice',
      ({ status }) => status === 'errorNetwork',
    );
    assert.match(lost.tries[0].reason, /^no way out/);
    const before = server.output().match(/bound:/g)?.length ?? 0;
    net.inside('address', 'add', '192.0.2.10/24', 'dev', 'wan0');
    await gateway.until('voip sip user show alice', ({ status }) => status === 'up', 8000);
    assert.ok((server.output().match(/bound:/g)?.length ?? 0) > before);
    assert.deepEqual((await gateway.exec('system status')).alarms, []);
    const events: readonly { code: string }[] = await gateway.exec('system events');
    const codes = new Set(events.map(({ code }) => code));
    assert.ok(codes.has('network.address-lost') && codes.has('network.address-back'));
    assert.equal(await gateway.stop(), 0);
    await server.stop();
  } finally {
    net.remove();
  }
});
