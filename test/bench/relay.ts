/**
 * A hundred G.711 calls through the relay: what they cost the child, and what it adds to their
 * delay.
 */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createMedia } from '../../src/media/create-media.ts';
import type { SrtpPlan } from '../../src/media/plan.ts';
import { masterBytes, type Suite } from '../../src/media/srtp/suites.ts';
import { realClock } from '../../src/runtime/clock.ts';
import { rtpengine, startRtpengine } from '../media/rtpengine.ts';
import type { Keys, Order, Report } from '../media/traffic.ts';
import type { Figure } from './figure.ts';

const calls = 100;
/** Past the learning window the sockets are tied to their peers. */
const warmUpMs = 4500;
const measureMs = 8000;
const suite: Suite = 'AES_CM_128_HMAC_SHA1_80';
const side = { bind: '127.0.0.1', advertise: '127.0.0.1' };

function description(port: number): Buffer {
  const head = 'v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\n';
  return Buffer.from(`${head}m=audio ${port} RTP/AVP 8\r\n`);
}

function portIn(sdp: Buffer): number {
  return Number(/^m=audio (\d+)/m.exec(sdp.toString())?.[1]);
}

/**
 * User and system time of a process so far: proc(5), fields 14 and 15, in hundredths of a second.
 */
function cpuMs(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) * 10;
}

/** A callee's own key, and the key that it was offered for what comes to it. */
const calleeKey = Buffer.alloc(masterBytes(suite), 0x17).toString('base64');

function keyIn(offer: Buffer): string {
  return new RegExp(`${suite} inline:(\\S+)`).exec(offer.toString())?.[1] ?? '';
}

function secured(sdp: Buffer): Buffer {
  const text = sdp.toString().replace('RTP/AVP', 'RTP/SAVP');
  return Buffer.from(`${text}a=crypto:1 ${suite} inline:${calleeKey}\r\n`);
}

interface Run {
  readonly relayed: Report;
  readonly share: number;
}

/** The phones of all calls, and what they make of an order. */
class Phones {
  readonly #process = fork(new URL('../media/traffic.ts', import.meta.url), [String(2 * calls)], {
    execArgv: [],
  });
  readonly ports = once(this.#process, 'message').then(([ports]): readonly number[] => ports);

  async send(ports: readonly number[], ms: number): Promise<Report> {
    const order: Order = { ports, ms };
    this.#process.send(order);
    const [report]: Report[] = await once(this.#process, 'message');
    if (report === undefined) throw new Error('the phones gave no report');
    return report;
  }

  take(keys: Keys): void {
    this.#process.send(keys);
  }

  end(): void {
    this.#process.disconnect();
  }

  /** What a relay's process takes of a core while it serves them. */
  async through(pid: number, ports: readonly number[]): Promise<Run> {
    await this.send(ports, warmUpMs);
    const [cpuBefore, began] = [cpuMs(pid), performance.now()];
    const relayed = await this.send(ports, measureMs);
    return { relayed, share: (100 * (cpuMs(pid) - cpuBefore)) / (performance.now() - began) };
  }
}

async function direct(): Promise<Report> {
  const phones = new Phones();
  const ports = await phones.ports;
  const report = await phones.send(ports.toReversed(), 3000);
  phones.end();
  return report;
}

async function ours(isSecure: boolean): Promise<Run> {
  const phones = new Phones();
  const media = createMedia({
    addresses: { lan: side, wan: { ...side, srtp: isSecure ? 'required' : 'off' } },
    portRange: { low: 16_384, high: 20_000 },
    clock: realClock,
    onEvent: () => undefined,
  });
  const ports = await phones.ports;
  const targets: number[] = [];
  const keys: (SrtpPlan | null)[] = [];
  for (let at = 0; at < calls; at += 1) {
    const [caller = 0, callee = 0] = ports.slice(2 * at);
    const offer = media.relay(`${at}`, 'a', 'lan', 'wan', description(caller));
    const said = isSecure ? secured(description(callee)) : description(callee);
    const answer = media.relay(`${at}`, 'b', 'wan', 'lan', said);
    targets.push(portIn(answer), portIn(offer));
    keys.push(null, isSecure ? { suite, receive: keyIn(offer), send: calleeKey } : null);
  }
  phones.take({ keys });
  await media.stats('0');
  const pid = media.pid();
  if (pid === undefined) throw new Error('the media child is gone');
  const run = await phones.through(pid, targets);
  await media.stop();
  phones.end();
  return run;
}

async function theirs(): Promise<Run> {
  const phones = new Phones();
  const { pid, ask, stop } = await startRtpengine(4 * calls);
  const ports = await phones.ports;
  const targets: number[] = [];
  for (let at = 0; at < calls; at += 1) {
    const [caller = 0, callee = 0] = ports.slice(2 * at);
    const id = { 'call-id': `${at}`, 'from-tag': 'a', ICE: 'remove' };
    const sdp = (port: number) => description(port).toString();
    const offer = await ask({ ...id, command: 'offer', sdp: sdp(caller) });
    const answer = await ask({ ...id, command: 'answer', 'to-tag': 'b', sdp: sdp(callee) });
    targets.push(portIn(answer), portIn(offer));
  }
  const run = await phones.through(pid, targets);
  await stop();
  phones.end();
  return run;
}

function figuresOf(kind: string, run: Run, shareMost: number, unrelayed: Report): Figure[] {
  const { relayed, share } = run;
  const figure = (what: string, value: number, unit: string, target: number): Figure => {
    return { name: `100 calls, ${kind}: ${what}`, value, unit, target, direction: 'max' };
  };
  return [
    figure('share of a core', share, '%', shareMost),
    figure('one-way delay added, p50', relayed.p50Ms - unrelayed.p50Ms, 'ms', 0.3),
    figure('one-way delay added, p99', relayed.p99Ms - unrelayed.p99Ms, 'ms', 0.5),
    figure('packets lost', relayed.sent - relayed.received, '', 0),
  ];
}

/** The phones directly, through our relay plain and with SRTP outside, and through rtpengine. */
export default async function run(): Promise<readonly Figure[]> {
  const unrelayed = await direct();
  const plain = await ours(false);
  const figures = [
    ...figuresOf('relayed plain', plain, 18, unrelayed),
    ...figuresOf('SRTP outside', await ours(true), 25, unrelayed),
  ];
  if (rtpengine === undefined) return figures;
  const { share } = await theirs();
  const name = `100 calls, relayed plain: times rtpengine's ${share.toFixed(1)} %`;
  return [
    ...figures,
    { name, value: plain.share / share, unit: '', target: 1.3, direction: 'max' },
  ];
}
