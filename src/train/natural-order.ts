const COLLATOR = new Intl.Collator('en', { numeric: true });

/** Orders paths as a person counts: A2 before A10. Kaggle's file number is its frame number. */
export function naturalOrder(a: string, b: string): number {
  return COLLATOR.compare(a, b);
}
