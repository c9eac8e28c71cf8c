/** What a change needs of the machine: packages that are installed, files that are sound. */
import type { Configuration } from '../domain/configuration.ts';
import { checkOtlpSdk } from './otlp-sdk.ts';
import { checkTlsFiles } from './tls-files.ts';

export function checkOutside(after: Configuration, before: Configuration): void {
  checkOtlpSdk(after);
  checkTlsFiles(after, before);
}
