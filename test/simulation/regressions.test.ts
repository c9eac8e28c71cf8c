/** What seeds have found once, each as the smallest scene that shows it. */
import assert from 'node:assert/strict';
import { mock, test } from 'node:test';
import type { Configuration } from '../../src/domain/configuration.ts';
import { addUserPort, deleteUser, removeUserPort } from '../../src/domain/users.ts';
import { withLine } from './household.ts';
import type { FaultName } from './mood.ts';
import type { WorldSettings } from './settings.ts';
import { type Outcome, type SimulationOptions, type Stage, simulate } from './simulation.ts';

// XState warns of every answer that comes when its actor has ended; peers are late on purpose here.
mock.method(console, 'warn', () => undefined);

const plain: WorldSettings = {
  faults: new Set(),
  lines: 2,
  locationServers: 1,
  proxyServers: 2,
  hasMaster: false,
  transports: new Map(),
  chaosMs: 60_000,
  leaseMaxSeconds: 3600,
  protocol: { 'register-expires': '60', 'retry-max': '60', 'retry-base': '5' },
};

/** Runs a scene; `lines` of its trace are what it is about. */
async function play(
  settings: Partial<WorldSettings>,
  scene: (stage: Stage) => void,
): Promise<{ readonly outcome: Outcome; readonly lines: readonly string[] }> {
  const lines: string[] = [];
  const options: SimulationOptions = {
    settings: { ...plain, ...settings },
    scene,
    print: (line) => void lines.push(line),
  };
  const outcome = await simulate(1, options);
  assert.deepEqual(outcome.broken, [], lines.slice(-60).join('\n'));
  return { outcome, lines };
}

function serverOf({ people }: Stage, name: string) {
  const server = people.servers.find((one) => one.name === name);
  assert.ok(server);
  return server;
}

const operator = { face: 'simulation', name: 'operator' };

function detached(now: Configuration): Configuration {
  return removeUserPort(now, 'u0', 'phone0');
}

function withFault(...names: readonly FaultName[]): Pick<WorldSettings, 'faults'> {
  return { faults: new Set(names) };
}

test('a proxy that has challenged and then falls silent has the call: nobody else is asked', async () => {
  const { outcome, lines } = await play({}, (stage) => {
    const p1 = serverOf(stage, 'p1');
    p1.isStrict = true;
    const [phone] = stage.people.phones;
    stage.after(100, () => phone?.register());
    stage.after(1000, () => phone?.call('0891234', true, false));
    stage.after(1015, () => {
      p1.mood = { kind: 'silent' };
    });
  });
  assert.equal(outcome.calls, 1);
  assert.ok(lines.some((line) => line.includes('10.0.2.1:5060 401 INVITE')));
  assert.ok(!lines.some((line) => line.includes('> 10.0.2.2:5060 INVITE')));
});

test('lines that wait for their turn leave a server alone that has just asked one of them to', async () => {
  const protocol = { ...plain.protocol, 'register-rate': '1' };
  const { lines } = await play({ lines: 6, locationServers: 2, protocol }, (stage) => {
    const mood = { kind: 'refuse', status: 503, retryAfterSeconds: 30 } as const;
    serverOf(stage, 'l1').mood = mood;
  });
  const before30 = lines.filter((line) => Number.parseFloat(line) < 30);
  const asked = before30.filter((line) => line.includes('> 10.0.1.1:5060 REGISTER'));
  assert.equal(asked.length, 1);
});

test('a 503 that comes when its attempt was given up still quarantines the server', async () => {
  await play({ lines: 1, locationServers: 2, hasMaster: true, chaosMs: 40_000 }, (stage) => {
    const { weather } = stage.simulation.network;
    Object.assign(weather, { delayMin: 5000, delayMax: 5000 });
    const mood = { kind: 'refuse', status: 503, retryAfterSeconds: 30 } as const;
    serverOf(stage, 'l2').mood = mood;
    stage.after(9000, () => Object.assign(weather, { delayMin: 1, delayMax: 1 }));
    stage.after(20_000, () => stage.simulation.gateway().commands.retryRegistration('u0'));
  });
});

test('no port for media once DNS has answered: the call fails, the process goes on', async () => {
  const protocol = { ...plain.protocol, 'proxy-fail-back': 'none' };
  const settings = { ...withFault('names'), hasMaster: true, lines: 1, chaosMs: 110_000, protocol };
  const { outcome, lines } = await play(settings, (stage) => {
    const [phone] = stage.people.phones;
    stage.after(100, () => phone?.register());
    // By then the address of p2 has been forgotten, and must be asked for again.
    stage.after(100_000, () => stage.simulation.media.setFull(true));
    stage.after(100_001, () => phone?.call('0891234', true, false));
  });
  assert.equal(outcome.calls, 1);
  assert.ok(lines.some((line) => /> 192.168.0.10:5060 [45]\d\d INVITE 2/.test(line)));
});

test('the answer to a re-INVITE that comes when the call is over holds no port of media', async () => {
  await play({}, (stage) => {
    const [phone] = stage.people.phones;
    const p1 = serverOf(stage, 'p1');
    p1.talked = (talking) =>
      stage.after(500, () => {
        talking.offer();
        talking.hangUp();
      });
    stage.after(100, () => phone?.register());
    for (const ms of [1000, 12_000, 24_000, 36_000]) stage.after(ms, () => p1.callIn('2000'));
  });
});

test('a soft port for which there is no port of media hears busy tone', async () => {
  const { outcome } = await play({}, (stage) => {
    stage.simulation.media.setFull(true);
    const { commands, view } = stage.simulation.gateway();
    stage.after(1000, () => commands.dial('soft1', '0891234'));
    stage.after(9000, () => {
      const port = view.ports().find(({ name }) => name === 'soft1');
      assert.equal(port?.state, 'busyTone');
    });
  });
  assert.equal(outcome.calls, 0);
});

test('a line that is detached while it first registers leaves no binding behind', async () => {
  await play({ locationServers: 1 }, (stage) => {
    const { commands } = stage.simulation.gateway();
    const l1 = serverOf(stage, 'l1');
    l1.mood = { kind: 'late', ms: 3000 };
    stage.after(1000, () => {
      void commands.submit(detached, operator, 'detach u0');
    });
    stage.after(15_000, () => assert.equal(l1.bindingOf('2000'), undefined));
    stage.after(15_000, () => assert.ok(l1.bindingOf('2001')));
  });
});

test('a REGISTER that is answered when its line is long gone leaves no binding behind', async () => {
  await play({ locationServers: 1 }, (stage) => {
    const { commands } = stage.simulation.gateway();
    const l1 = serverOf(stage, 'l1');
    l1.isStrict = false;
    l1.mood = { kind: 'late', ms: 12_000 };
    stage.after(1000, () => {
      void commands.submit(detached, operator, 'detach u0');
    });
    // What it may have bound by then was given back when nobody waited for its answer any more.
    stage.after(12_500, () => assert.ok(l1.bindingOf('2000')));
    stage.after(19_000, () => assert.equal(l1.bindingOf('2000'), undefined));
  });
});

test('attached again while the REGISTER of before is out: its late success takes nothing away', async () => {
  const protocol = { ...plain.protocol, 'register-attempt-ms': '20000' };
  await play({ locationServers: 1, protocol }, (stage) => {
    const { commands, view } = stage.simulation.gateway();
    const l1 = serverOf(stage, 'l1');
    l1.isStrict = false;
    l1.mood = { kind: 'late', ms: 8000 };
    stage.after(1000, () => {
      void commands.submit(detached, operator, 'detach u0');
    });
    stage.after(7000, () => {
      void commands.submit((now) => addUserPort(now, 'u0', 'phone0'), operator, 'attach u0');
    });
    stage.after(25_000, () => {
      const line = view.users().find(({ name }) => name === 'u0');
      assert.equal(line?.server, 'l1');
      assert.ok(l1.bindingOf('2000'));
    });
  });
});

test('deleted and made anew while it is still leaving, a line keeps what it then gets', async () => {
  // Before the line of before has left, five seconds after it was deleted, and after that.
  for (const answeredAfterMs of [10, 5000]) {
    await play({ locationServers: 1, lines: 1 }, (stage) => {
      const { commands, view } = stage.simulation.gateway();
      const l1 = serverOf(stage, 'l1');
      l1.isStrict = false;
      stage.after(1000, () => {
        l1.mood = { kind: 'trying' };
        void commands.submit((now) => deleteUser(now, 'u0'), operator, 'delete u0');
      });
      stage.after(2000, () => {
        l1.mood = { kind: 'late', ms: answeredAfterMs };
        void commands.submit((now) => withLine(now, 0), operator, 'create u0');
      });
      stage.after(15_000, () => {
        assert.equal(view.users()[0]?.status, 'up');
        assert.ok(l1.bindingOf('2000'));
      });
    });
  }
});

test('a line that was lost and comes up elsewhere gives back what the server of before still has', async () => {
  const protocol = { ...plain.protocol, 'register-expires': '3600' };
  const { lines } = await play({ lines: 1, locationServers: 2, protocol }, (stage) => {
    const [l1, l2] = [serverOf(stage, 'l1'), serverOf(stage, 'l2')];
    l2.mood = { kind: 'refuse', status: 500, retryAfterSeconds: undefined };
    stage.after(10_000, () => {
      l1.mood = { kind: 'silent' };
      stage.simulation.gateway().commands.retryRegistration('u0');
    });
    stage.after(24_000, () => {
      assert.ok(l1.bindingOf('2000'));
      l2.mood = { kind: 'fair' };
    });
  });
  const from = lines.findIndex((line) => line.includes('< 10.0.1.2:5060 200 REGISTER'));
  const rest = lines.slice(from).filter((line) => Number.parseFloat(line) < 60);
  assert.ok(from >= 0);
  assert.ok(rest.some((line) => line.includes('> 10.0.1.1:5060 un-REGISTER')));
});

test('no port of media for an answer that brings the offer: the caller is refused, the answer acknowledged', async () => {
  const { lines } = await play({ ...withFault('closed'), hasMaster: true }, (stage) => {
    const [phone] = stage.people.phones;
    const p2 = serverOf(stage, 'p2');
    p2.mood = { kind: 'fork' };
    stage.after(100, () => phone?.register());
    stage.after(900, () => stage.simulation.media.setFull(true));
    stage.after(1000, () => phone?.call('0891234', true, true));
  });
  assert.ok(lines.some((line) => /> 10.0.2.2:5060 ACK 1/.test(line)));
  assert.ok(lines.some((line) => /> 192.168.0.10:5060 503 INVITE 2/.test(line)));
});

test('an answer that brings the offer is acknowledged even if its sender hangs up at once', async () => {
  await play({ ...withFault('closed'), hasMaster: true }, (stage) => {
    const [phone] = stage.people.phones;
    const p2 = serverOf(stage, 'p2');
    p2.mood = { kind: 'fork' };
    p2.talked = (talking) => talking.hangUp();
    stage.after(100, () => phone?.register());
    stage.after(1000, () => phone?.call('0891234', true, true));
  });
});

test('a handset for whose answer there is no port of media: the caller hears that we have none', async () => {
  const { lines } = await play(withFault('closed'), (stage) => {
    const [phone] = stage.people.phones;
    const { commands } = stage.simulation.gateway();
    stage.after(100, () => phone?.register());
    stage.after(900, () => stage.simulation.media.setFull(true));
    stage.after(1000, () => phone?.call('2001', true, true));
    stage.after(3000, () => commands.answer('soft1'));
  });
  assert.ok(lines.some((line) => /> 192.168.0.10:5060 503 INVITE 2/.test(line)));
});

test('RFC 3261 §18.2.2: a caller whose connection is closed while it rings gets its answer over another', async () => {
  const transports = new Map([['p1', 'tcp']] as const);
  const { lines } = await play({ transports }, (stage) => {
    const { commands, view } = stage.simulation.gateway();
    const p1 = serverOf(stage, 'p1');
    p1.talked = (talking) => stage.after(3000, () => talking.hangUp());
    stage.after(1000, () => p1.callIn('2001', 1800));
    stage.after(1500, () => p1.agent.links.drop('end'));
    stage.after(2000, () => commands.answer('soft1'));
    stage.after(3000, () => assert.equal(view.calls()[0]?.state, 'connected'));
  });
  assert.ok(lines.some((line) => /< 10\.0\.2\.1:\d+ BYE/.test(line)));
});

test('a line that wants to be called by TCP is, by a server that it registers with by UDP', async () => {
  const transports = new Map([['lines', 'tcp']] as const);
  const { lines } = await play({ transports }, (stage) => {
    const { commands, view } = stage.simulation.gateway();
    const l1 = serverOf(stage, 'l1');
    l1.talked = (talking) => stage.after(3000, () => talking.hangUp());
    stage.after(1000, () => l1.callIn('2001', 1800));
    stage.after(2000, () => commands.answer('soft1'));
    stage.after(3000, () => assert.equal(view.calls()[0]?.state, 'connected'));
  });
  assert.ok(lines.some((line) => /> 10\.0\.1\.1:5060 REGISTER/.test(line)));
  for (const what of ['INVITE', 'ACK', 'BYE'])
    assert.ok(
      lines.some((line) => new RegExp(`< 10\\.0\\.1\\.1:4\\d{4} ${what}`).test(line)),
      what,
    );
});

test('RFC 4028: a call that nobody refreshes is hung up on both sides, and its record says why', async () => {
  const causes: string[] = [];
  const { lines } = await play({ chaosMs: 90_000 }, (stage) => {
    const { simulation } = stage;
    const { commands } = simulation.gateway();
    const p1 = serverOf(stage, 'p1');
    p1.talked = () => undefined;
    stage.after(1000, () => p1.callIn('2001', 90));
    stage.after(1500, () => commands.answer('soft1'));
    stage.after(61_000, () => assert.equal(simulation.gateway().view.calls().length, 1));
    stage.after(62_000, () => {
      causes.push(...[...simulation.store.records.values()].map(({ cause }) => cause));
    });
  });
  assert.deepEqual(causes, ['session-expired']);
  assert.ok(lines.some((line) => /> 10.0.2.1:5060 BYE/.test(line)));
});
