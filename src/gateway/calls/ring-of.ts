/** How a call rings where it goes: by name, which is all that phones get of any Alert-Info. P622 */
import type { Configuration } from '../../domain/configuration.ts';
import { callingUser } from '../../domain/numbers.ts';
import { ringFor } from '../../domain/ring-rules.ts';
import type { Fields } from '../../sip/message/message.ts';
import type { CallSession } from './call-session.ts';

/** undefined: as always. */
export function ringOf(configuration: Configuration, session: CallSession): string | undefined {
  const { called, caller } = session.facts;
  const { alerts = [], server, caller: who } = caller;
  const number = who.kind === 'user' ? callingUser(configuration, who.user) : who.user;
  return ringFor(configuration, { alerts, caller: number, called, server });
}

/** In the two ways that phones read it: as the end of a URI, and as `info`. */
export function ringFields(ring: string | undefined): Fields {
  if (ring === undefined) return [];
  return [['Alert-Info', `<http://127.0.0.1/${ring}>;info=${ring}`]];
}
