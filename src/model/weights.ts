import { ModelError } from './errors.ts';
import type { ConvWeights } from './fold.ts';
import { decodeFloat16 } from './half.ts';
import { validateHead } from './head.ts';
import { checkManifest, type Manifest, type Shard, type StoredTensor } from './manifest.ts';
import { PoseBranch, type PoseWeights, validatePose } from './pose-branch.ts';
import { normalise } from './preprocess.ts';
import { dequantize } from './quantize.ts';
import type { Head } from './types.ts';
import { fuse } from './zoo/fuse.ts';
import type { Network } from './zoo/layers.ts';
import { resnet50 } from './zoo/resnet50.ts';
import { trace } from './zoo/shapes.ts';

/** A stored input and what the backbone makes of it, against which a backend is judged before it is used. */
export interface Golden {
  /** Side of the input, px. */
  size: number;
  /** float32 [size, size, 3], normalised. */
  input: Float32Array;
  /** float32, computed in plain TypeScript from the stored weights. */
  embedding: Float32Array;
}

export interface LoadedModel {
  backboneId: string;
  /** By the convolution's name in the definition, with batch normalisation folded in. */
  convs: Map<string, ConvWeights>;
  pose: PoseWeights;
  head: Head;
  golden: Golden;
  /** The largest input side, px, that these weights gain from; null where the model does not say. */
  largestInput: number | null;
}

/** The recognizer's backbone: everything up to the embedding. */
export const BACKBONE: Network = resnet50({ classes: null });

/**
 * Reads a model, verifies every shard and checks every name and shape against the definition.
 * @param bytesOf gives a shard by its file name; its errors pass through
 * @param network the definition that the numbers must fit
 * @throws ModelError `manifest-invalid` | `weights-corrupt` | `weights-mismatch`
 */
export async function readModel(
  manifest: unknown,
  bytesOf: (file: string) => Promise<ArrayBuffer>,
  network: Network = BACKBONE,
): Promise<LoadedModel> {
  const checked = checkManifest(manifest);
  const bytes = await joinShards(checked.shards, bytesOf);
  const tensors = new TensorReader(checked, bytes);

  const convs = new Map<string, ConvWeights>();
  const [embeddingLength = 0] = trace(fuse(network.layers), network.input, ({ layer, input }) => {
    if (layer.kind !== 'conv') return;
    const shape: ConvWeights['shape'] = [layer.size, layer.size, input[2] ?? 0, layer.filters];
    const weight = tensors.floats(`${layer.name}.weight`, shape);
    convs.set(layer.name, { weight, shape, bias: tensors.floats(`${layer.name}.bias`, [layer.filters]) });
  });

  const pose = readPoseBranch(tensors, checked.poseLayers);
  const { labels, backboneId, temperature, featureLength } = checked;
  const poseLength = new PoseBranch(pose).length;
  if (featureLength !== embeddingLength + poseLength) {
    throw mismatch(`featureLength is ${featureLength}, not ${embeddingLength} + ${poseLength}`);
  }
  const weight = tensors.floats('head.weight', [labels.length, featureLength]);
  const bias = tensors.floats('head.bias', [labels.length]);
  const head = validateHead({ id: 'default', labels, backboneId, weight, bias, temperature }, featureLength);

  const size = checked.tensors.find((t) => t.name === 'golden.pixels')?.shape[0] ?? 0;
  const golden: Golden = {
    size,
    input: normaliseRgb(tensors.bytes('golden.pixels', [size, size, 3])),
    embedding: tensors.floats('golden.embedding', [embeddingLength]),
  };
  tensors.finish();
  return { backboneId, convs, pose, head, golden, largestInput: checked.largestInput ?? null };
}

function readPoseBranch(tensors: TensorReader, layerCount: number): PoseWeights {
  const [inputs = 0] = tensors.shapeOf('pose.mean');
  const branch: PoseWeights = {
    mean: tensors.floats('pose.mean', [inputs]),
    std: tensors.floats('pose.std', [inputs]),
    cuts: tensors.has('pose.cuts')
      ? tensors.floats('pose.cuts', tensors.shapeOf('pose.cuts'))
      : new Float32Array(),
    layers: [],
  };
  for (let i = 1; i <= layerCount; i++) {
    const [outputs = 0, own = 0] = tensors.shapeOf(`pose.fc${i}.weight`);
    branch.layers.push({
      inputs: own,
      outputs,
      weight: tensors.floats(`pose.fc${i}.weight`, [outputs, own]),
      bias: tensors.floats(`pose.fc${i}.bias`, [outputs]),
    });
  }
  return validatePose(branch, 'weights-mismatch');
}

/** RGB bytes to the network's input, as a frame's pixels are. */
export function normaliseRgb(rgb: Uint8Array): Float32Array {
  const rgba = new Uint8ClampedArray((rgb.length / 3) * 4);
  for (let i = 0; i < rgba.length; i++)
    rgba[i] = i % 4 < 3 ? (rgb[Math.floor(i / 4) * 3 + (i % 4)] as number) : 255;
  return normalise(rgba, new Float32Array(rgb.length));
}

async function joinShards(
  shards: Shard[],
  bytesOf: (file: string) => Promise<ArrayBuffer>,
): Promise<ArrayBuffer> {
  const joined = new Uint8Array(shards.reduce((sum, shard) => sum + shard.bytes, 0));
  let start = 0;
  const reads = shards.map(async (shard) => {
    const at = start;
    start += shard.bytes;
    const bytes = await bytesOf(shard.file);
    if (bytes.byteLength !== shard.bytes) {
      throw corrupt(`${shard.file} has ${bytes.byteLength} bytes, not ${shard.bytes}`);
    }
    if ((await sha256(bytes)) !== shard.sha256) throw corrupt(`${shard.file} does not have its SHA-256`);
    joined.set(new Uint8Array(bytes), at);
  });
  await Promise.all(reads);
  return joined.buffer;
}

/** Lower-case hexadecimal. */
export async function sha256(bytes: BufferSource): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

class TensorReader {
  private readonly unread: Map<string, StoredTensor>;

  constructor(
    manifest: Manifest,
    private readonly buffer: ArrayBuffer,
  ) {
    this.unread = new Map(manifest.tensors.map((t) => [t.name, t]));
  }

  has(name: string): boolean {
    return this.unread.has(name);
  }

  shapeOf(name: string): number[] {
    const tensor = this.unread.get(name);
    if (!tensor) throw mismatch(`${name} is missing`);
    return tensor.shape;
  }

  bytes(name: string, shape: readonly number[]): Uint8Array {
    const { dtype, byteOffset, length } = this.take(name, shape);
    if (dtype !== 'uint8') throw mismatch(`${name} is ${dtype}, not uint8`);
    return new Uint8Array(this.buffer.slice(byteOffset, byteOffset + length));
  }

  /** As a new float32 array, whatever it was stored as. */
  floats(name: string, shape: readonly number[]): Float32Array {
    const { dtype, byteOffset, length, scaleOffset } = this.take(name, shape);
    const view = <T>(Type: new (buffer: ArrayBuffer, offset: number, length: number) => T) =>
      new Type(this.buffer, byteOffset, length);
    if (dtype === 'int8' && scaleOffset !== undefined) {
      const scales = new Float32Array(this.buffer, scaleOffset, shape.at(-1) ?? 1);
      return finite(name, dequantize({ values: view(Int8Array), scales }));
    }
    if (dtype === 'float16') return finite(name, decodeFloat16(view(Uint16Array)));
    if (dtype === 'float32') return finite(name, view(Float32Array).slice());
    throw mismatch(`${name} is ${dtype}, not a float`);
  }

  /** @throws ModelError when tensors are left that the definition does not know */
  finish(): void {
    const [left] = this.unread.keys();
    if (left !== undefined) throw mismatch(`${left} belongs to nothing in this model`);
  }

  private take(name: string, shape: readonly number[]): StoredTensor & { length: number } {
    const stored = this.shapeOf(name);
    if (stored.length !== shape.length || stored.some((n, i) => n !== shape[i])) {
      throw mismatch(`${name} is [${stored}], not [${shape}]`);
    }
    const tensor = this.unread.get(name) as StoredTensor;
    this.unread.delete(name);
    return { ...tensor, length: shape.reduce((product, n) => product * n, 1) };
  }
}

function finite(name: string, values: Float32Array): Float32Array {
  // NaN as soon as one value is infinite or NaN. Twenty-three million calls of Number.isFinite took half a second.
  let zero = 0;
  for (let i = 0; i < values.length; i++) zero += 0 * (values[i] as number);
  if (zero === 0) return values;
  throw corrupt(`${name} has values that are not finite`);
}

function corrupt(message: string): ModelError {
  return new ModelError('weights-corrupt', message);
}

function mismatch(message: string): ModelError {
  return new ModelError('weights-mismatch', message);
}
