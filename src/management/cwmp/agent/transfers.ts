/**
 * Downloads and uploads that an ACS ordered: queued, done one at a time outside sessions, told of
 * until the ACS has heard. Each step is durable before the next, so that no end of the process in
 * between loses a transfer or applies one twice.
 */
import type { FaceClock, FaceState } from '../../face.ts';
import { limits } from '../limits.ts';
import type { CwmpEvent, TransferResult } from '../rpc/own-request.ts';
import type { TransferOrder } from '../rpc/request.ts';
import type { QueuedTransfer } from '../rpc/response.ts';
import { CwmpFault } from '../soap/fault.ts';
import { unknownTime } from '../tree/value-type.ts';
import { Kept } from './kept.ts';
import { checkPlace, type FileAccess, fetchFile, storeFile } from './transfer-file.ts';

interface Transfer extends TransferOrder {
  readonly id: string;
  readonly isDownload: boolean;
  /** Milliseconds since 1970. */
  readonly dueAt: number;
  readonly state: 'waiting' | 'running' | 'done';
  readonly result: TransferResult | undefined;
}

export interface TransferPorts {
  readonly clock: FaceClock;
  readonly wallClock: () => number;
  readonly newId: () => string;
  /** Passwords are kept unreadable. */
  readonly seal: (password: string) => string;
  readonly unseal: (sealed: string) => string;
  access(): FileAccess;
  /** Applies a script of commands, all or nothing, as one change of this name. */
  applyConfiguration(text: string, summary: string): Promise<void>;
  /** Whether a change of this name is in the store. */
  hasApplied(summary: string): Promise<boolean>;
  configurationText(): Promise<string>;
  logText(): Promise<string>;
  /** A transfer has ended; there is something to tell. */
  onDone(): void;
  /** A fact could not be made durable. */
  onFault(error: unknown): void;
}

const configurationFile = '3 Vendor Configuration File';
const uploads = /^(1 Vendor Configuration File|3 Vendor Configuration File [0-9]+)$/;
const logs = /^(2 Vendor Log File|4 Vendor Log File [0-9]+)$/;

function summaryOf({ id }: Transfer): string {
  return `cwmp download ${id}`;
}

export class Transfers {
  readonly #kept: Kept<readonly Transfer[]>;
  readonly #ports: TransferPorts;
  #timer: unknown;
  #isRunning = false;
  #isHeld = true;

  constructor(kept: Kept<readonly Transfer[]>, ports: TransferPorts) {
    this.#kept = kept;
    this.#ports = ports;
  }

  static async load(state: FaceState, ports: TransferPorts): Promise<Transfers> {
    return new Transfers(await Kept.load<readonly Transfer[]>(state, 'transfers', []), ports);
  }

  /** Queues a transfer, or throws the fault that refuses it. Resolves when durable. */
  async order(isDownload: boolean, order: TransferOrder): Promise<void> {
    const { fileType } = order;
    const isKnown = isDownload
      ? fileType === configurationFile
      : uploads.test(fileType) || logs.test(fileType);
    if (!isKnown) {
      const isFirmware = isDownload && fileType.startsWith('1 ');
      throw new CwmpFault(isFirmware ? 9001 : 9003, `"${fileType}" is not transferred`);
    }
    checkPlace(order, this.#ports.access());
    if (this.#kept.value.length >= limits.transfersMax) {
      throw new CwmpFault(9004, `${limits.transfersMax} transfers are queued`);
    }
    const dueAt = this.#ports.wallClock() + order.delaySeconds * 1000;
    const id = this.#ports.newId();
    const transfer: Transfer = {
      ...order,
      password: this.#ports.seal(order.password),
      id,
      isDownload,
      dueAt,
      state: 'waiting',
      result: undefined,
    };
    await this.#kept.set([...this.#kept.value, transfer]);
  }

  queued(): readonly QueuedTransfer[] {
    const states = { waiting: 1, running: 2, done: 3 } as const;
    return this.#kept.value.map(({ commandKey, state, isDownload, fileType }) => ({
      commandKey,
      state: states[state],
      isDownload,
      fileType,
    }));
  }

  async cancel(commandKey: string): Promise<void> {
    const meant = this.#kept.value.filter((one) => one.commandKey === commandKey);
    if (meant.some(({ state }) => state !== 'waiting')) throw new CwmpFault(9021);
    await this.#kept.set(this.#kept.value.filter((one) => !meant.includes(one)));
  }

  /** Results that the ACS has not confirmed. */
  results(): readonly { readonly id: string; readonly result: TransferResult }[] {
    return this.#kept.value.flatMap(({ id, result }) => (result ? [{ id, result }] : []));
  }

  events(): readonly CwmpEvent[] {
    const done = this.#kept.value.filter(({ state }) => state === 'done');
    if (done.length === 0) return [];
    return [
      { code: '7 TRANSFER COMPLETE', commandKey: '' },
      ...done.map(({ isDownload, commandKey }) => ({
        code: isDownload ? 'M Download' : 'M Upload',
        commandKey,
      })),
    ];
  }

  /** The ACS has heard of it. Resolves when durable. */
  async confirm(id: string): Promise<void> {
    await this.#kept.set(this.#kept.value.filter((one) => one.id !== id));
  }

  /** No transfer begins while a session runs. */
  hold(): void {
    this.#isHeld = true;
    this.#ports.clock.clearTimeout(this.#timer);
  }

  release(): void {
    this.#isHeld = false;
    this.#arm();
  }

  async forget(): Promise<void> {
    this.#ports.clock.clearTimeout(this.#timer);
    await this.#kept.set([]);
  }

  #arm(): void {
    const { clock, wallClock } = this.#ports;
    clock.clearTimeout(this.#timer);
    const next = this.#kept.value.filter(({ state }) => state !== 'done');
    if (this.#isHeld || this.#isRunning || next.length === 0) return;
    const wait = Math.max(0, Math.min(...next.map(({ dueAt }) => dueAt)) - wallClock());
    this.#timer = clock.setTimeout(
      () => {
        this.#run().catch((error: unknown) => {
          this.#isRunning = false;
          this.#ports.onFault(error);
        });
      },
      Math.min(wait, 2_147_483_647),
    );
  }

  async #run(): Promise<void> {
    const now = this.#ports.wallClock();
    const next = this.#kept.value.find(({ state, dueAt }) => state !== 'done' && dueAt <= now);
    if (!next || this.#isRunning) return this.#arm();
    this.#isRunning = true;
    const startTime = instant(now);
    // What was running when the process ended may have come to its end.
    const isOver =
      next.state === 'running' &&
      next.isDownload &&
      (await this.#ports.hasApplied(summaryOf(next)));
    await this.#change(next.id, { state: 'running' });
    const fault = isOver ? undefined : await this.#perform(next);
    const completeTime = instant(this.#ports.wallClock());
    const result: TransferResult = {
      commandKey: next.commandKey,
      faultCode: fault?.code ?? 0,
      faultText: fault?.message.slice(0, 256) ?? '',
      startTime,
      completeTime: fault ? unknownTime : completeTime,
    };
    await this.#change(next.id, { state: 'done', result });
    this.#isRunning = false;
    this.#ports.onDone();
    this.#arm();
  }

  async #change(id: string, part: Partial<Transfer>): Promise<void> {
    await this.#kept.set(
      this.#kept.value.map((one) => (one.id === id ? { ...one, ...part } : one)),
    );
  }

  /** Resolves with the fault, if there was one. */
  async #perform(transfer: Transfer): Promise<CwmpFault | undefined> {
    const ports = this.#ports;
    try {
      const place = { ...transfer, password: ports.unseal(transfer.password) };
      if (!transfer.isDownload) {
        const isLog = logs.test(transfer.fileType);
        const text = await (isLog ? ports.logText() : ports.configurationText());
        await storeFile(place, ports.access(), text);
        return undefined;
      }
      const text = await fetchFile(place, ports.access());
      await ports.applyConfiguration(text, summaryOf(transfer)).catch((error: unknown) => {
        throw new CwmpFault(9018, error instanceof Error ? error.message : String(error));
      });
      return undefined;
    } catch (error) {
      if (error instanceof CwmpFault) return error;
      return new CwmpFault(9002, error instanceof Error ? error.message : String(error));
    }
  }
}

function instant(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, 19)}Z`;
}
