/** Key presses outside the audio: SIP INFO, as vendors have it. */

import type { Fields } from '../../sip/message/message.ts';

/** `application/dtmf-relay`: `Signal=5`, `Duration=160`; `application/dtmf`: the key alone. */
export interface KeyPress {
  readonly digits: string;
  readonly digitMs: number | undefined;
}

const pressMs = 100;
const digitMs = { min: 40, max: 2000 } as const;

/** RFC 4733 numbers 10 to 13 and 16 stand for *, #, A … and flash in the older bodies. */
const byNumber: Readonly<Record<string, string>> = { '10': '*', '11': '#' };

export function keyPressOf(contentType: string, body: Buffer): KeyPress | undefined {
  const type = contentType.split(';')[0]?.trim().toLowerCase();
  const text = body.toString('latin1').slice(0, 256);
  if (type === 'application/dtmf') return keyOf(text.trim(), undefined);
  if (type !== 'application/dtmf-relay') return undefined;
  const field = (name: string) =>
    text
      .split('\n')
      .map((line) => line.split('=', 2).map((part) => part.trim()))
      .find(([word]) => word?.toLowerCase() === name)?.[1];
  return keyOf(field('signal') ?? '', field('duration'));
}

/** The fields and the body of an INFO that presses a key. */
export function keyInfo(digit: string): readonly [Fields, Buffer] {
  const body = `Signal=${digit}\r\nDuration=${pressMs}\r\n`;
  return [[['Content-Type', 'application/dtmf-relay']], Buffer.from(body)];
}

function keyOf(text: string, duration: string | undefined): KeyPress | undefined {
  const key = byNumber[text] ?? text.toUpperCase();
  if (!/^[0-9A-D*#]$/.test(key)) return undefined;
  const isNumber = duration !== undefined && /^[0-9]{1,5}$/.test(duration);
  const ms = isNumber ? Math.min(digitMs.max, Math.max(digitMs.min, Number(duration))) : undefined;
  return { digits: key, digitMs: ms };
}
