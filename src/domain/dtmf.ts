/** How a key of a handset reaches the other party. Manual §1.11 (P629), RFC 4733, RFC 6086. */

export const dtmfModes = [
  /** As telephone-events where they are taken, else sounded. */
  'auto',
  /** By the manual: with G.711 always sounded, with a compressed codec as with `auto`. */
  'manual',
  'inband',
  'info',
] as const;

export type DtmfMode = (typeof dtmfModes)[number];

export function isDtmfMode(text: string): text is DtmfMode {
  return dtmfModes.some((mode) => mode === text);
}

/** Telephone-events beside the audio, tones in it, or SIP INFO outside of it. */
export type DtmfWay = 'events' | 'inband' | 'info';

/** The codecs that keep no tones. */
const compressed: ReadonlySet<string> = new Set(['g729', 'g723', 'g726-32', 'g726', 'ilbc', 'gsm']);

function isCompressed(codec: string): boolean {
  return compressed.has(codec.toLowerCase());
}

/** Whether a description of ours, offer or answer, holds telephone-events. */
export function hasEvents(mode: DtmfMode, configured: readonly string[]): boolean {
  if (mode === 'manual') return configured.some(isCompressed);
  return mode === 'auto';
}

/** Which way a key goes once it is agreed on what is spoken in. */
export function wayOfKeys(
  mode: DtmfMode,
  agreed: { readonly codec: string; readonly takesEvents: boolean },
): DtmfWay {
  if (mode === 'inband' || mode === 'info') return mode;
  const mayBeEvents = mode === 'auto' || isCompressed(agreed.codec);
  return mayBeEvents && agreed.takesEvents ? 'events' : 'inband';
}
