/** What the engine behind rtpengine is given, and what of it may change while calls go on. */
import type { Side } from '../../domain/side.ts';
import type { Clock } from '../child-link.ts';
import type { BuiltInMedia } from '../create-media.ts';
import type { EngineEvent, LegPolicy, MediaEvent } from '../media.ts';
import type { Place } from '../sdp/places.ts';

export interface RtpengineSettings {
  readonly daemons: readonly Place[];
  readonly policies: Readonly<Record<Side, LegPolicy>>;
  readonly inactivityMs: number;
  readonly sessionsMax: number;
}

export interface RtpengineOptions {
  readonly builtIn: BuiltInMedia;
  readonly clock: Clock;
  readonly onEvent: (event: MediaEvent | EngineEvent) => void;
  /** A session of an emergency call, which has room above the budget. */
  readonly isUrgent: (session: string) => boolean;
}
