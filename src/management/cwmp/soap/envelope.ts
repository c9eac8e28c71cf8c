/** The SOAP 1.1 envelope of CWMP: one body element, headers that carry the session. */
import { attributeNamed, childNamed, type XmlElement, XmlError } from '../xml/read-xml.ts';
import { escapeXml } from '../xml/write-xml.ts';
import { type CwmpVersion, cwmpUri, soapUri, versionOf } from './versions.ts';

export interface Envelope {
  readonly version: CwmpVersion;
  readonly id: string | undefined;
  /** HoldRequests: the CPE sends no request of its own until this is false. */
  readonly isHeld: boolean;
  /** A header that must be understood and is not. */
  readonly unknownHeader: string | undefined;
  readonly body: XmlElement;
}

export interface EnvelopeHead {
  readonly version: CwmpVersion;
  /** undefined: the request that is answered had none. */
  readonly id: string | undefined;
  /** In an Inform: the versions that we speak. */
  readonly supported?: string;
}

const understood = new Set([
  'ID',
  'HoldRequests',
  'NoMoreRequests',
  'SessionTimeout',
  'UseCWMPVersion',
]);

/** Throws an XmlError for what is no envelope of CWMP. */
export function readEnvelope(root: XmlElement): Envelope {
  if (root.uri !== soapUri || root.name !== 'Envelope')
    throw new XmlError('not a SOAP 1.1 envelope');
  const headers = childNamed(root, 'Header')?.children ?? [];
  const [body, second] = childNamed(root, 'Body')?.children ?? [];
  if (!body || second) throw new XmlError('a body has one element');
  const version = [body, ...headers, ...body.children, ...faultDetail(body)]
    .map(({ uri }) => versionOf(uri))
    .find((one) => one !== undefined);
  if (!version) throw new XmlError('no CWMP namespace');
  const headed = (name: string) => headers.find((one) => one.name === name)?.text.trim();
  return {
    version,
    id: headed('ID'),
    isHeld: /^(1|true)$/.test(headed('HoldRequests') ?? ''),
    unknownHeader: headers.find(isUnknown)?.name,
    body,
  };
}

function faultDetail(body: XmlElement): readonly XmlElement[] {
  return body.name === 'Fault' ? (childNamed(body, 'detail')?.children ?? []) : [];
}

function isUnknown(given: XmlElement): boolean {
  if (versionOf(given.uri) && understood.has(given.name)) return false;
  return attributeNamed(given, soapUri, 'mustUnderstand') === '1';
}

function header(name: string, mustUnderstand: 0 | 1, text: string): string {
  const open = `<cwmp:${name} soap-env:mustUnderstand="${mustUnderstand}">`;
  return `${open}${escapeXml(text)}</cwmp:${name}>`;
}

export function writeEnvelope({ version, id, supported }: EnvelopeHead, body: string): string {
  const ids = id === undefined ? '' : header('ID', 1, id);
  const versions = supported === undefined ? '' : header('SupportedCWMPVersions', 0, supported);
  return [
    '<?xml version="1.0" encoding="UTF-8"?>\n',
    `<soap-env:Envelope xmlns:soap-env="${soapUri}"`,
    ' xmlns:soap-enc="http://schemas.xmlsoap.org/soap/encoding/"',
    ' xmlns:xsd="http://www.w3.org/2001/XMLSchema"',
    ' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"',
    ` xmlns:cwmp="${cwmpUri(version)}">`,
    `<soap-env:Header>${ids}${versions}</soap-env:Header>`,
    `<soap-env:Body>${body}</soap-env:Body></soap-env:Envelope>`,
  ].join('');
}
