/** What the acts of the demo have in common. */
import { once } from 'node:events';
import type { Calling } from '../../support/peers/party.ts';
import type { PeerCall } from '../../support/peers/peer-call.ts';
import type { DemoWorld } from './world.ts';

export interface Act {
  readonly title: string;
  /** Resolves with what came of it, in a line. */
  play(world: DemoWorld, say: (text: string) => void): Promise<string>;
}

/** Packets that must be heard by each side before a call counts as heard. */
const packets = 50;

export async function talk(
  calling: Calling,
  other: Promise<PeerCall>,
  say: (text: string) => void,
) {
  const [here, there] = await Promise.all([calling.connected, other]);
  say('connected; both sides speak');
  await Promise.all([here.audio.heardMore(packets), there.audio.heardMore(packets)]);
  const heard = `${here.audio.heard} audio packets heard by the caller, ${there.audio.heard} by the callee`;
  await here.hangUp();
  await there.ended;
  return heard;
}

export async function lastRecord({ gateway }: DemoWorld, count: number) {
  const records = await gateway.until('voip call log', (all) => all.length === count);
  return records[0];
}

/** The next call that a provider's server has answered. */
export async function answeredBy(answered: readonly PeerCall[], count: number): Promise<PeerCall> {
  for (;;) {
    const call = answered[count];
    if (call) return call;
    await once(AbortSignal.timeout(10), 'abort');
  }
}

export function account({ passwords }: DemoWorld, login: string) {
  return { login, password: passwords.get(login) ?? '' };
}
