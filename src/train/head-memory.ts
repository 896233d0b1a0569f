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
import { packHalf, unpackHalf } from './float16.ts';
import type { TrainingSet } from './train-types.ts';
import { breathe } from './wait.ts';

export interface HeadMemory {
  /** Orthonormal rows, [rank, featureLength]. */
  directions: Float32Array;
  /** E[(x . direction)^2], [rank]. */
  variances: Float32Array;
}

/** How dear a forgetful change is. Between 100 and 100,000 little changes: it only has to be large. */
const STRENGTH = 1000;
/** A whole dataset in float32 would not fit a phone. */
const BLOCK_ROWS = 64;
const SAMPLE_ROWS = 64;

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

/**
 * Moves a training task into features in which forgetting is dear. The start head answers as before, to rounding.
 * @returns null when aborted: a whole dataset takes as long as some epochs over it.
 */
export async function shieldTask(
  set: TrainingSet,
  start: Head,
  memory: HeadMemory,
  signal?: AbortSignal,
): Promise<ShieldedTask | null> {
  const { features, featureLength } = set;
  const { directions } = memory;
  const shrink = memory.variances.map((variance) => 1 / Math.sqrt(1 + STRENGTH * Math.max(0, variance)));
  const scale = sizeLost(set, directions, shrink);
  const shielded = new Uint16Array(features.length);
  for (let at = 0; at < features.length; at += BLOCK_ROWS * featureLength) {
    const block = unpackHalf(features.subarray(at, at + BLOCK_ROWS * featureLength));
    scaleRows(block, featureLength, directions, shrink);
    shielded.set(packHalf(block.map((value) => value * scale)), at);
    await breathe();
    if (signal?.aborted) return null;
  }
  const grow = shrink.map((value) => 1 / value);
  return {
    set: { ...set, features: shielded },
    start: { ...start, weight: mapRows(start.weight, featureLength, memory, grow, 1 / scale) },
    restore: (head) => ({ ...head, weight: mapRows(head.weight, featureLength, memory, shrink, scale) }),
  };
}

/** How much smaller shrinking makes the features, from a few of them: the same learning rate suits the same size. */
function sizeLost(
  { features, featureLength, labels }: TrainingSet,
  directions: Float32Array,
  shrink: Float32Array,
): number {
  const stride = Math.max(1, Math.floor(labels.length / SAMPLE_ROWS));
  let before = 0;
  let after = 0;
  for (let i = 0; i < labels.length; i += stride) {
    const row = unpackHalf(features.subarray(i * featureLength, (i + 1) * featureLength));
    before += dot(row, row);
    scaleRows(row, featureLength, directions, shrink);
    after += dot(row, row);
  }
  return after > 0 ? Math.sqrt(before / after) : 1;
}

function mapRows(
  weight: Float32Array,
  length: number,
  { directions }: HeadMemory,
  factors: Float32Array,
  scale: number,
): Float32Array {
  const mapped = weight.slice();
  scaleRows(mapped, length, directions, factors);
  return mapped.map((value) => value * scale);
}

/** Multiplies the component of every row [rows, length] along each direction by its factor, in place. */
function scaleRows(
  rows: Float32Array,
  length: number,
  directions: Float32Array,
  factors: Float32Array,
): void {
  let at = 0;
  // Four rows a pass: the directions are megabytes, and reading them takes longer than the sums.
  for (; at + 4 * length <= rows.length; at += 4 * length) {
    const row = (i: number) => rows.subarray(at + i * length, at + (i + 1) * length);
    const [r0, r1, r2, r3] = [row(0), row(1), row(2), row(3)];
    factors.forEach((factor, d) => {
      const direction = directions.subarray(d * length, (d + 1) * length);
      let [s0, s1, s2, s3] = [0, 0, 0, 0];
      for (let f = 0; f < length; f++) {
        const v = direction[f] as number;
        s0 += v * (r0[f] as number);
        s1 += v * (r1[f] as number);
        s2 += v * (r2[f] as number);
        s3 += v * (r3[f] as number);
      }
      add(r0, direction, (factor - 1) * s0);
      add(r1, direction, (factor - 1) * s1);
      add(r2, direction, (factor - 1) * s2);
      add(r3, direction, (factor - 1) * s3);
    });
  }
  for (; at < rows.length; at += length) {
    const row = rows.subarray(at, at + length);
    factors.forEach((factor, d) => {
      const direction = directions.subarray(d * length, (d + 1) * length);
      add(row, direction, (factor - 1) * dot(row, direction));
    });
  }
}

function add(to: Float32Array, direction: Float32Array, share: number): void {
  for (let f = 0; f < to.length; f++) to[f] = (to[f] as number) + share * (direction[f] as number);
}

function dot(a: Float32Array, b: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += (a[i] as number) * (b[i] as number);
  return sum;
}
