/** The log: one JSON object a line on standard output, wire text made harmless. */
import { pino } from 'pino';

export interface Log {
  info(fields: Readonly<Record<string, unknown>>, message: string): void;
  warn(fields: Readonly<Record<string, unknown>>, message: string): void;
  error(fields: Readonly<Record<string, unknown>>, message: string): void;
}

const textLengthMax = 256;

/** Control characters, escapes and bidirectional marks become `\xNN`; long text is cut. */
export function harmless(text: string): string {
  // oxlint-disable-next-line no-control-regex -- these are the characters to get rid of
  const hostile = /[\u0000-\u001f\u007f-\u009f\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069]/g;
  return text
    .slice(0, textLengthMax)
    .replace(hostile, (char) => `\\x${char.charCodeAt(0).toString(16).padStart(2, '0')}`);
}

function harmlessFields(fields: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const entries = Object.entries(fields).map(([name, value]): [string, unknown] => {
    if (value instanceof Error)
      return [name, { message: harmless(value.message), stack: value.stack }];
    return [name, typeof value === 'string' ? harmless(value) : value];
  });
  return Object.fromEntries(entries);
}

export function createLog(level: string): Log {
  const logger = pino({ level, base: null, timestamp: pino.stdTimeFunctions.isoTime });
  return {
    info: (fields, message) => logger.info(harmlessFields(fields), message),
    warn: (fields, message) => logger.warn(harmlessFields(fields), message),
    error: (fields, message) => logger.error(harmlessFields(fields), message),
  };
}
