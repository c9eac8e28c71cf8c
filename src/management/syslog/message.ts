/** An event as a syslog message with structured data. RFC 5424. */
import type { Facts, LoggedEvent, Severity } from '../events.ts';

/** local0, §6.2.1. */
const facility = 16;
const severities: Readonly<Record<Severity, number>> = { error: 3, warning: 4, info: 6 };
/** Ours below the playpen of Net-SNMP, as in the MIB. §7.2.2 */
const structuredDataId = 'offhook@8072.9999.9999.4246';
const byteOrderMark = '\uFEFF';

export interface Origin {
  readonly hostname: string;
  readonly processId: number;
}

/** A header field: printable ASCII without blanks, or a dash. §6.2 */
function headerField(text: string, lengthMax: number): string {
  const clean = text.replace(/[^\x21-\x7e]/g, '').slice(0, lengthMax);
  return clean === '' ? '-' : clean;
}

/** §6.3.3: these three are escaped, nothing else. */
function parameter([name, value]: readonly [string, Facts[string]]): string {
  const text = String(value).replace(/["\\\]]/g, (char) => `\\${char}`);
  return `${headerField(name.replace(/[=\]"]/g, ''), 32)}="${text}"`;
}

export function syslogMessage(event: LoggedEvent, { hostname, processId }: Origin): string {
  const { number, at, severity, code, subject, text, facts } = event;
  const header = [
    `<${facility * 8 + severities[severity]}>1`,
    at,
    headerField(hostname, 255),
    'offhook',
    String(processId),
    headerField(code, 32),
  ];
  const own: Facts = { event: number, subject: `${subject.kind} ${subject.name}`.trim() };
  const parameters = Object.entries({ ...facts, ...own }).map(parameter);
  const data = `[${[structuredDataId, ...parameters].join(' ')}]`;
  return `${header.join(' ')} ${data} ${byteOrderMark}${text}`;
}
