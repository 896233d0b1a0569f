import type { Head } from '../model/types.ts';
import { TrainError } from './errors.ts';

export const MAX_LABELS = 200;
const MAX_LABEL_LENGTH = 24;

/**
 * Checks an alphabet: 2 to 200 names, none empty, none twice (whatever the case), short, without control
 * characters or slashes (a class is also a folder's name).
 * @throws {TrainError} `labels-invalid`.
 */
export function checkLabels(labels: readonly string[]): void {
  if (labels.length < 2 || labels.length > MAX_LABELS) {
    throw new TrainError('labels-invalid', `${labels.length} classes`);
  }
  const seen = new Set<string>();
  for (const label of labels) {
    const plain = label.trim().toLowerCase();
    if (
      label !== label.trim() ||
      !plain ||
      label.length > MAX_LABEL_LENGTH ||
      /[\p{C}/\\]/u.test(label) ||
      /^\.+$/.test(label)
    ) {
      throw new TrainError('labels-invalid', `not a class name: ${JSON.stringify(label)}`);
    }
    if (seen.has(plain)) throw new TrainError('labels-invalid', `${label} comes twice`);
    seen.add(plain);
  }
}

/**
 * A head for another alphabet that keeps what it knows: a class that both have keeps its weights, a new one starts at
 * the mean of all (so that it is neither favoured nor shut out), one that is gone is dropped.
 * @param renamed new name -> old name, for classes that only changed their name.
 */
export function adaptHead(head: Head, labels: readonly string[], renamed: Record<string, string> = {}): Head {
  const length = head.weight.length / head.labels.length;
  const weight = new Float32Array(labels.length * length);
  const bias = new Float32Array(labels.length);
  const meanWeight = new Float32Array(length);
  let meanBias = 0;
  head.labels.forEach((_, k) => {
    for (let f = 0; f < length; f++) {
      meanWeight[f] =
        (meanWeight[f] as number) + (head.weight[k * length + f] as number) / head.labels.length;
    }
    meanBias += (head.bias[k] as number) / head.labels.length;
  });
  labels.forEach((label, k) => {
    const old = head.labels.indexOf(renamed[label] ?? label);
    weight.set(old < 0 ? meanWeight : head.weight.subarray(old * length, (old + 1) * length), k * length);
    bias[k] = old < 0 ? meanBias : (head.bias[old] as number);
  });
  return { ...head, labels: [...labels], weight, bias };
}
