/** One download or upload: what it is, what it may do to the gateway, and how it is made. */
import type { FaceClock } from '../../face.ts';
import type { TransferResult } from '../rpc/own-request.ts';
import type { TransferOrder } from '../rpc/request.ts';
import { CwmpFault } from '../soap/fault.ts';
import type { Window } from './time-windows.ts';
import { type FileAccess, fetchFile, storeFile } from './transfer-file.ts';

export interface Transfer extends TransferOrder {
  readonly id: string;
  readonly isDownload: boolean;
  /** Milliseconds since 1970. */
  readonly dueAt: number;
  readonly state: 'waiting' | 'running' | 'done';
  /** Of a scheduled download, those that are left. */
  readonly windows?: readonly Window[];
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
  /** There are no calls. */
  isIdle(): boolean;
  /** A transfer has ended; there is something to tell. */
  onDone(): void;
  /** A fact could not be made durable. */
  onFault(error: unknown): void;
}

const configurationFile = '3 Vendor Configuration File';
const uploads = /^(1 Vendor Configuration File|3 Vendor Configuration File [0-9]+)$/;
const logs = /^(2 Vendor Log File|4 Vendor Log File [0-9]+)$/;

export function summaryOf({ id }: Transfer): string {
  return `cwmp download ${id}`;
}

/** Throws the fault that refuses what is not transferred. */
export function checkFileType(isDownload: boolean, fileType: string): void {
  const isKnown = isDownload
    ? fileType === configurationFile
    : uploads.test(fileType) || logs.test(fileType);
  if (isKnown) return;
  const isFirmware = isDownload && fileType.startsWith('1 ');
  throw new CwmpFault(isFirmware ? 9001 : 9003, `"${fileType}" is not transferred`);
}

/** Resolves with the fault, if there was one. */
export async function performTransfer(
  transfer: Transfer,
  ports: TransferPorts,
): Promise<CwmpFault | undefined> {
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
