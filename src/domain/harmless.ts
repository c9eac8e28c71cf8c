/** Text from the wire made harmless: no control characters or bidirectional marks. */

/** Longest text of the wire that is repeated. */
const textLengthMax = 256;

/** Control characters, escapes and bidirectional marks become `\xNN`; long text is cut. */
export function harmless(text: string, lengthMax = textLengthMax): string {
  // oxlint-disable-next-line no-control-regex -- these are the characters to get rid of
  const hostile = /[\u0000-\u001f\u007f-\u009f\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069]/g;
  return text
    .slice(0, lengthMax)
    .replace(hostile, (char) => `\\x${char.charCodeAt(0).toString(16).padStart(2, '0')}`);
}
