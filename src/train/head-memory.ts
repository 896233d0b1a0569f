/**
 * What the default head must not forget, without a single picture of it: the directions in which the features of its
 * own training images vary most. A change of the weights along such a direction changes the answers to everybody;
 * across them, only to this person. Training in features that are shrunk along these directions makes the first kind
 * of change dear and the second cheap. (It is a quadratic penalty on the change of the logits over the default's
 * training images, tr(dW C dW^T) with C = E[x x^T], as in elastic weight consolidation, written as a change of
 * coordinates: dW = dV A and A = (1 + strength C)^(-1/2).)
 */
import { ModelError } from '../model/errors.ts';
import { parseSafetensors, toFloat32 } from '../model/safetensors.ts';
import type { Head } from '../model/types.ts';
import { HALF_VALUES, packHalf } from './float16.ts';
import type { TrainingSet } from './train-types.ts';

export interface HeadMemory {
  /** Orthonormal rows, [rank, featureLength]. */
  directions: Float32Array;
  /** E[(x . direction)^2], [rank]. */
  variances: Float32Array;
}

/** How dear a forgetful change is. Between 100 and 100,000 little changes: it only has to be large. */
const STRENGTH = 1000;

/**
 * Reads `memory.safetensors`, as training/memory.py writes it: `<backbone>.directions` [rank, features] and
 * `<backbone>.variances` [rank].
 * @returns null when it belongs to another backbone.
 * @throws ModelError `safetensors-invalid`
 */
export function readHeadMemory(
  file: Uint8Array,
  { backboneId, featureLength }: { backboneId: string; featureLength: number },
): HeadMemory | null {
  const tensors = parseSafetensors(file);
  const directions = tensors.get(`${backboneId}.directions`);
  const variances = tensors.get(`${backboneId}.variances`);
  if (!directions || !variances || directions.shape[1] !== featureLength) return null;
  const memory = { directions: toFloat32(directions), variances: toFloat32(variances) };
  const fits = memory.directions.length === memory.variances.length * featureLength;
  if (!fits || !memory.directions.every(Number.isFinite) || !memory.variances.every(Number.isFinite)) {
    throw new ModelError('safetensors-invalid', 'the memory is not [rank, features] finite numbers');
  }
  return memory;
}

export interface ShieldedTask {
  set: TrainingSet;
  start: Head;
  /** The head in ordinary features that a head trained in the shielded ones stands for. */
  restore(head: Head): Head;
}

/** Moves a training task into features in which forgetting is dear. The start head answers as before, to rounding. */
export function shieldTask(set: TrainingSet, start: Head, memory: HeadMemory): ShieldedTask {
  const { featureLength } = set;
  const shrink = memory.variances.map((variance) => 1 / Math.sqrt(1 + STRENGTH * Math.max(0, variance)));
  const count = set.labels.length;
  const shielded = new Float32Array(count * featureLength);
  const row = new Float32Array(featureLength);
  let before = 0;
  let after = 0;
  for (let i = 0; i < count; i++) {
    for (let f = 0; f < featureLength; f++) {
      row[f] = HALF_VALUES[set.features[i * featureLength + f] as number] as number;
    }
    before += dot(row, row);
    scaleAlong(row, memory.directions, shrink);
    after += dot(row, row);
    shielded.set(row, i * featureLength);
  }
  // The same learning rate suits features of the same size.
  const scale = after > 0 ? Math.sqrt(before / after) : 1;
  for (let i = 0; i < shielded.length; i++) shielded[i] = (shielded[i] as number) * scale;
  const grow = shrink.map((value) => 1 / value);
  return {
    set: { ...set, features: packHalf(shielded) },
    start: { ...start, weight: mapRows(start.weight, featureLength, memory, grow, 1 / scale) },
    restore: (head) => ({ ...head, weight: mapRows(head.weight, featureLength, memory, shrink, scale) }),
  };
}

function mapRows(
  weight: Float32Array,
  length: number,
  { directions }: HeadMemory,
  factors: Float32Array,
  scale: number,
): Float32Array {
  const mapped = weight.slice();
  for (let at = 0; at < mapped.length; at += length) {
    scaleAlong(mapped.subarray(at, at + length), directions, factors);
  }
  return mapped.map((value) => value * scale);
}

/** Multiplies a vector's component along each direction by its factor, in place. */
function scaleAlong(vector: Float32Array, directions: Float32Array, factors: Float32Array): void {
  const { length } = vector;
  const changes = factors.map((factor, d) => {
    const direction = directions.subarray(d * length, (d + 1) * length);
    return (factor - 1) * dot(vector, direction);
  });
  changes.forEach((change, d) => {
    const at = d * length;
    for (let f = 0; f < length; f++) {
      vector[f] = (vector[f] as number) + change * (directions[at + f] as number);
    }
  });
}

function dot(a: Float32Array, b: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += (a[i] as number) * (b[i] as number);
  return sum;
}
