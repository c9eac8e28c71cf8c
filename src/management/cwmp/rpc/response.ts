/** The answers to an ACS's requests, each element in the order of its schema. */
import { array, leaf } from '../xml/write-xml.ts';

export interface NamedValue {
  readonly name: string;
  /** With its prefix: `xsd:string`. */
  readonly type: string;
  readonly value: string;
}

export interface NamedAccess {
  readonly name: string;
  readonly isWritable: boolean;
}

export interface NamedAttributes {
  readonly name: string;
  readonly notification: number;
}

export interface QueuedTransfer {
  readonly commandKey: string;
  /** 1 not yet started, 2 in progress, 3 completed. */
  readonly state: 1 | 2 | 3;
  readonly isDownload: boolean;
  readonly fileType: string;
}

function response(method: string, inner: string): string {
  return `<cwmp:${method}Response>${inner}</cwmp:${method}Response>`;
}

export function valueList(values: readonly NamedValue[]): string {
  return array('ParameterList', 'cwmp:ParameterValueStruct', values.map(valueStruct));
}

/** One of the items that `responses.values` takes. */
export function valueStruct({ name, type, value }: NamedValue): string {
  const typed = leaf('Value', value).replace('<Value>', `<Value xsi:type="${type}">`);
  return `<ParameterValueStruct>${leaf('Name', name)}${typed}</ParameterValueStruct>`;
}

/** One of the items that `responses.names` takes. */
export function infoStruct({ name, isWritable }: NamedAccess): string {
  const inner = leaf('Name', name) + leaf('Writable', isWritable ? '1' : '0');
  return `<ParameterInfoStruct>${inner}</ParameterInfoStruct>`;
}

export const responses = {
  rpcMethods: (methods: readonly string[]) =>
    response(
      'GetRPCMethods',
      array(
        'MethodList',
        'xsd:string',
        methods.map((method) => leaf('string', method)),
      ),
    ),
  /** Long lists come as items that are written already. */
  values: (structs: readonly string[]) =>
    response('GetParameterValues', array('ParameterList', 'cwmp:ParameterValueStruct', structs)),
  names: (structs: readonly string[]) =>
    response('GetParameterNames', array('ParameterList', 'cwmp:ParameterInfoStruct', structs)),
  attributes(found: readonly NamedAttributes[]) {
    const items = found.map(({ name, notification }) => {
      const access = array('AccessList', 'xsd:string', []);
      const inner = leaf('Name', name) + leaf('Notification', String(notification)) + access;
      return `<ParameterAttributeStruct>${inner}</ParameterAttributeStruct>`;
    });
    return response(
      'GetParameterAttributes',
      array('ParameterList', 'cwmp:ParameterAttributeStruct', items),
    );
  },
  /** SetParameterValues, DeleteObject: applied at once. */
  applied: (method: 'SetParameterValues' | 'DeleteObject') => response(method, leaf('Status', '0')),
  added: (instance: number) =>
    response('AddObject', leaf('InstanceNumber', String(instance)) + leaf('Status', '0')),
  /** Download, Upload: a TransferComplete will tell. */
  transferring(method: 'Download' | 'Upload', unknownTime: string) {
    const times = leaf('StartTime', unknownTime) + leaf('CompleteTime', unknownTime);
    return response(method, leaf('Status', '1') + times);
  },
  queued(transfers: readonly QueuedTransfer[]) {
    const items = transfers.map(({ commandKey, state }) => {
      const inner = leaf('CommandKey', commandKey) + leaf('State', String(state));
      return `<QueuedTransferStruct>${inner}</QueuedTransferStruct>`;
    });
    return response(
      'GetQueuedTransfers',
      array('TransferList', 'cwmp:QueuedTransferStruct', items),
    );
  },
  allQueued(transfers: readonly QueuedTransfer[]) {
    const items = transfers.map(({ commandKey, state, isDownload, fileType }) => {
      const inner = [
        leaf('CommandKey', commandKey),
        leaf('State', String(state)),
        leaf('IsDownload', isDownload ? '1' : '0'),
        leaf('FileType', fileType),
        leaf('FileSize', '0'),
        leaf('TargetFileName', ''),
      ].join('');
      return `<AllQueuedTransferStruct>${inner}</AllQueuedTransferStruct>`;
    });
    return response(
      'GetAllQueuedTransfers',
      array('TransferList', 'cwmp:AllQueuedTransferStruct', items),
    );
  },
  /** Reboot, FactoryReset, SetParameterAttributes, ScheduleInform, CancelTransfer. */
  empty: (method: string) => response(method, ''),
};
