/** What the built-in engine is given. */
import type { Clock } from './child-link.ts';
import type { MediaEvent } from './media.ts';
import type { PortRange } from './ports.ts';
import type { Addresses } from './session.ts';

export interface MediaOptions {
  readonly addresses: Addresses;
  readonly portRange: PortRange;
  readonly clock: Clock;
  readonly onEvent: (event: MediaEvent) => void;
  /** Silence of a leg that should send, until it is told; 0 or nothing: never. */
  readonly inactivityMs?: number | undefined;
  /** The media budget: sessions at a time. */
  readonly sessionsMax?: number | undefined;
  /** A session of an emergency call, which may have what is kept from others. */
  readonly isUrgent?: ((session: string) => boolean) | undefined;
  readonly log?: ((fields: Readonly<Record<string, unknown>>, message: string) => void) | undefined;
}
