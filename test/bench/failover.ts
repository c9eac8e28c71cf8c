/** What a dead server costs a line and a call, and what the gateway itself adds to a call's way. */

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startGateway } from '../support/gateway-process.ts';
import { Party } from '../support/peers/party.ts';
import { createRegistrar } from '../support/peers/registrar.ts';
import { type Place, SipSocket } from '../support/peers/sip-socket.ts';
import { freePort } from '../support/ports.ts';
import type { Figure } from './figure.ts';
import { type InProcess, startInProcess } from './in-process.ts';

const warmUp = 300;
const hops = 300;
const childStartMs = 3000;

async function openProvider(): Promise<Party> {
  const provider = await Party.open('provider');
  const registrar = createRegistrar(new Map([['alice', 'secret-of-alice']]));
  provider.onRequest = (incoming) => registrar.hear(incoming);
  provider.onRinging = (ringing) => ringing.refuse(486);
  return provider;
}

async function script(dead: number, live: number): Promise<string[]> {
  return [
    `voip sip interface set lan address 127.0.0.1 port ${await freePort()}`,
    `voip sip interface set wan address 127.0.0.1 port ${await freePort()}`,
    // The tries of the walks alone decide what is known of a server.
    'voip sip protocol set location-fail-back none',
    'voip sip protocol set proxy-fail-back none',
    ...['locationserver', 'proxyserver'].flatMap((list) => [
      `voip sip ${list} create dead contact 127.0.0.1:${dead} master`,
      `voip sip ${list} create live contact 127.0.0.1:${live}`,
    ]),
    'voip ep soft create p1',
    'voip sip user create alice address 200 login alice password secret-of-alice',
    'voip sip user add alice port p1',
  ];
}

/** How long the first server of the last walk was waited for. */
async function registerMs({ gateway }: InProcess, before: number): Promise<number> {
  const line = () => gateway.view.users()[0];
  await waitFor(() => (line()?.registration.successes ?? 0) > before);
  return line()?.tries[0]?.ms ?? Number.NaN;
}

async function inviteMs({ gateway }: InProcess, number: number): Promise<number> {
  gateway.commands.dial('p1', `${5_550_000 + number}#`);
  let ms: number | undefined;
  await waitFor(async () => {
    const records = await gateway.view.callLog(number + 1);
    ms = records.length > number ? records[0]?.tries[0]?.ms : undefined;
    return ms !== undefined;
  });
  gateway.commands.onHook('p1');
  return ms ?? Number.NaN;
}

async function waitFor(condition: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await condition())) await new Promise((resolve) => setTimeout(resolve, 5));
}

/** Both walks again and again, until health holds the dead server as down. */
async function walks(dead: number, rounds: number): Promise<readonly [number[], number[]]> {
  const provider = await openProvider();
  const process = await startInProcess(await script(dead, provider.socket.place.port));
  const [registers, invites]: [number[], number[]] = [[], []];
  try {
    // A call that comes sooner than the media child waits for it.
    await new Promise((resolve) => setTimeout(resolve, childStartMs));
    for (let round = 0; round < rounds; round += 1) {
      const before =
        round === 0 ? 0 : (process.gateway.view.users()[0]?.registration.successes ?? 0);
      if (round > 0) process.gateway.commands.retryRegistration('alice');
      const [register, invite] = await Promise.all([
        registerMs(process, before),
        inviteMs(process, round),
      ]);
      registers.push(register);
      invites.push(invite);
    }
  } finally {
    await process.stop();
    await provider.close();
  }
  return [registers, invites];
}

/** From an INVITE that is sent to the INVITE that is heard: the median, once everything is warm. */
async function inviteToInvite(phone: Party, provider: Party, to: Place): Promise<number> {
  const took: number[] = [];
  for (let at = 0; at < warmUp + hops; at += 1) {
    const rings = provider.nextCall((ringing) => {
      took.push(performance.now() - sentAt);
      ringing.refuse(486);
    });
    const sentAt = performance.now();
    const calling = phone.call('5551234', to).connected.catch(() => undefined);
    await rings;
    await calling;
  }
  const counted = took.slice(warmUp).sort((one, other) => one - other);
  return counted[Math.floor(hops / 2)] ?? Number.NaN;
}

/** What a gateway in a process of its own adds to the direct way. */
async function hopMs(): Promise<number> {
  const [phone, provider] = [await Party.open('caller'), await openProvider()];
  const gateway = await startGateway({
    env: { OFFHOOK_LOG: 'error' },
    script: [
      `voip sip proxyserver create out contact 127.0.0.1:${provider.socket.place.port}`,
      'voip sip protocol set proxy-fail-back none',
      `voip ep sip create desk login desk contact sip:caller@127.0.0.1:${phone.socket.place.port}`,
      'voip sip user create bob address 201',
      'voip sip user add bob port desk',
    ],
  });
  try {
    const direct = await inviteToInvite(phone, provider, provider.socket.place);
    const to = { address: '127.0.0.1', port: gateway.lanPort };
    return (await inviteToInvite(phone, provider, to)) - direct;
  } finally {
    await gateway.stop();
    await Promise.all([phone.close(), provider.close()]);
  }
}

/** From the start of the process until `system status` answers, with a hundred lines in the store. */
async function readyMs(): Promise<number> {
  const directory = mkdtempSync(join(tmpdir(), 'offhook-bench-'));
  const lines = Array.from({ length: 100 }, (_, at) => [
    `voip ep soft create p${at}`,
    `voip sip user create u${at} address ${1000 + at}`,
    `voip sip user add u${at} port p${at}`,
  ]);
  const location = `voip sip locationserver create one contact 127.0.0.1:${await freePort()}`;
  try {
    await (await startGateway({ directory, script: [location, ...lines.flat()] })).stop();
    const startedAt = performance.now();
    const gateway = await startGateway({ directory });
    const took = performance.now() - startedAt;
    await gateway.stop();
    return took;
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

export default async function run(): Promise<readonly Figure[]> {
  const figures: Figure[] = [];
  const add = (name: string, value: number | undefined, target: number) =>
    figures.push({ name, value: value ?? Number.NaN, unit: 'ms', target, direction: 'max' });
  const [closedRegister, closedInvite] = await walks(await freePort(), 1);
  add('REGISTER, master’s port closed', closedRegister[0], 100);
  add('INVITE, first proxy’s port closed', closedInvite[0], 100);
  const silent = await SipSocket.open();
  const [register, invite] = await walks(silent.place.port, 4);
  await silent.close();
  for (const [method, took] of [
    ['REGISTER', register],
    ['INVITE', invite],
  ] as const) {
    add(`${method}, first server silent, nothing known`, took[0], 8500);
    add(`${method}, first server silent, suspect`, took[1], 4500);
    add(`${method}, first server silent, held as down`, took[3], 600);
  }
  add(`INVITE to INVITE, added by the gateway, p50 of ${hops}`, await hopMs(), 1);
  add('ready after a start with 100 lines in the store', await readyMs(), 1000);
  return figures;
}
