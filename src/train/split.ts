import { createRandom, type Random } from './random.ts';

export interface SplitItem {
  /** Class index. */
  label: number;
  /** Near-copies share a group: a burst, a run of files. */
  group: string;
  /** Orders a class's items as they were taken. */
  takenAt: number;
  /** Augmented copies are trained on, never validated on. */
  augmentedFrom?: number;
}

export type SplitKind = 'group' | 'random';

export interface Split {
  train: Int32Array;
  validation: Int32Array;
}

/** More than this of a class is never held out for the sake of whole groups. */
const MOST_HELD_OUT = 0.4;

/**
 * Divides items into training and validation, indices into `items`.
 *
 * `group` holds out, of each class, neighbouring whole groups of about `fraction`; a class with one group (or whose
 * groups are too large) gives up its last stretch instead. Neighbouring frames are near-copies, so a random split
 * asks the head about pictures that it has all but seen. `random` is the lesson's split, over all classes together.
 *
 * A class with a single item keeps it for training. Copies follow their original, or are left out with it.
 */
export function splitItems(
  items: readonly SplitItem[],
  kind: SplitKind,
  fraction: number,
  seed: number,
): Split {
  const random = createRandom(seed);
  const originals = items.flatMap((item, i) => (item.augmentedFrom === undefined ? [i] : []));
  const heldOut = kind === 'random' ? pickRandom(originals, fraction, random) : new Set<number>();
  if (kind === 'group') {
    for (const members of byLabel(items, originals)) {
      for (const index of pickStretch(items, members, fraction, random)) heldOut.add(index);
    }
  }
  const train: number[] = [];
  const validation: number[] = [];
  items.forEach((item, i) => {
    if (!heldOut.has(item.augmentedFrom ?? i)) train.push(i);
    else if (item.augmentedFrom === undefined) validation.push(i);
  });
  return { train: Int32Array.from(train), validation: Int32Array.from(validation) };
}

function pickRandom(originals: number[], fraction: number, random: Random): Set<number> {
  const order = [...originals];
  random.shuffle(order);
  return new Set(order.slice(0, Math.floor(order.length * fraction)));
}

function byLabel(items: readonly SplitItem[], originals: number[]): number[][] {
  const classes = new Map<number, number[]>();
  for (const i of originals) {
    const label = (items[i] as SplitItem).label;
    const members = classes.get(label);
    if (members) members.push(i);
    else classes.set(label, [i]);
  }
  return Array.from(classes.values());
}

function pickStretch(
  items: readonly SplitItem[],
  members: number[],
  fraction: number,
  random: Random,
): number[] {
  const item = (i: number) => items[i] as SplitItem;
  const ordered = [...members].sort((a, b) => item(a).takenAt - item(b).takenAt || a - b);
  const target = Math.round(ordered.length * fraction);
  if (target === 0 && (fraction === 0 || ordered.length < 2)) return [];
  const groups = new Map<string, number[]>();
  for (const i of ordered) {
    const group = groups.get(item(i).group);
    if (group) group.push(i);
    else groups.set(item(i).group, [i]);
  }
  const runs = Array.from(groups.values());
  const start = random.below(runs.length);
  const picked: number[] = [];
  for (let i = 0; i < runs.length && picked.length < target; i++) {
    const run = runs[(start + i) % runs.length] as number[];
    if (picked.length + run.length <= ordered.length * MOST_HELD_OUT) picked.push(...run);
    else if (picked.length > 0) break;
  }
  return picked.length > 0 ? picked : ordered.slice(-Math.max(1, target));
}
