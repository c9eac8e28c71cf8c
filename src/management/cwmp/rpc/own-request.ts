/** What the CPE itself asks of an ACS: Inform first, then TransferComplete. */
import { array, leaf } from '../xml/write-xml.ts';
import { type NamedValue, valueList } from './response.ts';

export interface DeviceId {
  readonly manufacturer: string;
  readonly oui: string;
  readonly productClass: string;
  readonly serialNumber: string;
}

export interface CwmpEvent {
  /** `1 BOOT`, `M Reboot` … */
  readonly code: string;
  /** Empty but for the `M` events and those that a CommandKey caused. */
  readonly commandKey: string;
}

export interface Inform {
  readonly deviceId: DeviceId;
  readonly events: readonly CwmpEvent[];
  /** ISO 8601 UTC. */
  readonly currentTime: string;
  readonly retryCount: number;
  readonly values: readonly NamedValue[];
}

export function writeInform(inform: Inform): string {
  const { manufacturer, oui, productClass, serialNumber } = inform.deviceId;
  const device = [
    leaf('Manufacturer', manufacturer),
    leaf('OUI', oui),
    leaf('ProductClass', productClass),
    leaf('SerialNumber', serialNumber),
  ].join('');
  const events = inform.events.map(({ code, commandKey }) => {
    const inner = leaf('EventCode', code) + leaf('CommandKey', commandKey);
    return `<EventStruct>${inner}</EventStruct>`;
  });
  return [
    '<cwmp:Inform>',
    `<DeviceId>${device}</DeviceId>`,
    array('Event', 'cwmp:EventStruct', events),
    leaf('MaxEnvelopes', '1'),
    leaf('CurrentTime', inform.currentTime),
    leaf('RetryCount', String(inform.retryCount)),
    valueList(inform.values),
    '</cwmp:Inform>',
  ].join('');
}

export interface TransferResult {
  readonly commandKey: string;
  /** 0: no fault. */
  readonly faultCode: number;
  readonly faultText: string;
  /** ISO 8601 UTC, or the unknown time. */
  readonly startTime: string;
  readonly completeTime: string;
}

export function writeTransferComplete(result: TransferResult): string {
  const fault = leaf('FaultCode', String(result.faultCode)) + leaf('FaultString', result.faultText);
  return [
    '<cwmp:TransferComplete>',
    leaf('CommandKey', result.commandKey),
    `<FaultStruct>${fault}</FaultStruct>`,
    leaf('StartTime', result.startTime),
    leaf('CompleteTime', result.completeTime),
    '</cwmp:TransferComplete>',
  ].join('');
}
