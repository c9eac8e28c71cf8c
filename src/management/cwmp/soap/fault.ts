/** Faults: what the CPE refuses with, and what it reads from an ACS. TR-069 A.5 */

import { childNamed, type XmlElement } from '../xml/read-xml.ts';
import { leaf } from '../xml/write-xml.ts';

const faultTexts = {
  9000: 'Method not supported',
  9001: 'Request denied',
  9002: 'Internal error',
  9003: 'Invalid arguments',
  9004: 'Resources exceeded',
  9005: 'Invalid parameter name',
  9006: 'Invalid parameter type',
  9007: 'Invalid parameter value',
  9008: 'Attempt to set a non-writable parameter',
  9009: 'Notification request rejected',
  9010: 'File transfer failure',
  9011: 'Upload failure',
  9012: 'File transfer server authentication failure',
  9013: 'Unsupported protocol for file transfer',
  9015: 'File transfer failure: unable to contact file server',
  9016: 'File transfer failure: unable to access file',
  9017: 'File transfer failure: unable to complete download',
  9018: 'File transfer failure: file corrupted',
  9020: 'File transfer failure: unable to complete download within specified time windows',
  9021: 'Cancelation of file transfer not permitted in current transfer state',
} as const;

export type FaultCode = keyof typeof faultTexts;

export interface ParameterFault {
  readonly name: string;
  readonly code: FaultCode;
  readonly text: string;
}

/** A request that is refused: the catalogue's text, then the facts. */
export class CwmpFault extends Error {
  override readonly name = 'CwmpFault';
  readonly code: FaultCode;
  readonly parameters: readonly ParameterFault[];

  constructor(code: FaultCode, facts = '', parameters: readonly ParameterFault[] = []) {
    super(facts === '' ? faultTexts[code] : `${faultTexts[code]}: ${facts}`);
    this.code = code;
    this.parameters = parameters;
  }
}

/** Faults that lie with the request, not with us. */
function isClientFault(code: FaultCode): boolean {
  return code !== 9002 && code !== 9004;
}

export function writeFault(fault: CwmpFault): string {
  const parameters = fault.parameters.map(({ name, code, text }) => {
    const inner = [
      leaf('ParameterName', name),
      leaf('FaultCode', String(code)),
      leaf('FaultString', text),
    ].join('');
    return `<SetParameterValuesFault>${inner}</SetParameterValuesFault>`;
  });
  const detail = [
    leaf('FaultCode', String(fault.code)),
    leaf('FaultString', fault.message),
    ...parameters,
  ].join('');
  return [
    '<soap-env:Fault>',
    leaf('faultcode', isClientFault(fault.code) ? 'Client' : 'Server'),
    leaf('faultstring', 'CWMP fault'),
    `<detail><cwmp:Fault>${detail}</cwmp:Fault></detail>`,
    '</soap-env:Fault>',
  ].join('');
}

/** SOAP 1.1 §4.4: a header that must be understood and is not. */
export function writeMustUnderstand(header: string): string {
  const code = leaf('faultcode', 'soap-env:MustUnderstand');
  const text = leaf('faultstring', `${header} is not understood`);
  return `<soap-env:Fault>${code}${text}</soap-env:Fault>`;
}

export interface AcsFault {
  /** 0: a SOAP fault without CWMP detail. */
  readonly code: number;
  readonly text: string;
}

export function readFault(fault: XmlElement): AcsFault {
  const detail = childNamed(fault, 'detail')?.children.find(({ name }) => name === 'Fault');
  const code = detail && childNamed(detail, 'FaultCode')?.text.trim();
  const said = detail ? childNamed(detail, 'FaultString') : childNamed(fault, 'faultstring');
  return {
    code: code !== undefined && /^[0-9]{4}$/.test(code) ? Number(code) : 0,
    text: said?.text.trim() ?? '',
  };
}
