/**
 * A gateway with two registered phones and one provider server that registers lines and takes
 * calls.
 */
import assert from 'node:assert/strict';
import { type GatewayOptions, type RunningGateway, startGateway } from '../gateway-process.ts';
import { Party } from './party.ts';
import { createRegistrar, type Registrar } from './registrar.ts';
import type { Place } from './sip-socket.ts';

export const deskAccount = { login: 'desk', password: 'secret-of-desk' };
export const kitchenAccount = { login: 'kitchen', password: 'secret-of-kitchen' };

export interface CallWorld extends AsyncDisposable {
  readonly gateway: RunningGateway;
  /** The phone of alice, 200. */
  readonly desk: Party;
  /** The phone of bob, 201. */
  readonly kitchen: Party;
  readonly provider: Party;
  readonly registrar: Registrar;
  readonly lan: Place;
  readonly wan: Place;
  /** The only record, once the call has ended. */
  record(): ReturnType<RunningGateway['exec']>;
}

export async function startCallWorld(options: GatewayOptions = {}): Promise<CallWorld> {
  const [desk, kitchen, provider] = [
    await Party.open('desk'),
    await Party.open('kitchen'),
    await Party.open('provider'),
  ];
  const registrar = createRegistrar(new Map([['alice', 'secret-of-alice']]));
  provider.onRequest = (incoming) => registrar.hear(incoming);
  const { port } = provider.socket.place;
  const gateway = await startGateway({
    ...options,
    script: [
      'voip sip protocol set drain-time 0',
      `voip sip locationserver create reg contact 127.0.0.1:${port}`,
      `voip sip proxyserver create out contact 127.0.0.1:${port}`,
      `voip ep sip create desk login desk password ${deskAccount.password}`,
      `voip ep sip create kitchen login kitchen password ${kitchenAccount.password}`,
      'voip sip user create alice address 200 login alice password secret-of-alice',
      'voip sip user create bob address 201',
      'voip sip user add alice port desk',
      'voip sip user add bob port kitchen',
      ...(options.script ?? []),
    ],
  });
  const lan = { address: '127.0.0.1', port: gateway.lanPort };
  assert.equal(await desk.register(lan, deskAccount), 200);
  assert.equal(await kitchen.register(lan, kitchenAccount), 200);
  return {
    gateway,
    desk,
    kitchen,
    provider,
    registrar,
    lan,
    wan: { address: '127.0.0.1', port: gateway.wanPort },
    record: async () => (await gateway.until('voip call log', (records) => records.length > 0))[0],
    async [Symbol.asyncDispose]() {
      await gateway.stop();
      await Promise.all([desk, kitchen, provider].map((party) => party.close()));
    },
  };
}
