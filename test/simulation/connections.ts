/**
 * Connections of the simulated world, with the face of Node's sockets: bytes arrive in order, in
 * pieces, late or never; ends close, break, or are forgotten on the way.
 */
import { EventEmitter } from 'node:events';
import type { Place } from './network.ts';
import type { SeededRandom } from './random.ts';

interface ConnectionPorts {
  readonly clock: { setTimeout(fire: () => void, delayMs: number): unknown };
  readonly random: SeededRandom;
  /** How long a segment takes that is not lost, and how often one is. */
  readonly weather: {
    readonly loss: number;
    readonly delayMin: number;
    readonly delayMax: number;
  };
  readonly isCut: (from: Place, to: Place) => boolean;
  readonly listener: (place: Place) => Listener | undefined;
}

export interface Listener {
  accept?(socket: SimulatedSocket, transport: 'tcp' | 'tls'): void;
}

type Segment = Buffer | 'end' | 'reset';

/** Nothing that was sent has been acknowledged for so long: the kernel gives up. */
const patienceMs = 100_000;
const [rtoMs, rtoMaxMs] = [200, 8000];

export class Connections {
  readonly #ports: ConnectionPorts;
  readonly #open = new Set<SimulatedSocket>();
  /** Servers whose certificate nobody believes, and why. */
  readonly certificates = new Map<string, string>();
  #port = 40_000;

  constructor(ports: ConnectionPorts) {
    this.#ports = ports;
  }

  /** How many ends are open at an address. */
  count(address: string): number {
    return [...this.#open].filter(({ here }) => here.address === address).length;
  }

  /** Whether what one says reaches the other by a connection that there is. */
  isOpen(from: string, to: string): boolean {
    return [...this.#open].some(
      ({ here, there, pipe, destroyed }) =>
        here.address === from && there.address === to && !destroyed && pipe.isThrough(),
    );
  }

  dial(from: string, to: Place, transport: 'tcp' | 'tls'): SimulatedSocket {
    this.#port += 1;
    const here = { address: from, port: this.#port };
    const socket = this.#socket(here, { address: to.address, port: to.port });
    this.#knock(socket, transport, rtoMs);
    return socket;
  }

  /** A process has died, or the machine: whoever is connected to it hears so, once. */
  die(address: string): void {
    for (const socket of this.#open) if (socket.here.address === address) socket.die();
  }

  /** What is between has forgotten its connections: nothing more arrives, and nobody is told. */
  forget(address: string): void {
    for (const { here, there, pipe } of this.#open)
      if (here.address === address || there.address === address) pipe.isForgotten = true;
  }

  #socket(here: Place, there: Place): SimulatedSocket {
    const { clock, random } = this.#ports;
    const way = {
      delayMs: () => this.#delayMs(),
      isCut: () => this.#ports.isCut(here, there),
    };
    const pipe = new Pipe({ ...way, clock, random });
    const socket = new SimulatedSocket(here, there, pipe, (act) => clock.setTimeout(act, 0));
    this.#open.add(socket);
    socket.once('close', () => this.#open.delete(socket));
    return socket;
  }

  /** A lost segment comes again: its loss is a delay. */
  #delayMs(): number {
    const { random, weather } = this.#ports;
    let delayMs = random.between(weather.delayMin, weather.delayMax);
    for (let rto = rtoMs; random.chance(weather.loss) && rto < rtoMaxMs; rto *= 2) delayMs += rto;
    return delayMs;
  }

  #knock(socket: SimulatedSocket, transport: 'tcp' | 'tls', againMs: number): void {
    const { clock, isCut, listener } = this.#ports;
    const { here, there } = socket;
    const trips = transport === 'tls' ? 4 : 2;
    const delayMs = Array.from({ length: trips }, () => this.#delayMs()).reduce((a, b) => a + b);
    clock.setTimeout(() => {
      if (socket.destroyed) return;
      if (isCut(here, there) || isCut(there, here))
        return void clock.setTimeout(() => this.#knock(socket, transport, againMs * 2), againMs);
      const host = listener(there);
      if (!host?.accept) return socket.fail('ECONNREFUSED');
      const fault = transport === 'tls' ? this.certificates.get(there.address) : undefined;
      if (fault !== undefined) return socket.fail(fault);
      const other = this.#socket(there, here);
      socket.pipe.to = other;
      other.pipe.to = socket;
      host.accept(other, transport);
      socket.emit(transport === 'tls' ? 'secureConnect' : 'connect');
    }, delayMs);
  }
}

interface Way extends Pick<ConnectionPorts, 'clock' | 'random'> {
  readonly delayMs: () => number;
  readonly isCut: () => boolean;
}

/** One direction: what stands first in it arrives first. */
class Pipe {
  readonly #way: Way;
  readonly #segments: Segment[] = [];
  to: SimulatedSocket | undefined;
  isForgotten = false;
  #isMoving = false;
  #stuckMs = 0;

  constructor(way: Way) {
    this.#way = way;
  }

  push(segment: Segment, gaveUp: () => void): void {
    this.#segments.push(segment);
    if (!this.#isMoving) this.#move(this.#way.delayMs(), rtoMs, gaveUp);
  }

  isThrough(): boolean {
    return !this.isForgotten && this.to?.destroyed === false;
  }

  clear(): void {
    this.#segments.length = 0;
  }

  #move(delayMs: number, againMs: number, gaveUp: () => void): void {
    this.#isMoving = true;
    this.#way.clock.setTimeout(() => {
      this.#isMoving = false;
      if (this.isForgotten || this.#way.isCut()) {
        this.#stuckMs += againMs;
        if (this.#stuckMs >= patienceMs) gaveUp();
        else this.#move(againMs, Math.min(againMs * 2, rtoMaxMs), gaveUp);
        return;
      }
      this.#stuckMs = 0;
      const segment = this.#take();
      if (segment !== undefined) this.to?.arrive(segment);
      if (this.#segments.length > 0) this.#move(this.#way.delayMs(), rtoMs, gaveUp);
    }, delayMs);
  }

  /** Two segments may be read as one. */
  #take(): Segment | undefined {
    const segment = this.#segments.shift();
    const [next] = this.#segments;
    if (!Buffer.isBuffer(segment) || !Buffer.isBuffer(next) || this.#way.random.chance(0.5))
      return segment;
    this.#segments.shift();
    return Buffer.concat([segment, next]);
  }

  /** Where a message is cut on its way, if it is. */
  cut(bytes: Buffer): readonly Buffer[] {
    const { random } = this.#way;
    if (bytes.length < 2 || random.chance(0.7)) return [bytes];
    const at = random.between(1, bytes.length - 1);
    return [bytes.subarray(0, at), bytes.subarray(at)];
  }
}

/** One end, as far as connections of ours and of peers need it. */
export class SimulatedSocket extends EventEmitter {
  readonly here: Place;
  readonly there: Place;
  readonly pipe: Pipe;
  readonly writableLength = 0;
  readonly #later: (act: () => void) => void;
  destroyed = false;
  #hasEnded = false;
  #isEnded = false;

  constructor(here: Place, there: Place, pipe: Pipe, later: (act: () => void) => void) {
    super();
    this.here = here;
    this.there = there;
    this.pipe = pipe;
    this.#later = later;
  }

  get remoteAddress(): string {
    return this.there.address;
  }

  get remotePort(): number {
    return this.there.port;
  }

  setNoDelay(): this {
    return this;
  }

  write(bytes: Buffer): boolean {
    if (this.#hasEnded || this.destroyed) return false;
    for (const part of this.pipe.cut(bytes)) this.#push(part);
    return true;
  }

  end(): void {
    if (this.#hasEnded || this.destroyed) return;
    this.#hasEnded = true;
    this.#push('end');
    if (this.#isEnded) this.#close();
  }

  destroy(): void {
    if (this.destroyed) return;
    if (!this.#hasEnded) this.#push('end');
    this.#close();
  }

  destroySoon(): void {
    this.destroy();
  }

  resetAndDestroy(): void {
    if (this.destroyed) return;
    this.pipe.clear();
    this.#push('reset');
    this.#close();
  }

  /** Its process is gone: nobody here hears anything of it. */
  die(): void {
    this.removeAllListeners('data').removeAllListeners('end');
    this.resetAndDestroy();
  }

  fail(code: string): void {
    if (this.destroyed) return;
    this.pipe.clear();
    this.#close();
    this.emit('error', Object.assign(new Error(code), { code }));
  }

  arrive(segment: Segment): void {
    if (segment === 'reset') return this.fail('ECONNRESET');
    if (this.destroyed) {
      // Nobody is there to take it.
      if (segment !== 'end') this.#push('reset');
      return;
    }
    if (segment !== 'end') return void this.emit('data', segment);
    this.#isEnded = true;
    this.emit('end');
    this.end();
    if (this.#hasEnded) this.#close();
  }

  #push(segment: Segment): void {
    this.pipe.push(segment, () => this.fail('ETIMEDOUT'));
  }

  #close(): void {
    if (this.destroyed) return;
    this.destroyed = true;
    this.#later(() => this.emit('close'));
  }
}
