/** The acts of the demo, each shown while it happens and each failing when it does not. */
import assert from 'node:assert/strict';
import { serviceActs } from './services.ts';
import { type Act, account, answeredBy, lastRecord, talk } from './steps.ts';
import type { DemoWorld } from './world.ts';

interface Try {
  readonly server: string;
  readonly outcome: string;
  readonly status: number | null;
  /** Not in the call log, whose shape others rely on. */
  readonly reason?: string;
  readonly ms: number;
}

interface Line {
  readonly name: string;
  readonly status: string;
  readonly server: string | null;
}

function walkOf(tries: readonly Try[]): string {
  return tries
    .map(({ server, outcome, status, reason, ms }) => {
      return `${server}: ${reason ?? status ?? outcome} (${ms} ms)`;
    })
    .join(' → ');
}

/** Waits until every line is up on the server; says each change on the way. */
async function linesOn({ gateway }: DemoWorld, server: string, say: (text: string) => void) {
  const last = new Map<string, string>();
  await gateway.until('voip sip user list', (lines: readonly Line[]) => {
    for (const { name, status, server: on } of lines) {
      const state = on === null ? status : `${status} on ${on}`;
      if (last.get(name) !== state) say(`${name} is ${state}`);
      last.set(name, state);
    }
    return lines.every((line) => line.status === 'up' && line.server === server);
  });
  const { tries } = await gateway.exec('voip sip user show alice');
  return walkOf(tries);
}

export const acts: readonly Act[] = [
  {
    title: 'two phones register with the gateway',
    async play(world) {
      for (const phone of [world.desk, world.kitchen]) {
        assert.equal(await phone.register(world.lan, account(world, phone.name)), 200);
      }
      return 'desk is the phone of alice, kitchen that of bob';
    },
  },
  {
    title: 'the master location server is silent: the lines walk to the second',
    async play(world, say) {
      const walk = await linesOn(world, 'loc-west', say);
      assert.deepEqual([...world.locationWest.registrar.bindings.keys()].sort(), ['alice', 'bob']);
      return walk;
    },
  },
  {
    title: 'the port of the master proxy is closed: alice calls through the second',
    async play(world, say) {
      const calling = world.desk.call('5559876', world.lan, account(world, 'desk'));
      const heard = await talk(calling, answeredBy(world.proxyWest.answered, 0), say);
      const { tries, verdict } = await lastRecord(world, 1);
      assert.equal(verdict, 'success');
      assert.deepEqual(
        tries.map(({ server }: Try) => server),
        ['out-east', 'out-west'],
      );
      return `${walkOf(tries)}; ${heard}`;
    },
  },
  {
    title: 'the provider calls bob: the kitchen rings and answers',
    async play(world, say) {
      const rings = world.kitchen.nextCall();
      const calling = world.proxyWest.party.call('5550002', world.wan);
      const call = await rings;
      say('the kitchen rings');
      const heard = await talk(calling, call.answer(), say);
      const record = await lastRecord(world, 2);
      assert.deepEqual([record.verdict, record.to], ['success', '5550002']);
      return heard;
    },
  },
  {
    title: 'the masters come back: the lines return to the first location server',
    async play(world, say) {
      const { proxyEast } = await world.reviveMasters();
      say('the masters answer again; they are probed each second before anybody trusts them');
      const walk = await linesOn(world, 'loc-east', say);
      const calling = world.desk.call('5559876', world.lan, account(world, 'desk'));
      const heard = await talk(calling, answeredBy(proxyEast.answered, 0), say);
      const { tries } = await lastRecord(world, 3);
      assert.equal(tries[0].server, 'out-east');
      return `${walk}; a call: ${walkOf(tries)}; ${heard}`;
    },
  },
  ...serviceActs,
];
