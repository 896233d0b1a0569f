import { classify } from '../../model/head.ts';
import type { Head } from '../../model/types.ts';
import { findFeatures } from '../feature-store.ts';
import { HALF_VALUES } from '../float16.ts';
import type { CapturePictures } from './capture-pictures.ts';

/** The head over ResNet-50 that answers on the camera. */
export type Rival = Head;

export interface RivalScore {
  /** Share of right answers. */
  accuracy: number;
  /** Held-out pictures whose features are stored, and so could be asked. */
  pictures: number;
}

/** How a head does on some pictures, from their stored features; null when none has any. */
export async function scoreHead(
  head: Rival,
  { contentHashes, classes, labels }: CapturePictures,
  indices: Int32Array,
): Promise<RivalScore | null> {
  let [right, pictures] = [0, 0];
  for (const index of indices) {
    const stored = await findFeatures(contentHashes[index] ?? '', head.backboneId);
    if (!stored) continue;
    const values = Float32Array.from(stored.values, (half) => HALF_VALUES[half] as number);
    const p = classify(head, values, stored.handFound);
    pictures++;
    if (head.labels[p.indexOf(Math.max(...p))] === labels[classes[index] ?? -1]) right++;
  }
  return pictures > 0 ? { accuracy: right / pictures, pictures } : null;
}
