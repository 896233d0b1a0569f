/** Writes what weights.ts reads. */
import { ModelError } from './errors.ts';
import type { ConvWeights } from './fold.ts';
import { encodeFloat16 } from './half.ts';
import { checkManifest, type Manifest, type Shard, type StoredDtype, type StoredTensor } from './manifest.ts';
import { PoseBranch, type PoseWeights } from './pose-branch.ts';
import { quantize } from './quantize.ts';
import type { Head } from './types.ts';
import { sha256 } from './weights.ts';

export interface PackInput {
  backboneId: string;
  convs: ReadonlyMap<string, ConvWeights>;
  pose: PoseWeights;
  head: Head;
  metrics: Record<string, unknown>;
  /** uint8 RGB [size, size, 3] and the embedding that the stored weights give for it. */
  golden: { size: number; pixels: Uint8Array; embedding: Float32Array };
  created: Date;
  /** See Manifest. */
  largestInput?: number;
}

export interface PackedModel {
  manifest: Manifest;
  /** Contents of the shards by file name. */
  files: Map<string, Uint8Array<ArrayBuffer>>;
}

const SHARD_BYTES = 4 * 2 ** 20;

/**
 * @param dtype of the convolutions' weights; those of the pose branch are float16, the head and every bias float32
 */
export async function packModel(model: PackInput, dtype: 'int8' | 'float16'): Promise<PackedModel> {
  const packer = new Packer();
  for (const [name, { weight, shape, bias }] of model.convs) {
    packer.add(`${name}.weight`, shape, weight, dtype);
    packer.add(`${name}.bias`, [bias.length], bias, 'float32');
  }
  const { pose, head, golden } = model;
  packer.add('pose.mean', [pose.mean.length], pose.mean, 'float32');
  packer.add('pose.std', [pose.std.length], pose.std, 'float32');
  if (pose.cuts.length > 0) packer.add('pose.cuts', [pose.cuts.length], pose.cuts, 'float32');
  pose.layers.forEach(({ weight, bias, inputs, outputs }, i) => {
    packer.add(`pose.fc${i + 1}.weight`, [outputs, inputs], weight, 'float16');
    packer.add(`pose.fc${i + 1}.bias`, [outputs], bias, 'float32');
  });
  const featureLength = head.weight.length / head.labels.length;
  packer.add('head.weight', [head.labels.length, featureLength], head.weight, 'float32');
  packer.add('head.bias', [head.labels.length], head.bias, 'float32');
  packer.addBytes('golden.pixels', [golden.size, golden.size, 3], golden.pixels);
  packer.add('golden.embedding', [golden.embedding.length], golden.embedding, 'float32');
  if (golden.embedding.length + new PoseBranch(pose).length !== featureLength) {
    throw new ModelError(
      'weights-mismatch',
      `the head reads ${featureLength} features, the model has others`,
    );
  }

  const { files, shards } = await packer.shards();
  const manifest: Manifest = {
    schemaVersion: 1,
    backboneId: model.backboneId,
    created: model.created.toISOString(),
    arch: 'resnet50',
    featureLength,
    ...(model.largestInput === undefined ? {} : { largestInput: model.largestInput }),
    labels: head.labels,
    temperature: head.temperature,
    poseLayers: pose.layers.length,
    metrics: model.metrics,
    shards,
    tensors: packer.tensors,
  };
  return { manifest: checkManifest(manifest), files };
}

class Packer {
  readonly tensors: StoredTensor[] = [];
  private readonly pieces: Uint8Array[] = [];
  private length = 0;

  add(name: string, shape: number[], values: Float32Array, dtype: 'int8' | 'float16' | 'float32'): void {
    if (dtype === 'int8') {
      const quantized = quantize(values, shape.at(-1) ?? 1);
      const scaleOffset = this.place(quantized.scales);
      this.record({ name, shape, dtype, byteOffset: this.place(quantized.values), scaleOffset });
    } else {
      const stored = dtype === 'float16' ? encodeFloat16(values) : values;
      this.record({ name, shape, dtype, byteOffset: this.place(stored) });
    }
  }

  addBytes(name: string, shape: number[], values: Uint8Array): void {
    this.record({ name, shape, dtype: 'uint8' satisfies StoredDtype, byteOffset: this.place(values) });
  }

  async shards(): Promise<{ files: PackedModel['files']; shards: Shard[] }> {
    const whole = new Uint8Array(this.length);
    let at = 0;
    for (const piece of this.pieces) {
      whole.set(piece, at);
      at += piece.length;
    }
    const files: PackedModel['files'] = new Map();
    const shards: Shard[] = [];
    for (let begin = 0; begin < whole.length; begin += SHARD_BYTES) {
      const bytes = whole.slice(begin, begin + SHARD_BYTES);
      const file = `weights.${shards.length}.bin`;
      files.set(file, bytes);
      shards.push({ file, bytes: bytes.length, sha256: await sha256(bytes) });
    }
    return { files, shards };
  }

  private record(tensor: StoredTensor): void {
    this.tensors.push(tensor);
  }

  /** Each tensor starts at a multiple of 4, so that its bytes can be read in place. */
  private place(values: ArrayBufferView): number {
    const start = this.length;
    this.pieces.push(new Uint8Array(values.buffer, values.byteOffset, values.byteLength));
    this.length += values.byteLength;
    const gap = -this.length & 3;
    if (gap > 0) this.pieces.push(new Uint8Array(gap));
    this.length += gap;
    return start;
  }
}
