import type { Head, RecognizerInfo } from '../../../src/model/types.ts';

/** A head of another alphabet that always prefers its first sign: softmax(1, 0). */
export function twoSignHead({ featureLength, backboneId }: RecognizerInfo): Head {
  return {
    id: 'two-signs',
    labels: ['yes', 'no'],
    backboneId,
    weight: new Float32Array(2 * featureLength),
    bias: Float32Array.of(1, 0),
    temperature: { found: 1, missing: 1 },
  };
}
