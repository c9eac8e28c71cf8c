/**
 * The small world of the demo: a provider whose masters are dead, two phones, and the real gateway.
 */
import { type RunningGateway, startGateway } from '../../support/gateway-process.ts';
import { Party } from '../../support/peers/party.ts';
import type { PeerCall } from '../../support/peers/peer-call.ts';
import { createRegistrar, type Registrar } from '../../support/peers/registrar.ts';
import { type Place, SipSocket, token } from '../../support/peers/sip-socket.ts';
import { freePort } from '../../support/ports.ts';

const loopback = '127.0.0.1';

/** A server of the provider: its registrar part and its proxy part speak from one port each. */
export interface ProviderServer {
  readonly party: Party;
  readonly registrar: Registrar;
  /** Calls that it has answered. */
  readonly answered: PeerCall[];
}

export interface Masters {
  readonly locationEast: ProviderServer;
  readonly proxyEast: ProviderServer;
}

export interface DemoWorld {
  readonly gateway: RunningGateway;
  readonly desk: Party;
  readonly kitchen: Party;
  readonly passwords: ReadonlyMap<string, string>;
  readonly lan: Place;
  readonly wan: Place;
  readonly locationWest: ProviderServer;
  readonly proxyWest: ProviderServer;
  readonly page: string;
  /** The masters come back to life. */
  reviveMasters(): Promise<Masters>;
  /** Once they have. */
  masters(): Masters;
  close(): Promise<void>;
}

async function openServer(
  name: string,
  passwords: ReadonlyMap<string, string>,
  port?: number,
): Promise<ProviderServer> {
  const party = await Party.open(name, port);
  const registrar = createRegistrar(passwords);
  const answered: PeerCall[] = [];
  party.onRequest = (incoming) => registrar.hear(incoming);
  party.onRinging = (ringing) => {
    ringing.ring();
    void ringing.answer().then((call) => answered.push(call));
  };
  return { party, registrar, answered };
}

function script(ports: Readonly<Record<string, number>>, passwords: ReadonlyMap<string, string>) {
  const place = (name: string) => `${loopback}:${ports[name]}`;
  const password = (login: string) => passwords.get(login) ?? '';
  return [
    `web set listen ${place('page')}`,
    `web user create demo role read password ${password('demo')}`,
    // Shorter than their defaults, so that nobody waits long for the demo.
    'voip sip protocol set register-attempt-ms 1500',
    'voip sip protocol set probe-interval 1',
    'voip sip protocol set drain-time 0',
    `voip sip locationserver create loc-west contact ${place('locationWest')}`,
    `voip sip locationserver create loc-east contact ${place('locationEast')} master`,
    `voip sip proxyserver create out-west contact ${place('proxyWest')}`,
    `voip sip proxyserver create out-east contact ${place('proxyEast')} master`,
    `voip ep sip create desk login desk password ${password('desk')}`,
    `voip ep sip create kitchen login kitchen password ${password('kitchen')}`,
    `voip sip user create alice address 5550001 login alice password ${password('alice')}`,
    `voip sip user create bob address 5550002 login bob password ${password('bob')}`,
    'voip sip user add alice port desk',
    'voip sip user add bob port kitchen',
  ];
}

export async function openWorld(): Promise<DemoWorld> {
  const logins = ['alice', 'bob', 'desk', 'kitchen', 'demo'];
  const passwords = new Map(logins.map((login) => [login, token()]));
  const open: Party[] = [];
  const server = async (name: string, port?: number) => {
    const opened = await openServer(name, passwords, port);
    open.push(opened.party);
    return opened;
  };
  // As without power: what comes is taken by nobody. The master proxy's port is closed instead.
  const dead = await SipSocket.open();
  const [locationWest, proxyWest] = [await server('loc-west'), await server('out-west')];
  const [desk, kitchen] = [await Party.open('desk'), await Party.open('kitchen')];
  open.push(desk, kitchen);
  const ports = {
    page: await freePort(),
    locationEast: dead.place.port,
    locationWest: locationWest.party.socket.place.port,
    proxyEast: await freePort(),
    proxyWest: proxyWest.party.socket.place.port,
  };
  const gateway = await startGateway({ script: script(ports, passwords) });
  let isDead = true;
  let revived: Masters | undefined;
  return {
    gateway,
    desk,
    kitchen,
    passwords,
    lan: { address: loopback, port: gateway.lanPort },
    wan: { address: loopback, port: gateway.wanPort },
    locationWest,
    proxyWest,
    page: `http://${loopback}:${ports.page}`,
    async reviveMasters() {
      isDead = false;
      await dead.close();
      revived = {
        locationEast: await server('loc-east', ports.locationEast),
        proxyEast: await server('out-east', ports.proxyEast),
      };
      return revived;
    },
    masters() {
      if (!revived) throw new Error('the masters are dead still');
      return revived;
    },
    async close() {
      await gateway.stop();
      if (isDead) await dead.close();
      await Promise.all(open.map((party) => party.close()));
    },
  };
}
