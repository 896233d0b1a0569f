/** The classes of the Kaggle ASL Alphabet, in its order. */
export const LABELS: readonly string[] = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZ', 'del', 'nothing', 'space'];
