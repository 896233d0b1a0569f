import { Checker } from './check.ts';
import { applyDense } from './pose-branch.ts';
import type { Head } from './types.ts';

/** @param features [featureLength] float32 -> [labels] float32 */
export function logits(head: Head, features: Float32Array): Float32Array {
  const { weight, bias } = head;
  return applyDense({ inputs: weight.length / bias.length, outputs: bias.length, weight, bias }, features);
}

/** Calibrated: the temperature that fits whether landmarks were there (Guo et al. 2017). Sums to 1. */
export function classify(head: Head, features: Float32Array, handFound: boolean): Float32Array {
  return softmax(logits(head, features), handFound ? head.temperature.found : head.temperature.missing);
}

export function softmax(values: Float32Array, temperature = 1): Float32Array {
  const largest = values.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);
  const powers = Float64Array.from(values, (v) => Math.exp((v - largest) / temperature));
  const sum = powers.reduce((a, b) => a + b, 0);
  return Float32Array.from(powers, (v) => v / sum);
}

/**
 * Accepts a head from storage or a file only when it is whole.
 * @param featureLength what the recognizer gives
 * @param backboneId when given, the head must be for this backbone
 * @throws ModelError `head-invalid`
 */
export function validateHead(value: unknown, featureLength: number, backboneId?: string): Head {
  const check = new Checker('head-invalid', 'head');
  const record = check.record(value, 'the head');
  const labels = check.labels(record.labels);
  const head: Head = {
    id: check.text(record.id, 'id'),
    labels,
    backboneId: check.text(record.backboneId, 'backboneId'),
    weight: check.floats(record.weight, 'weight', labels.length * featureLength),
    bias: check.floats(record.bias, 'bias', labels.length),
    temperature: check.temperature(record.temperature),
  };
  if (backboneId !== undefined && head.backboneId !== backboneId) {
    check.fail(`it reads features of ${head.backboneId}, this model gives those of ${backboneId}`);
  }
  return head;
}
