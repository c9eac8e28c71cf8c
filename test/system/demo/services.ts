/** The acts about what a call is besides: held, handed on, forwarded. */
import assert from 'node:assert/strict';
import { until } from '../../support/until.ts';
import { type Act, account, answeredBy, lastRecord, talk } from './steps.ts';
import type { DemoWorld } from './world.ts';

/** Packets that say that somebody is heard. */
const packets = 20;

async function callState({ gateway }: DemoWorld, wanted: string): Promise<void> {
  await gateway.until('voip call list', (calls: readonly { readonly state: string }[]) =>
    calls.some(({ state }) => state === wanted),
  );
}

export const serviceActs: readonly Act[] = [
  {
    title: 'alice calls bob, holds him, takes him back, and hands him on to a number outside',
    async play(world, say) {
      const rings = world.kitchen.nextCall();
      const calling = world.desk.call('5550002', world.lan, account(world, 'desk'));
      const answered = (await rings).answer();
      const [alice, bob] = await Promise.all([calling.connected, answered]);
      await Promise.all([alice.audio.heardMore(packets), bob.audio.heardMore(packets)]);
      assert.equal(
        (await alice.request('INVITE', alice.audio.describe(['a=sendonly']))).status,
        200,
      );
      await callState(world, 'held');
      say('bob is held');
      assert.equal(
        (await alice.request('INVITE', alice.audio.describe(['a=sendrecv']))).status,
        200,
      );
      await callState(world, 'connected');
      await bob.audio.heardMore(packets);
      say('they talk again; alice sends REFER');
      const goal = [['Refer-To', `<sip:5559876@${world.lan.address}>`]] as const;
      const outside = answeredBy(world.masters().proxyEast.answered, 1);
      assert.equal((await alice.request('REFER', undefined, goal)).status, 202);
      const there = await outside;
      await until(() => alice.notified.includes('SIP/2.0 200 OK'), 'the news of the transfer');
      await alice.ended;
      await Promise.all([bob.audio.heardMore(packets), there.audio.heardMore(packets)]);
      await bob.hangUp();
      await there.ended;
      const record = await lastRecord(world, 4);
      assert.equal(record.verdict, 'success');
      return 'held, resumed, transferred: bob and the number outside heard each other; alice was free';
    },
  },
  {
    title: 'bob has his calls forwarded: a call to him goes out again',
    async play(world, say) {
      await world.gateway.exec('voip sip service set bob forwardalways 5559876');
      const calling = world.proxyWest.party.call('5550002', world.wan);
      const heard = await talk(calling, answeredBy(world.masters().proxyEast.answered, 2), say);
      const record = await lastRecord(world, 5);
      assert.equal(record.tries[0].server, 'out-east');
      return `forwarded to 5559876 through ${record.tries[0].server}; ${heard}`;
    },
  },
];
