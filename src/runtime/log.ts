/** The log: one JSON object a line on standard output, wire text made harmless. */
import { pino } from 'pino';
import { harmless } from '../domain/harmless.ts';
import { LogOutput, standardOutput } from './log-output.ts';

export interface Log {
  info(fields: Readonly<Record<string, unknown>>, message: string): void;
  warn(fields: Readonly<Record<string, unknown>>, message: string): void;
  error(fields: Readonly<Record<string, unknown>>, message: string): void;
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
  const output = new LogOutput(standardOutput, (lines) =>
    logger.warn({ lines }, 'lines of the log are lost: they could not be written'),
  );
  const logger = pino({ level, base: null, timestamp: pino.stdTimeFunctions.isoTime }, output);
  process.once('exit', () => output.end());
  return {
    info: (fields, message) => logger.info(harmlessFields(fields), message),
    warn: (fields, message) => logger.warn(harmlessFields(fields), message),
    error: (fields, message) => logger.error(harmlessFields(fields), message),
  };
}
