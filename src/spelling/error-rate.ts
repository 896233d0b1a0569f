/**
 * Character error rate: Levenshtein distance (insertions, deletions, substitutions) over the length of the truth.
 * Case and runs of blanks do not count. An empty truth gives 0 for an empty reading and 1 for any other.
 */
export function characterErrorRate(truth: string, reading: string): number {
  const a = [...normalise(truth)];
  const b = [...normalise(reading)];
  if (a.length === 0) return b.length === 0 ? 0 : 1;
  return editDistance(a, b) / a.length;
}

/** Levenshtein distance between two sequences, one row of the table at a time. */
export function editDistance<T>(a: readonly T[], b: readonly T[]): number {
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  a.forEach((left, i) => {
    const next = [i + 1];
    b.forEach((right, j) => {
      const substituted = (row[j] ?? 0) + (left === right ? 0 : 1);
      next.push(Math.min((next[j] ?? 0) + 1, (row[j + 1] ?? 0) + 1, substituted));
    });
    row = next;
  });
  return row[b.length] ?? 0;
}

function normalise(text: string): string {
  return text.trim().replace(/\s+/g, ' ').toUpperCase();
}
