/** Commands as text: values quoted so that the command line reads back exactly what they were. */

/** A value as one word of the command line. */
export function quoted(text: string): string {
  return /^[A-Za-z0-9_.:;=@+*#|()[\]/!?$&~^,-]+$/.test(text)
    ? text
    : `"${text.replace(/(["\\])/g, '\\$1')}"`;
}

/** A keyword and its value; without a value the keyword is left out. */
export type Pair = readonly [keyword: string, value: string | undefined];

export function commandLine(
  words: readonly string[],
  pairs: readonly Pair[] = [],
  flags: readonly (string | false)[] = [],
): string {
  const said = pairs.flatMap(([keyword, value]) => (value ? [keyword, value] : []));
  return [...words, ...said, ...flags.filter((flag) => flag !== false)].map(quoted).join(' ');
}
