/** What changed between two scripts, line by line: the shortest way from one to the other. */

export interface DiffLine {
  /** ` ` stays, `-` goes, `+` comes. */
  readonly sign: ' ' | '-' | '+';
  readonly line: string;
}

type Lines = readonly string[];

/** Lengths of the longest common subsequence of every pair of tails. */
function commonLengths(before: Lines, after: Lines): readonly Uint16Array[] {
  const rows = before.map(() => new Uint16Array(after.length + 1));
  rows.push(new Uint16Array(after.length + 1));
  for (let one = before.length - 1; one >= 0; one -= 1) {
    for (let other = after.length - 1; other >= 0; other -= 1) {
      const row = rows[one];
      if (!row) continue;
      const next = rows[one + 1];
      row[other] =
        before[one] === after[other]
          ? (next?.[other + 1] ?? 0) + 1
          : Math.max(next?.[other] ?? 0, row[other + 1] ?? 0);
    }
  }
  return rows;
}

export function diffScripts(
  before: readonly string[],
  after: readonly string[],
): readonly DiffLine[] {
  const lengths = commonLengths(before, after);
  const lines: DiffLine[] = [];
  let one = 0;
  let other = 0;
  while (one < before.length || other < after.length) {
    const old = before[one];
    const young = after[other];
    const keepsOld = (lengths[one + 1]?.[other] ?? -1) >= (lengths[one]?.[other + 1] ?? -1);
    if (old !== undefined && old === young) {
      lines.push({ sign: ' ', line: old });
      one += 1;
      other += 1;
    } else if (old !== undefined && (young === undefined || keepsOld)) {
      lines.push({ sign: '-', line: old });
      one += 1;
    } else if (young !== undefined) {
      lines.push({ sign: '+', line: young });
      other += 1;
    }
  }
  return lines;
}
