/** The value that a share of the values does not exceed (nearest rank). NaN of none. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN;
}

/** `{name}.p50` and `{name}.p95`. */
export function spread(name: string, values: readonly number[]): Record<string, number> {
  return { [`${name}.p50`]: percentile(values, 0.5), [`${name}.p95`]: percentile(values, 0.95) };
}
