/** Whether traces can be sent: the SDK of OpenTelemetry is installed by who wants them. */
import type { Configuration } from '../domain/configuration.ts';
import { Refusal } from '../domain/refusal.ts';

const packages = [
  '@opentelemetry/sdk-trace',
  '@opentelemetry/exporter-trace-otlp-http',
  '@opentelemetry/resources',
];

function isInstalled(name: string): boolean {
  try {
    import.meta.resolve(name);
    return true;
  } catch {
    return false;
  }
}

/** Refuses an endpoint to which nothing could be sent. */
export function checkOtlpSdk({ web }: Configuration, has = isInstalled): void {
  if (web.otlpEndpoint === undefined) return;
  const missing = packages.filter((name) => !has(name));
  if (missing.length === 0) return;
  throw new Refusal('E-OTLP-SDK', `not installed: ${missing.join(', ')}`);
}
