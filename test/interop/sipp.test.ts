/** SIPp as servers that are dead, silent or refusing, and as phones and callees. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type RunningGateway, startGateway } from '../support/gateway-process.ts';
import { freePort } from '../support/ports.ts';
import { sippPath, startSipp } from '../support/sipp.ts';

const skip = sippPath === undefined ? 'sipp is not installed' : false;

const oneUser = [
  'voip ep soft create p1',
  'voip sip user create alice address 200 login alice password secret-of-alice',
  'voip sip user add alice port p1',
];

/** Calls without registering: nobody listens at the port of discard, so that proxies hear of calls alone. */
const caller = ['voip sip locationserver create nowhere contact 127.0.0.1:9', ...oneUser];

async function callLog(gateway: RunningGateway) {
  const [record] = await gateway.until('voip call log', (records) => records.length === 1, 30_000);
  return record;
}

test('a refusal sends registration to the next server at once', { skip }, async () => {
  const [refusing, good] = [await freePort(), await freePort()];
  const bad = startSipp({
    scenario: 'registrar-refusing',
    port: refusing,
    replace: [['503 Service Unavailable', '403 Forbidden']],
  });
  const registrar = startSipp({ scenario: 'registrar', port: good, args: ['-deadcall_wait', '0'] });
  const gateway = await startGateway({
    script: [
      `voip sip locationserver create bad contact 127.0.0.1:${refusing} master`,
      `voip sip locationserver create good contact 127.0.0.1:${good}`,
      ...oneUser,
    ],
  });
  try {
    const row = await gateway.until('voip sip user show alice', (found) => found.status === 'up');
    assert.equal(row.server, 'good');
    assert.deepEqual(
      row.tries.map(
        ({ server, outcome, status }: { server: string; outcome: string; status: number }) => [
          server,
          outcome,
          status,
        ],
      ),
      [
        ['bad', 'refused', 403],
        ['good', 'answered', 200],
      ],
    );
    assert.equal(row.lastRefusal.status, 403);
  } finally {
    await gateway.stop();
    await bad.stop();
    await registrar.stop();
  }
});

test('a closed port is passed in well under a second', { skip }, async () => {
  const [closed, good] = [await freePort(), await freePort()];
  const registrar = startSipp({ scenario: 'registrar', port: good, args: ['-deadcall_wait', '0'] });
  const gateway = await startGateway({
    script: [
      `voip sip locationserver create dead contact 127.0.0.1:${closed} master`,
      `voip sip locationserver create good contact 127.0.0.1:${good}`,
      ...oneUser,
    ],
  });
  try {
    const row = await gateway.until('voip sip user show alice', (found) => found.status === 'up');
    assert.equal(row.tries[0].outcome, 'unreachable');
    assert.ok(row.tries[0].ms < 1_000, `${row.tries[0].ms} ms`);
  } finally {
    await gateway.stop();
    await registrar.stop();
  }
});

test('a 503 of the first proxy counts as not reached: the second takes the call', {
  skip,
}, async () => {
  const [refusing, good] = [await freePort(), await freePort()];
  const bad = startSipp({ scenario: 'proxy-refusing', port: refusing });
  const callee = startSipp({ scenario: 'callee', port: good });
  const gateway = await startGateway({
    script: [
      `voip sip proxyserver create bad contact 127.0.0.1:${refusing} master`,
      `voip sip proxyserver create good contact 127.0.0.1:${good}`,
      ...caller,
    ],
  });
  try {
    await gateway.exec('voip ep soft dial p1 5551234#');
    await gateway.until('voip call list', (calls) => calls[0]?.state === 'connected');
    await gateway.exec('voip ep soft onhook p1');
    const record = await callLog(gateway);
    assert.equal(record.verdict, 'success');
    assert.deepEqual(
      record.tries.map(({ server, status }: { server: string; status: number }) => [
        server,
        status,
      ]),
      [
        ['bad', 503],
        ['good', 200],
      ],
    );
  } finally {
    await gateway.stop();
    await bad.stop();
    await callee.stop();
  }
});

test('a 486 of the first proxy is an answer: the second never hears of the call', {
  skip,
}, async () => {
  const [busy, good] = [await freePort(), await freePort()];
  const first = startSipp({
    scenario: 'proxy-refusing',
    port: busy,
    replace: [['503 Service Unavailable', '486 Busy Here']],
  });
  const second = startSipp({ scenario: 'callee', port: good });
  const gateway = await startGateway({
    script: [
      `voip sip proxyserver create busy contact 127.0.0.1:${busy}`,
      `voip sip proxyserver create idle contact 127.0.0.1:${good}`,
      ...caller,
    ],
  });
  try {
    await gateway.exec('voip ep soft dial p1 5551234#');
    const record = await callLog(gateway);
    assert.equal(record.cause, 'busy');
    assert.deepEqual(
      record.tries.map(({ server }: { server: string }) => server),
      ['busy'],
    );
  } finally {
    await gateway.stop();
    await first.stop();
    await second.stop();
  }
});

test('under the manual policy a 503 is an answer too', { skip }, async () => {
  const [refusing, good] = [await freePort(), await freePort()];
  const bad = startSipp({ scenario: 'proxy-refusing', port: refusing });
  const gateway = await startGateway({
    script: [
      'voip sip protocol set invite-policy manual',
      `voip sip proxyserver create bad contact 127.0.0.1:${refusing}`,
      `voip sip proxyserver create good contact 127.0.0.1:${good}`,
      ...caller,
    ],
  });
  try {
    await gateway.exec('voip ep soft dial p1 5551234#');
    const record = await callLog(gateway);
    assert.deepEqual(
      record.tries.map(({ server }: { server: string }) => server),
      ['bad'],
    );
  } finally {
    await gateway.stop();
    await bad.stop();
  }
});

test('a phone that authenticates calls through the proxy, and hangs up', { skip }, async () => {
  const [calleePort, phonePort] = [await freePort(), await freePort()];
  const callee = startSipp({ scenario: 'callee', port: calleePort });
  const gateway = await startGateway({
    script: [
      `voip sip proxyserver create out contact 127.0.0.1:${calleePort}`,
      'voip ep sip create desk login desk password secret-of-desk',
      'voip sip locationserver create nowhere contact 127.0.0.1:9',
      'voip sip user create alice address 200',
      'voip sip user add alice port desk',
    ],
  });
  const phone = startSipp({
    scenario: 'phone',
    port: phonePort,
    target: `127.0.0.1:${gateway.lanPort}`,
    calls: 1,
    args: ['-s', '5551234', '-au', 'desk', '-ap', 'secret-of-desk', '-d', '200'],
  });
  try {
    assert.equal(await phone.ended(), 0, phone.output().slice(-1500));
    const record = await callLog(gateway);
    assert.equal(record.from, 'alice');
    assert.equal(record.verdict, 'success');
  } finally {
    await phone.stop();
    await gateway.stop();
    await callee.stop();
  }
});

test("a provider's call rings every port of the user; the first to answer has it", {
  skip,
}, async () => {
  const [server, callerPort] = [await freePort(), await freePort()];
  const gateway = await startGateway({
    script: [
      `voip sip proxyserver create out contact 127.0.0.1:${server}`,
      'voip ep soft create p1',
      'voip ep soft create p2',
      'voip sip user create alice address 200',
      'voip sip user add alice port p1',
      'voip sip user add alice port p2',
    ],
  });
  const calling = startSipp({
    scenario: 'caller',
    port: callerPort,
    target: `127.0.0.1:${gateway.wanPort}`,
    calls: 1,
    args: ['-s', '200', '-d', '2000'],
  });
  try {
    await gateway.until('voip ep list', (ports) =>
      ports.every(({ state }: { state: string }) => state === 'ringing'),
    );
    await gateway.exec('voip ep soft answer p2');
    const ports = await gateway.until('voip ep list', (rows) => rows[1].state === 'talking');
    assert.equal(ports[0].state, 'onHook');
    assert.equal(await calling.ended(), 0, calling.output().slice(-1500));
    const record = await callLog(gateway);
    assert.equal(record.verdict, 'success');
  } finally {
    await calling.stop();
    await gateway.stop();
  }
});

test('an INVITE from nobody we know is not let in', { skip }, async () => {
  const callerPort = await freePort();
  const gateway = await startGateway({ script: oneUser });
  const calling = startSipp({
    scenario: 'caller',
    port: callerPort,
    target: `127.0.0.1:${gateway.wanPort}`,
    calls: 1,
    args: ['-s', '200', '-timeout', '3s', '-recv_timeout', '2000'],
  });
  try {
    assert.notEqual(await calling.ended(), 0);
    assert.deepEqual(await gateway.exec('voip call log'), []);
  } finally {
    await calling.stop();
    await gateway.stop();
  }
});

test('a silent proxy is left after its time; a late answer of it is cancelled, and nobody rings twice', {
  skip,
}, async () => {
  const [silentPort, good] = [await freePort(), await freePort()];
  const silent = startSipp({ scenario: 'late', port: silentPort, calls: 1 });
  const callee = startSipp({ scenario: 'callee', port: good });
  const gateway = await startGateway({
    script: [
      'voip sip protocol set invite-attempt-ms 500',
      'voip sip protocol set proxy-fail-back none',
      `voip sip proxyserver create silent contact 127.0.0.1:${silentPort} master`,
      `voip sip proxyserver create good contact 127.0.0.1:${good}`,
      ...caller,
    ],
  });
  try {
    await gateway.exec('voip ep soft dial p1 5551234#');
    await gateway.until('voip call list', (calls) => calls[0]?.state === 'connected');
    assert.equal(await silent.ended(), 0, silent.output().slice(-1500));
    await gateway.exec('voip ep soft onhook p1');
    const record = await callLog(gateway);
    assert.equal(record.verdict, 'success');
    assert.deepEqual(
      record.tries.map(({ server, outcome }: { server: string; outcome: string }) => [
        server,
        outcome,
      ]),
      [
        ['silent', 'unreachable'],
        ['good', 'answered'],
      ],
    );
  } finally {
    await gateway.stop();
    await silent.stop();
    await callee.stop();
  }
});

test('a proxy that says 100 and nothing more has the call until the no-answer timer', {
  skip,
}, async () => {
  const [tryingPort, good] = [await freePort(), await freePort()];
  const trying = startSipp({ scenario: 'trying', port: tryingPort, calls: 1 });
  const callee = startSipp({ scenario: 'callee', port: good });
  const gateway = await startGateway({
    script: [
      'voip sip protocol set no-answer-timer 5',
      'voip sip protocol set invite-attempt-ms 500',
      'voip sip protocol set proxy-fail-back none',
      `voip sip proxyserver create trying contact 127.0.0.1:${tryingPort} master`,
      `voip sip proxyserver create good contact 127.0.0.1:${good}`,
      ...caller,
    ],
  });
  try {
    await gateway.exec('voip ep soft dial p1 5551234#');
    const record = await callLog(gateway);
    assert.equal(record.cause, 'no-answer');
    assert.deepEqual(
      record.tries.map(({ server }: { server: string }) => server),
      ['trying'],
    );
    assert.equal(await trying.ended(), 0, 'it was cancelled');
  } finally {
    await gateway.stop();
    await trying.stop();
    await callee.stop();
  }
});
