/** What an ACS may ask, read out of the body of an envelope; missing arguments are fault 9003. */
import { CwmpFault } from '../soap/fault.ts';
import { versionOf, xsiUri } from '../soap/versions.ts';
import { attributeNamed, childNamed, type XmlElement } from '../xml/read-xml.ts';

export interface Assignment {
  readonly name: string;
  readonly value: string;
  /** As declared; undefined: not said. */
  readonly xsiType: string | undefined;
}

export interface AttributeChange {
  readonly name: string;
  /** undefined: not to be changed. */
  readonly notification: number | undefined;
}

export interface TransferOrder {
  readonly commandKey: string;
  readonly fileType: string;
  readonly url: string;
  readonly username: string;
  readonly password: string;
  readonly delaySeconds: number;
}

export interface TimeWindow {
  /** Seconds after the order. */
  readonly start: number;
  readonly end: number;
  /** `1 At Any Time` … */
  readonly mode: string;
  /** -1: as many as there is time for. */
  readonly maxRetries: number;
}

export type AcsRequest =
  | { readonly method: 'GetRPCMethods' }
  | {
      readonly method: 'SetParameterValues';
      readonly assignments: readonly Assignment[];
      readonly parameterKey: string;
    }
  | { readonly method: 'GetParameterValues'; readonly names: readonly string[] }
  | { readonly method: 'GetParameterNames'; readonly path: string; readonly nextLevel: boolean }
  | { readonly method: 'SetParameterAttributes'; readonly changes: readonly AttributeChange[] }
  | { readonly method: 'GetParameterAttributes'; readonly names: readonly string[] }
  | {
      readonly method: 'AddObject' | 'DeleteObject';
      readonly objectName: string;
      readonly parameterKey: string;
    }
  | { readonly method: 'Reboot'; readonly commandKey: string }
  | { readonly method: 'FactoryReset' }
  | { readonly method: 'GetQueuedTransfers' }
  | { readonly method: 'GetAllQueuedTransfers' }
  | { readonly method: 'Download' | 'Upload'; readonly order: TransferOrder }
  | {
      readonly method: 'ScheduleDownload';
      readonly order: TransferOrder;
      readonly windows: readonly TimeWindow[];
    }
  | {
      readonly method: 'ScheduleInform';
      readonly delaySeconds: number;
      readonly commandKey: string;
    }
  | { readonly method: 'CancelTransfer'; readonly commandKey: string };

/** Exactly what is answered; GetRPCMethods says so. */
export const methods = [
  'GetRPCMethods',
  'SetParameterValues',
  'GetParameterValues',
  'GetParameterNames',
  'SetParameterAttributes',
  'GetParameterAttributes',
  'AddObject',
  'DeleteObject',
  'Reboot',
  'Download',
  'Upload',
  'FactoryReset',
  'ScheduleInform',
  'ScheduleDownload',
  'GetQueuedTransfers',
  'GetAllQueuedTransfers',
  'CancelTransfer',
] as const;

type Method = (typeof methods)[number];

function isMethod(name: string): name is Method {
  return methods.some((method) => method === name);
}

/** Texts with a limit in the schema; longer ones are invalid arguments. */
function textOf(body: XmlElement, name: string, lengthMax: number, otherwise?: string): string {
  const text = childNamed(body, name)?.text ?? otherwise;
  if (text === undefined) throw new CwmpFault(9003, `${name} is missing`);
  if (text.length > lengthMax) throw new CwmpFault(9003, `${name} is longer than ${lengthMax}`);
  return text;
}

function secondsOf(body: XmlElement, name = 'DelaySeconds', otherwise?: string): number {
  const text = textOf(body, name, 16, otherwise).trim();
  if (!/^[0-9]{1,10}$/.test(text) || Number(text) > 4_294_967_295) {
    throw new CwmpFault(9003, `${name} is not a number of seconds`);
  }
  return Number(text);
}

function booleanOf(body: XmlElement, name: string): boolean {
  const text = textOf(body, name, 8).trim();
  if (!/^(0|1|true|false)$/.test(text)) throw new CwmpFault(9003, `${name} is not a boolean`);
  return text === '1' || text === 'true';
}

function listOf(body: XmlElement, name: string): readonly XmlElement[] {
  const list = childNamed(body, name);
  if (!list) throw new CwmpFault(9003, `${name} is missing`);
  return list.children;
}

function namesOf(body: XmlElement): readonly string[] {
  return listOf(body, 'ParameterNames').map(({ text }) => text.trim());
}

function assignmentOf(struct: XmlElement): Assignment {
  const value = childNamed(struct, 'Value');
  if (!value) throw new CwmpFault(9003, 'Value is missing');
  const xsiType = attributeNamed(value, xsiUri, 'type');
  return { name: textOf(struct, 'Name', 4096).trim(), value: value.text, xsiType };
}

function attributeChangeOf(struct: XmlElement): AttributeChange {
  const name = textOf(struct, 'Name', 4096).trim();
  const notification = textOf(struct, 'Notification', 8).trim();
  if (!booleanOf(struct, 'NotificationChange')) return { name, notification: undefined };
  if (!/^[0-6]$/.test(notification)) throw new CwmpFault(9003, 'no such notification');
  return { name, notification: Number(notification) };
}

function transferOrderOf(body: XmlElement): TransferOrder {
  return {
    commandKey: textOf(body, 'CommandKey', 32),
    fileType: textOf(body, 'FileType', 64),
    url: textOf(body, 'URL', 256),
    username: textOf(body, 'Username', 256, ''),
    password: textOf(body, 'Password', 256, ''),
    delaySeconds: secondsOf(body, 'DelaySeconds', '0'),
  };
}

function windowOf(struct: XmlElement): TimeWindow {
  const maxRetries = textOf(struct, 'MaxRetries', 11).trim();
  if (!/^(-1|[0-9]{1,10})$/.test(maxRetries)) {
    throw new CwmpFault(9003, 'MaxRetries is not a number of retries');
  }
  return {
    start: secondsOf(struct, 'WindowStart'),
    end: secondsOf(struct, 'WindowEnd'),
    mode: textOf(struct, 'WindowMode', 64).trim(),
    maxRetries: Number(maxRetries),
  };
}

export function readRequest(body: XmlElement): AcsRequest {
  const { uri, name: method } = body;
  if (versionOf(uri) === undefined || !isMethod(method))
    throw new CwmpFault(9000, method.slice(0, 64));
  switch (method) {
    case 'SetParameterValues':
      return {
        method,
        assignments: listOf(body, 'ParameterList').map(assignmentOf),
        parameterKey: textOf(body, 'ParameterKey', 32, ''),
      };
    case 'GetParameterValues':
    case 'GetParameterAttributes':
      return { method, names: namesOf(body) };
    case 'GetParameterNames':
      return {
        method,
        path: textOf(body, 'ParameterPath', 256).trim(),
        nextLevel: booleanOf(body, 'NextLevel'),
      };
    case 'SetParameterAttributes':
      return { method, changes: listOf(body, 'ParameterList').map(attributeChangeOf) };
    case 'AddObject':
    case 'DeleteObject':
      return {
        method,
        objectName: textOf(body, 'ObjectName', 256).trim(),
        parameterKey: textOf(body, 'ParameterKey', 32, ''),
      };
    case 'Download':
    case 'Upload':
      return { method, order: transferOrderOf(body) };
    case 'ScheduleDownload':
      return {
        method,
        order: transferOrderOf(body),
        windows: listOf(body, 'TimeWindowList').map(windowOf),
      };
    case 'ScheduleInform':
      return {
        method,
        delaySeconds: secondsOf(body),
        commandKey: textOf(body, 'CommandKey', 32),
      };
    case 'Reboot':
    case 'CancelTransfer':
      return { method, commandKey: textOf(body, 'CommandKey', 32) };
    default:
      return { method };
  }
}
