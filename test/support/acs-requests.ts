/** The requests of an ACS as bodies of envelopes, and readers of what answers them. */
import { childNamed, type XmlElement } from '../../src/management/cwmp/xml/read-xml.ts';

function method(name: string, inner: string): string {
  return `<cwmp:${name}>${inner}</cwmp:${name}>`;
}

const el = (name: string, text: string | number) => `<${name}>${text}</${name}>`;

export type Setting = readonly [name: string, value: string, type?: string];

export const ask = {
  methods: () => method('GetRPCMethods', ''),
  names: (path: string, nextLevel = false) =>
    method('GetParameterNames', el('ParameterPath', path) + el('NextLevel', nextLevel ? 1 : 0)),
  values: (...names: readonly string[]) =>
    method('GetParameterValues', el('ParameterNames', names.map((n) => el('string', n)).join(''))),
  set(settings: readonly Setting[], key = '') {
    const list = settings.map(([name, value, type = 'xsd:string']) =>
      el('ParameterValueStruct', `${el('Name', name)}<Value xsi:type="${type}">${value}</Value>`),
    );
    return method(
      'SetParameterValues',
      el('ParameterList', list.join('')) + el('ParameterKey', key),
    );
  },
  attributes: (...names: readonly string[]) =>
    method(
      'GetParameterAttributes',
      el('ParameterNames', names.map((n) => el('string', n)).join('')),
    ),
  notify(name: string, level: number, isChange = true) {
    const struct = [
      el('Name', name),
      el('NotificationChange', isChange ? 1 : 0),
      el('Notification', level),
      el('AccessListChange', 0),
      '<AccessList></AccessList>',
    ].join('');
    return method(
      'SetParameterAttributes',
      el('ParameterList', el('SetParameterAttributesStruct', struct)),
    );
  },
  add: (name: string, key = '') =>
    method('AddObject', el('ObjectName', name) + el('ParameterKey', key)),
  remove: (name: string, key = '') =>
    method('DeleteObject', el('ObjectName', name) + el('ParameterKey', key)),
  reboot: (key: string) => method('Reboot', el('CommandKey', key)),
  factoryReset: () => method('FactoryReset', ''),
  scheduleInform: (seconds: number, key: string) =>
    method('ScheduleInform', el('DelaySeconds', seconds) + el('CommandKey', key)),
  transfer(
    name: 'Download' | 'Upload',
    { key, type, url, delay = 0 }: { key: string; type: string; url: string; delay?: number },
  ) {
    const head = [
      el('CommandKey', key),
      el('FileType', type),
      el('URL', url),
      el('Username', ''),
      el('Password', ''),
    ].join('');
    const file = name === 'Download' ? el('FileSize', 0) + el('TargetFileName', '') : '';
    const tail = name === 'Download' ? el('SuccessURL', '') + el('FailureURL', '') : '';
    return method(name, head + file + el('DelaySeconds', delay) + tail);
  },
  scheduleDownload(
    { key, type, url }: { key: string; type: string; url: string },
    windows: readonly {
      start: number;
      end: number;
      mode?: string;
      retries?: number;
    }[],
  ) {
    const structs = windows.map(({ start, end, mode = '1 At Any Time', retries = 0 }) => {
      const inner = [
        el('WindowStart', start),
        el('WindowEnd', end),
        el('WindowMode', mode),
        el('UserMessage', ''),
        el('MaxRetries', retries),
      ];
      return el('TimeWindowStruct', inner.join(''));
    });
    const parts = [
      el('CommandKey', key),
      el('FileType', type),
      el('URL', url),
      el('Username', ''),
      el('Password', ''),
      el('FileSize', 0),
      el('TargetFileName', ''),
      el('TimeWindowList', structs.join('')),
    ];
    return method('ScheduleDownload', parts.join(''));
  },
  queued: (isAll = true) => method(isAll ? 'GetAllQueuedTransfers' : 'GetQueuedTransfers', ''),
  cancel: (key: string) => method('CancelTransfer', el('CommandKey', key)),
  other: (name: string) => method(name, ''),
};

function within(element: XmlElement | undefined, path: readonly string[]): XmlElement | undefined {
  return path.reduce<XmlElement | undefined>((at, name) => at && childNamed(at, name), element);
}

/** The text at a path of element names. */
export function textAt(element: XmlElement | undefined, ...path: readonly string[]): string {
  return within(element, path)?.text ?? '';
}

/** `ParameterList` as pairs. */
export function valuesIn(element: XmlElement | undefined): Record<string, string> {
  const list = within(element, ['ParameterList'])?.children ?? [];
  return Object.fromEntries(list.map((one) => [textAt(one, 'Name'), textAt(one, 'Value')]));
}

/** Names with `w` where they are writable. */
export function namesIn(element: XmlElement | undefined): readonly string[] {
  const list = within(element, ['ParameterList'])?.children ?? [];
  return list.map((one) => `${textAt(one, 'Name')}${textAt(one, 'Writable') === '1' ? ' w' : ''}`);
}

/** `1 BOOT`, `M Reboot (key)`. */
export function eventsIn(inform: XmlElement | undefined): readonly string[] {
  const list = within(inform, ['Event'])?.children ?? [];
  return list.map((one) => {
    const key = textAt(one, 'CommandKey');
    return `${textAt(one, 'EventCode')}${key === '' ? '' : ` (${key})`}`;
  });
}

/** The CWMP fault code; empty: no fault. */
export function faultIn(element: XmlElement | undefined): string {
  return textAt(element, 'detail', 'Fault', 'FaultCode');
}

/** Parameters at fault: `name 9005`. */
export function parameterFaultsIn(element: XmlElement | undefined): readonly string[] {
  const list = within(element, ['detail', 'Fault'])?.children ?? [];
  return list
    .filter(({ name }) => name === 'SetParameterValuesFault')
    .map((one) => `${textAt(one, 'ParameterName')} ${textAt(one, 'FaultCode')}`);
}
