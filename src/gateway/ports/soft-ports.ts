/**
 * Soft ports driven by people and programs: lifted, dialled, answered, put down. Manual §1.9; issue
 * of the API.
 */
import { contain } from '../../../machines/contain.ts';
import { portMachine } from '../../../machines/port.machine.ts';
import type { PortQueries } from '../../../machines/port-setup.ts';
import { dialling } from '../../domain/dialled-number.ts';
import { limits } from '../../domain/limits.ts';
import { find } from '../../domain/names.ts';
import { numberSetting } from '../../domain/protocol.ts';
import { Refusal } from '../../domain/refusal.ts';
import { isAwaitingNumber } from '../../domain/star-codes.ts';
import type { ToneName } from '../../domain/tones.ts';
import type { Handsets } from './handsets.ts';
import type { SecondCalls } from './second-calls.ts';
import { type SoftCallPorts, SoftCalls } from './soft-calls.ts';
import type { SoundFiles } from './sound-files.ts';

export interface SoftPortPorts extends SoftCallPorts {
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
    const calls = new SoftCalls(this.#ports);
    return portMachine.provide({
      actions: {
        placeCall: contain(({ port, digits }: { port: string; digits: string }) =>
          calls.place(port, digits),
        ),
        answerCall: contain(({ port, call }: OnCall) => secondCalls.retrieve(port, call)),
        hangUp: contain(({ port, call }: OnCall) => calls.hangUp(port, call)),
        letGo: contain(({ port, calls: others }: OnCalls) => {
          for (const call of others) calls.hangUp(port, call);
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
    if (
      this.#ports
        .calls()
        .get(context.call ?? '')
        ?.way().route.kind === 'emergency'
    ) {
      throw new Refusal('E-PORT-STATE', 'a call to an emergency centre is not put on hold');
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
}
