/** How soft ports describe themselves and send keys, as the configuration has it. */
import type { Configuration } from '../../domain/configuration.ts';
import { type DtmfMode, hasEvents, isDtmfMode } from '../../domain/dtmf.ts';
import { setting } from '../../domain/protocol.ts';
import type { LocalStyle } from '../../media/media.ts';

const g711 = ['pcma', 'pcmu'];

export function dtmfMode(configuration: Configuration): DtmfMode {
  const mode = setting(configuration, 'dtmf');
  return isDtmfMode(mode) ? mode : 'auto';
}

/** How a soft port describes itself: it speaks G.711 whatever else it may be set to. */
export function softStyle(configuration: Configuration): LocalStyle {
  return { hasEvents: hasEvents(dtmfMode(configuration), g711) };
}
