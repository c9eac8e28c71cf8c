/**
 * Downloads and uploads that an ACS ordered: queued, done one at a time outside sessions, told of
 * until the ACS has heard. Each step is durable before the next, so that no end of the process in
 * between loses a transfer or applies one twice.
 */
import type { FaceState } from '../../face.ts';
import { limits } from '../limits.ts';
import type { CwmpEvent, TransferResult } from '../rpc/own-request.ts';
import type { TimeWindow, TransferOrder } from '../rpc/request.ts';
import type { QueuedTransfer } from '../rpc/response.ts';
import { CwmpFault } from '../soap/fault.ts';
import { unknownTime } from '../tree/value-type.ts';
import { Kept } from './kept.ts';
import { type Again, afterFailure, stepAt, windowsOf } from './time-windows.ts';
import {
  checkFileType,
  performTransfer,
  summaryOf,
  type Transfer,
  type TransferPorts,
} from './transfer.ts';
import { checkPlace } from './transfer-file.ts';

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
  async order(
    isDownload: boolean,
    order: TransferOrder,
    scheduled?: readonly TimeWindow[],
  ): Promise<void> {
    checkFileType(isDownload, order.fileType);
    checkPlace(order, this.#ports.access());
    if (this.#kept.value.length >= limits.transfersMax) {
      throw new CwmpFault(9004, `${limits.transfersMax} transfers are queued`);
    }
    const now = this.#ports.wallClock();
    const windows = scheduled && windowsOf(scheduled, now);
    const dueAt = windows?.[0]?.fromAt ?? now + order.delaySeconds * 1000;
    const id = this.#ports.newId();
    const transfer: Transfer = {
      ...order,
      password: this.#ports.seal(order.password),
      id,
      isDownload,
      dueAt,
      state: 'waiting',
      ...(windows && { windows }),
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
      ...done.map(({ isDownload, commandKey, windows }) => ({
        code: windows ? 'M ScheduleDownload' : isDownload ? 'M Download' : 'M Upload',
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
    // What was running when the process ended may have come to its end.
    const isOver =
      next.state === 'running' &&
      next.isDownload &&
      (await this.#ports.hasApplied(summaryOf(next)));
    const later = isOver ? undefined : await this.#tried(next, now);
    if (later) await this.#change(next.id, { ...later, state: 'waiting' });
    else if (isOver) await this.#done(next, now, undefined);
    this.#isRunning = false;
    this.#arm();
  }

  /** Resolves with when it is tried again; otherwise it is done. */
  async #tried(transfer: Transfer, now: number): Promise<Again | undefined> {
    const { id, windows } = transfer;
    const step = windows && stepAt(windows, now, this.#ports.isIdle());
    if (step?.kind === 'wait') return { windows: step.windows, dueAt: step.dueAt };
    if (step?.kind === 'over') {
      await this.#done(transfer, now, new CwmpFault(9020));
      return undefined;
    }
    await this.#change(id, { state: 'running' });
    const fault = await performTransfer(transfer, this.#ports);
    const again = fault && windows && afterFailure(windows, this.#ports.wallClock());
    if (!again) await this.#done(transfer, now, fault);
    return again;
  }

  async #done(
    { id, commandKey }: Transfer,
    startedAt: number,
    fault: CwmpFault | undefined,
  ): Promise<void> {
    const result: TransferResult = {
      commandKey,
      faultCode: fault?.code ?? 0,
      faultText: fault?.message.slice(0, 256) ?? '',
      startTime: instant(startedAt),
      completeTime: fault ? unknownTime : instant(this.#ports.wallClock()),
    };
    await this.#change(id, { state: 'done', result });
    this.#ports.onDone();
  }

  async #change(id: string, part: Partial<Transfer>): Promise<void> {
    await this.#kept.set(
      this.#kept.value.map((one) => (one.id === id ? { ...one, ...part } : one)),
    );
  }
}

function instant(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, 19)}Z`;
}
