/**
 * The agent's process watched: started again after a delay, parked when it keeps falling, replaced
 * when it hangs.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type AgentChildEvents, AgentLink } from '../../../src/management/snmp/agent-link.ts';
import type { ToAgent } from '../../../src/management/snmp/channel.ts';
import { noCounts } from '../../../src/management/snmp/counters.ts';
import { ManualClock } from '../../support/manual-clock.ts';

const settings = { users: [], communities: [], targets: [] };
const turn = () => new Promise((resolve) => setImmediate(resolve));

function openLink(birthFails = false) {
  const clock = new ManualClock();
  const children: { events: AgentChildEvents; told: ToAgent[]; isKilled: boolean }[] = [];
  let boots = 0;
  const link = new AgentLink(
    {
      clock,
      log: { info: () => undefined, warn: () => undefined, error: () => undefined },
      start(events) {
        const child = { events, told: [] as ToAgent[], isKilled: false };
        children.push(child);
        return {
          send(message) {
            child.told.push(message);
            if (message.kind === 'stop') events.onEnd('stopped');
          },
          kill() {
            child.isKilled = true;
            events.onEnd('SIGKILL');
          },
        };
      },
      async birth() {
        if (birthFails) throw new Error('the disk is full');
        boots += 1;
        return { listen: null, agentx: null, engineId: '', boots, foreignKeys: {} };
      },
      onMessage: () => undefined,
      onCrash: () => undefined,
    },
    settings,
  );
  return { clock, children, link };
}

const listening = { kind: 'listening', place: { address: '127.0.0.1', port: 1161 } } as const;

test('it has started when it listens, and says where', async () => {
  const { children, link } = openLink();
  const started = link.start();
  await turn();
  children[0]?.events.onMessage(listening);
  await started;
  assert.equal(link.state, '127.0.0.1:1161');
});

test('a port that is taken is told, and the gateway goes on', async () => {
  const { children, link } = openLink();
  const started = link.start();
  await turn();
  children[0]?.events.onMessage({ kind: 'failed', reason: 'EADDRINUSE' });
  await started;
  assert.equal(link.state, 'failed: EADDRINUSE');
});

test('a process that ends is started again, never at once, each time later', async () => {
  const { clock, children, link } = openLink();
  void link.start();
  await turn();
  const delays: number[] = [];
  for (let crash = 0; crash < 5; crash += 1) {
    const count = children.length;
    children.at(-1)?.events.onEnd('1');
    const before = clock.now();
    while (children.length === count) {
      clock.advance(100);
      await turn();
    }
    delays.push(clock.now() - before);
  }
  assert.deepEqual(delays, [200, 400, 800, 1600, 3200]);
  assert.deepEqual(
    children.map(({ told }) => (told[0]?.kind === 'birth' ? told[0].birth.boots : 0)),
    [1, 2, 3, 4, 5, 6],
  );
});

test('one that falls six times in a minute is parked for half a minute', async () => {
  const { clock, children, link } = openLink();
  void link.start();
  await turn();
  for (let crash = 0; crash < 6; crash += 1) {
    children.at(-1)?.events.onEnd('1');
    clock.advance(crash === 5 ? 29_999 : 3_200);
    await turn();
  }
  assert.equal(children.length, 6);
  clock.advance(1);
  await turn();
  assert.equal(children.length, 7);
});

test('a process that is silent for 8 s is killed and replaced; one that lives is left alone', async () => {
  const { clock, children, link } = openLink();
  void link.start();
  await turn();
  for (let second = 0; second < 20; second += 1) {
    clock.advance(1000);
    children[0]?.events.onMessage({ kind: 'alive', counts: noCounts() });
  }
  assert.equal(children[0]?.isKilled, false);
  clock.advance(11_000);
  await turn();
  assert.equal(children[0]?.isKilled, true);
  assert.equal(children.length, 2);
});

test('boots that cannot be kept start nothing: without them a SET could be replayed', async () => {
  const { clock, children, link } = openLink(true);
  await link.start();
  clock.advance(60_000);
  await turn();
  assert.deepEqual(children, []);
});

test('stopped, it ends and stays ended', async () => {
  const { clock, children, link } = openLink();
  void link.start();
  await turn();
  children[0]?.events.onMessage(listening);
  await link.stop();
  assert.deepEqual(children[0]?.told.at(-1), { kind: 'stop' });
  clock.advance(60_000);
  assert.equal(children.length, 1);
  assert.equal(clock.pending(), 0);
});
