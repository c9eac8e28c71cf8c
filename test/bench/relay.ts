/**
 * A hundred G.711 calls through the relay: what they cost the child, and what it adds to their
 * delay.
 */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { EngineChoice } from '../../src/media/engine-choice.ts';
import type { SrtpPlan } from '../../src/media/plan.ts';
import type { Place } from '../../src/media/sdp/places.ts';
import { masterBytes, type Suite } from '../../src/media/srtp/suites.ts';
import { realClock } from '../../src/runtime/clock.ts';
import { rtpengine, startRtpengine } from '../media/rtpengine.ts';
import type { Keys, Order, Report } from '../media/traffic.ts';
import type { Figure } from './figure.ts';

const calls = 100;
/** Past the learning window the sockets are tied to their peers. */
const warmUpMs = 4500;
const measureMs = 6000;
const rounds = 2;
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

/** A callee's own key, and the line of the suite that it was offered for what comes to it. */
const calleeKey = Buffer.alloc(masterBytes(suite), 0x17).toString('base64');
const cryptoLine = new RegExp(`a=crypto:(\\d+) ${suite} inline:([^|\\s]+)`);

function secured(sdp: Buffer, offer: Buffer): Buffer {
  const [, tag = ''] = cryptoLine.exec(offer.toString()) ?? [];
  const text = sdp.toString().replace('RTP/AVP', 'RTP/SAVP');
  return Buffer.from(`${text}a=crypto:${tag} ${suite} inline:${calleeKey}\r\n`);
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

/** All calls through one engine, in the process with that number once they are set up. */
async function through(
  daemons: readonly Place[],
  isSecure: boolean,
  pidOf: (media: EngineChoice) => number | undefined,
): Promise<Run> {
  const phones = new Phones();
  const media = new EngineChoice({
    addresses: { lan: side, wan: { ...side, srtp: isSecure ? 'required' : 'off' } },
    portRange: { low: 16_384, high: 20_000 },
    clock: realClock,
    onEvent: () => undefined,
    daemons,
  });
  const ports = await phones.ports;
  const targets: number[] = [];
  const keys: (SrtpPlan | null)[] = [];
  for (let at = 0; at < calls; at += 1) {
    const [caller = 0, callee = 0] = ports.slice(2 * at);
    const asked = description(caller);
    const offer = await media.relay(`${at}`, 'a', 'lan', 'wan', asked, 'offer');
    const said = isSecure ? secured(description(callee), offer) : description(callee);
    const answer = await media.relay(`${at}`, 'b', 'wan', 'lan', said, 'answer');
    targets.push(portIn(answer), portIn(offer));
    const [, , receive = ''] = cryptoLine.exec(offer.toString()) ?? [];
    keys.push(null, isSecure ? { suite, receive, send: calleeKey } : null);
  }
  phones.take({ keys });
  await media.stats('0');
  const pid = pidOf(media);
  if (pid === undefined) throw new Error('the engine is gone');
  const run = await phones.through(pid, targets);
  await media.stop();
  phones.end();
  return run;
}

function ours(isSecure: boolean): Promise<Run> {
  return through([], isSecure, (media) => media.pid());
}

async function theirs(isSecure: boolean): Promise<Run> {
  const { pid, place, stop } = await startRtpengine(4 * calls);
  const run = await through([place], isSecure, () => pid);
  await stop();
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

/** In turn, so that whatever else the machine does meets all of them; the run least disturbed. */
async function leastOf<Kind extends string>(
  runs: Readonly<Record<Kind, () => Promise<Run>>>,
  kinds: readonly Kind[],
): Promise<ReadonlyMap<Kind, Run>> {
  const least = new Map<Kind, Run>();
  for (let round = 0; round < rounds; round += 1) {
    for (const kind of kinds) {
      const run = await runs[kind]();
      const before = least.get(kind);
      if (before === undefined || run.share < before.share) least.set(kind, run);
    }
  }
  return least;
}

const runs = {
  plain: () => ours(false),
  theirPlain: () => theirs(false),
  secret: () => ours(true),
  theirSecret: () => theirs(true),
};

/** The phones directly, through our relay plain and with SRTP outside, and through rtpengine. */
export default async function run(): Promise<readonly Figure[]> {
  const unrelayed = await direct();
  const hasTheirs = rtpengine !== undefined;
  const least = await leastOf(
    runs,
    hasTheirs ? ['plain', 'theirPlain', 'secret', 'theirSecret'] : ['plain', 'secret'],
  );
  const [plain, secret] = [least.get('plain'), least.get('secret')];
  const [theirPlain, theirSecret] = [least.get('theirPlain'), least.get('theirSecret')];
  return [
    ...(plain ? figuresOf('relayed plain', plain, 20, unrelayed) : []),
    ...(secret ? figuresOf('SRTP outside', secret, 25, unrelayed) : []),
    ...(plain && theirPlain ? [compared('relayed plain', plain, theirPlain)] : []),
    ...(secret && theirSecret ? [compared('SRTP outside', secret, theirSecret)] : []),
  ];
}

function compared(kind: string, our: Run, their: Run): Figure {
  const name = `100 calls, ${kind}: times rtpengine's ${their.share.toFixed(1)} %`;
  return { name, value: our.share / their.share, unit: '', target: 1.3, direction: 'max' };
}
