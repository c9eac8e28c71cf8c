/** The versions of CWMP; 1.3 and 1.4 extend the namespace of 1.2. */

export const soapUri = 'http://schemas.xmlsoap.org/soap/envelope/';
export const xsiUri = 'http://www.w3.org/2001/XMLSchema-instance';

/** The number in the namespace. */
export type CwmpVersion = '1-0' | '1-1' | '1-2';

const prefix = 'urn:dslforum-org:cwmp-';

/** What is said of ourselves in the header of an Inform. */
export const supportedVersions = '1.0,1.1,1.2,1.3,1.4';

export function cwmpUri(version: CwmpVersion): string {
  return `${prefix}${version}`;
}

export function versionOf(uri: string): CwmpVersion | undefined {
  const number = uri.startsWith(prefix) ? uri.slice(prefix.length) : '';
  return number === '1-0' || number === '1-1' || number === '1-2' ? number : undefined;
}

/** The one to fall back to; undefined: there is none. */
export function olderVersion(version: CwmpVersion): CwmpVersion | undefined {
  if (version === '1-2') return '1-1';
  return version === '1-1' ? '1-0' : undefined;
}
