/**
 * The RPCs of an ACS, answered: a response or a fault for each, and what is to be done once the
 * session is over.
 */
import type { Pause } from '../pause.ts';
import { type AcsRequest, type Assignment, methods, readRequest } from '../rpc/request.ts';
import { responses, valueStruct } from '../rpc/response.ts';
import { CwmpFault, writeFault } from '../soap/fault.ts';
import { unknownTime } from '../tree/value-type.ts';
import type { XmlElement } from '../xml/read-xml.ts';
import type { AcsChange } from './acs-change.ts';
import type { Device } from './device.ts';
import type { EventQueue } from './event-queue.ts';
import type { Kept } from './kept.ts';
import { namesOf, valuesOf } from './list.ts';
import type { Notifications } from './notifications.ts';
import type { Schedule } from './schedule.ts';
import type { Transfers } from './transfers.ts';

export interface AnswerParts {
  readonly device: Device;
  readonly events: EventQueue;
  readonly notifications: Notifications;
  readonly schedule: Schedule;
  readonly transfers: Transfers;
  readonly parameterKey: Kept<string>;
  /** A factory reset that was promised to the ACS and is not done. */
  readonly isResetDue: Kept<boolean>;
  readonly acsChange: AcsChange;
  readonly pause: Pause;
  readonly onFault: (error: unknown) => void;
}

export class Answers {
  readonly #parts: AnswerParts;
  #isRebootDue = false;

  constructor(parts: AnswerParts) {
    this.#parts = parts;
  }

  /** The body of the answer to a request; never rejects. */
  async answer(body: XmlElement): Promise<string> {
    try {
      return await this.#answer(readRequest(body));
    } catch (error) {
      if (error instanceof CwmpFault) return writeFault(error);
      this.#parts.onFault(error);
      return writeFault(new CwmpFault(9002));
    }
  }

  /** Whether something was promised that is done when the session is over. */
  hasPromised(): boolean {
    return this.#isRebootDue || this.#parts.isResetDue.value;
  }

  /** Whether a reboot was promised; asked once. */
  takeReboot(): boolean {
    const isDue = this.#isRebootDue;
    this.#isRebootDue = false;
    return isDue;
  }

  async #answer(request: AcsRequest): Promise<string> {
    const { device, events, schedule, isResetDue } = this.#parts;
    switch (request.method) {
      case 'GetRPCMethods':
        return responses.rpcMethods(methods);
      case 'SetParameterValues':
        await this.#setValues(request.assignments);
        await this.#noteKey(request.parameterKey);
        return responses.applied('SetParameterValues');
      case 'AddObject': {
        const number = await device.addObject(request.objectName);
        await this.#noteKey(request.parameterKey);
        return responses.added(number);
      }
      case 'DeleteObject':
        await device.deleteObject(request.objectName);
        await this.#noteKey(request.parameterKey);
        return responses.applied('DeleteObject');
      case 'Reboot':
        await events.keep({ code: 'M Reboot', commandKey: request.commandKey });
        this.#isRebootDue = true;
        return responses.empty('Reboot');
      case 'FactoryReset':
        await isResetDue.set(true);
        return responses.empty('FactoryReset');
      case 'ScheduleInform':
        await schedule.add(request.delaySeconds, request.commandKey);
        return responses.empty('ScheduleInform');
      case 'ScheduleDownload':
      case 'Download':
      case 'Upload':
      case 'CancelTransfer':
      case 'GetQueuedTransfers':
      case 'GetAllQueuedTransfers':
        return await this.#transfer(request);
      default:
        return await this.#ask(request);
    }
  }

  async #transfer(
    request: Extract<AcsRequest, { method: `${string}load` | `${string}Transfer${string}` }>,
  ): Promise<string> {
    const { transfers } = this.#parts;
    switch (request.method) {
      case 'ScheduleDownload':
        await transfers.order(true, request.order, request.windows);
        return responses.empty('ScheduleDownload');
      case 'Download':
      case 'Upload':
        await transfers.order(request.method === 'Download', request.order);
        return responses.transferring(request.method, unknownTime);
      case 'CancelTransfer':
        await transfers.cancel(request.commandKey);
        return responses.empty('CancelTransfer');
      case 'GetQueuedTransfers':
        return responses.queued(transfers.queued());
      case 'GetAllQueuedTransfers':
        return responses.allQueued(transfers.queued());
    }
  }

  async #ask(
    request: Extract<AcsRequest, { method: `GetParameter${string}` | 'SetParameterAttributes' }>,
  ): Promise<string> {
    const { device, notifications, pause } = this.#parts;
    const { tree } = device;
    const world = await device.world();
    switch (request.method) {
      case 'GetParameterValues':
        return responses.values(await valuesOf(tree, world, request.names, valueStruct, pause));
      case 'GetParameterNames':
        return responses.names(await namesOf(tree, world, request.path, request.nextLevel, pause));
      case 'GetParameterAttributes':
        return responses.attributes(notifications.attributes(tree, world, request.names));
      case 'SetParameterAttributes':
        await notifications.set(tree, world, request.changes);
        return responses.empty('SetParameterAttributes');
    }
  }

  async #setValues(assignments: readonly Assignment[]): Promise<void> {
    const { device, acsChange } = this.#parts;
    const url = assignments.find(({ name }) => name === 'Device.ManagementServer.URL')?.value;
    if (url !== undefined) await acsChange.begin(url);
    await device.setValues(assignments);
    if (url !== undefined) acsChange.made(url);
    await this.#noteOwnWrites(assignments.map(({ name }) => name));
  }

  /** What the ACS set itself is no news to it. */
  async #noteOwnWrites(names: readonly string[]): Promise<void> {
    const { device, notifications, pause } = this.#parts;
    const watched = names.filter((name) => notifications.level(name) > 0);
    if (watched.length === 0) return;
    await notifications.noteKnown(
      await valuesOf(device.tree, await device.world(), watched, (value) => value, pause),
    );
  }

  async #noteKey(key: string): Promise<void> {
    if (key !== this.#parts.parameterKey.value) await this.#parts.parameterKey.set(key);
  }
}
