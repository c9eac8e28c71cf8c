/**
 * Soft ports driven by people and programs: lifted, dialled, answered, put down. Manual §1.9; issue
 * of the API.
 */
import { contain } from '../../../machines/contain.ts';
import { portMachine } from '../../../machines/port.machine.ts';
import type { PortQueries } from '../../../machines/port-setup.ts';
import type { Configuration, Server, User } from '../../domain/configuration.ts';
import { dialling } from '../../domain/dialled-number.ts';
import { limits } from '../../domain/limits.ts';
import { find } from '../../domain/names.ts';
import { numberSetting } from '../../domain/protocol.ts';
import { Refusal } from '../../domain/refusal.ts';
import type { Route } from '../../domain/resolve.ts';
import { isAwaitingNumber } from '../../domain/star-codes.ts';
import type { ToneName } from '../../domain/tones.ts';
import { userAt } from '../../domain/users.ts';
import type { MediaEngine } from '../../media/media.ts';
import { keyOf } from '../calls/call-session.ts';
import type { Calls } from '../calls/calls.ts';
import { type Dialled, dial, emergencyNumber } from '../calls/dialling.ts';
import { directionOf } from '../calls/direction.ts';
import type { CallerParty } from '../calls/party.ts';
import { softCaller } from '../calls/soft-parties.ts';
import type { Confirm } from '../calls/tone-answer.ts';
import type { Family } from '../family.ts';
import type { Handsets } from './handsets.ts';
import type { SecondCalls } from './second-calls.ts';
import { softStyle } from './soft-style.ts';
import type { SoundFiles } from './sound-files.ts';
import type { StarServices } from './star-services.ts';

export interface SoftPortPorts {
  readonly family: () => Family;
  readonly calls: () => Calls;
  readonly media: () => MediaEngine;
  readonly configuration: () => Configuration;
  readonly registeredOn: (user: string) => Server | undefined;
  readonly stars: StarServices;
  readonly confirm: Confirm;
  readonly handsets: Handsets;
  readonly sounds: SoundFiles;
  readonly secondCalls: SecondCalls;
}

interface OnCall {
  readonly port: string;
  readonly call: string | undefined;
}

interface OnCalls {
  readonly port: string;
  readonly calls: readonly string[];
}

/** Where keys are dialled, and where they are pressed during a call. */
const dialStates: ReadonlySet<string> = new Set([
  ...['dialTone', 'dialing'],
  ...['talking', 'recalled', 'conferring'],
]);

export class SoftPorts {
  readonly handsets: Handsets;
  readonly #ports: SoftPortPorts;

  constructor(ports: SoftPortPorts) {
    this.#ports = ports;
    this.handsets = ports.handsets;
  }

  queries(): PortQueries {
    return {
      judge: (port, digits) => dialling(this.#ports.configuration(), port, digits),
      heard: (port, digits) =>
        isAwaitingNumber(this.#ports.configuration(), port, digits) ? 'stutter' : undefined,
      interDigitMs: () => numberSetting(this.#ports.configuration(), 'inter-digit-timer') * 1000,
      isWaiting: (port, call) => this.#ports.secondCalls.isWaiting(port, call),
    };
  }

  logic(): typeof portMachine {
    const { handsets, secondCalls } = this.#ports;
    return portMachine.provide({
      actions: {
        placeCall: contain(({ port, digits }: { port: string; digits: string }) =>
          this.#place(port, digits),
        ),
        answerCall: contain(({ port, call }: OnCall) => secondCalls.retrieve(port, call)),
        hangUp: contain(({ port, call }: OnCall) => this.#hangUp(port, call)),
        letGo: contain(({ port, calls }: OnCalls) => {
          for (const call of calls) this.#hangUp(port, call);
        }),
        sound: contain(({ port, tone }: { port: string; tone: ToneName | undefined }) =>
          handsets.sound(port, tone),
        ),
        listen: contain(({ port, call }: OnCall) => handsets.listen(port, call)),
        hold: contain(({ port, call }: OnCall) => secondCalls.hold(port, call)),
        retrieve: contain(({ port, call }: OnCall) => secondCalls.retrieve(port, call)),
        join: contain(({ port, calls }: OnCalls) => secondCalls.join(port, calls)),
        part: contain(({ port }: OnCalls) => secondCalls.part(port)),
        press: contain(({ port, call, digit }: OnCall & { digit: string }) =>
          handsets.press(port, call, digit),
        ),
      },
    });
  }

  offHook(name: string): void {
    this.#ref(name).send({ type: 'port.offHook' });
  }

  onHook(name: string): void {
    this.#ref(name).send({ type: 'port.onHook' });
  }

  answer(name: string): void {
    const ref = this.#ref(name);
    if (ref.getSnapshot().value !== 'ringing') {
      throw new Refusal('E-PORT-STATE', `port "${name}" does not ring`);
    }
    ref.send({ type: 'port.offHook' });
  }

  /** Taps the hook, and presses a key then: with two calls it says what for. */
  flash(name: string, key = ''): void {
    const ref = this.#ref(name);
    const { value, context } = ref.getSnapshot();
    const isTalking = value === 'talking' || value === 'recalled' || value === 'conferring';
    const isOnHook = value === 'onHook' || value === 'ringing';
    if (!isTalking && (isOnHook || context.others.length === 0)) {
      throw new Refusal('E-PORT-STATE', `port "${name}" has no call to go to: it is ${value}`);
    }
    if (!/^[0-3]?$/.test(key)) {
      throw new Refusal('E-DIGITS', 'after a flash comes 0, 1, 2, 3 or nothing');
    }
    ref.send({ type: 'port.flash' });
    if (key !== '') ref.send({ type: 'port.digit', digit: key });
  }

  /** Keeps what a port hears in a file from now on; without one it ends. */
  async record(name: string, file: string | undefined): Promise<void> {
    this.#ref(name);
    const { handsets, sounds } = this.#ports;
    if (file !== undefined && handsets.recording(name) !== undefined) {
      throw new Refusal('E-PORT-STATE', `port "${name}" records already`);
    }
    handsets.record(name, file === undefined ? undefined : await sounds.toRecord(file));
  }

  async play(name: string, file: string): Promise<void> {
    const ref = this.#ref(name);
    const { path } = await this.#ports.sounds.toPlay(file);
    this.#ports.handsets.play(name, ref.getSnapshot().context.call, path);
  }

  /** Digits one by one, as a finger would; a port on the hook is lifted first. */
  dial(name: string, digits: string): void {
    const ref = this.#ref(name);
    const upper = digits.toUpperCase();
    if (!/^[0-9A-D*#+]+$/.test(upper) || digits.length > limits.dialledLength) {
      throw new Refusal(
        'E-DIGITS',
        `dialled are 1 to ${limits.dialledLength} of 0-9, A-D, *, # and +`,
      );
    }
    const { value } = ref.getSnapshot();
    if (value === 'onHook') ref.send({ type: 'port.offHook' });
    else if (!dialStates.has(value)) {
      throw new Refusal('E-PORT-STATE', `port "${name}" cannot dial: it is ${value}`);
    }
    for (const digit of upper) ref.send({ type: 'port.digit', digit });
  }

  #ref(name: string) {
    const { kind, enabled } = find(this.#ports.configuration().ports, name, 'port');
    const ref = this.#ports.family().port(name);
    if (kind !== 'soft') throw new Refusal('E-PORT-KIND', `port "${name}" is a phone of its own`);
    if (!ref || !enabled) throw new Refusal('E-PORT-STATE', `port "${name}" is not in service`);
    return ref;
  }

  #place(name: string, digits: string): void {
    const configuration = this.#ports.configuration();
    const port = find(configuration.ports, name, 'port');
    // A phone places its calls by itself; its actor only follows.
    if (port.kind !== 'soft') return;
    const ref = this.#ports.family().port(name);
    const isEmergency = emergencyNumber(configuration, digits) !== undefined;
    const user = userAt(configuration, name) ?? (isEmergency ? configuration.users[0] : undefined);
    const calls = this.#ports.calls();
    const call = calls.nextId();
    const placed = () => ref?.send({ type: 'call.placed', call });
    const over = (cause: string) => {
      placed();
      ref?.send({ type: 'call.over', call, cause });
    };
    if (!user) return over('the port is attached to no user');
    if (calls.isFull() && !isEmergency) return over('overloaded');
    const dialled = dial(configuration, this.#ports.stars, { port, user, digits });
    const caller = this.#caller(call, name, user, dialled);
    if (!caller) return over('no-media');
    placed();
    if (dialled.kind === 'change') {
      void dialled.done.then((isDone) => {
        ref?.send({ type: 'call.connected' });
        const cause = isDone ? 'service set' : 'service refused';
        this.#ports.confirm(caller, isDone, call, () => over(cause));
      });
      return;
    }
    const isCall = dialled.kind === 'call';
    const route: Route = isCall ? dialled.route : { kind: 'none', cause: 'unallocated-number' };
    const called = isCall ? dialled.number : digits;
    calls.begin({ id: call, direction: directionOf('local', route), caller, called, route });
  }

  /** undefined: there is no port for its media. */
  #caller(call: string, port: string, user: User, dialled: Dialled): CallerParty | undefined {
    try {
      return softCaller({
        media: this.#ports.media(),
        call,
        port,
        caller: { kind: 'user', user, registeredOn: this.#ports.registeredOn(user.name) },
        isHidden: dialled.kind === 'call' ? dialled.isHidden : undefined,
        style: softStyle(this.#ports.configuration()),
      });
    } catch (error) {
      if (error instanceof Refusal) return undefined;
      throw error;
    }
  }

  #hangUp(name: string, call: string | undefined): void {
    const session = this.#ports.calls().get(call ?? '');
    if (!session) return;
    const { actor, facts } = session;
    if (facts.caller.port === name) {
      if (session.isConnected()) session.heard('a', { type: 'ended', reason: 'on hook' });
      else actor?.send({ type: 'caller.cancelled' });
    } else if (session.winner() === session.callees.get(keyOf({ port: name }))) {
      session.heard('b', { type: 'ended', reason: 'on hook' });
    } else {
      actor?.send({ type: 'port.refused', port: name, status: 486 });
    }
  }
}
