import * as tf from '@tensorflow/tfjs-core';
import type { StartedBackend } from './backend.ts';
import type { LoadedModel } from './weights.ts';
import { fuse } from './zoo/fuse.ts';
import { resnet50 } from './zoo/resnet50.ts';
import { run } from './zoo/run.ts';

/** The network up to its global pooling, with normalisations folded into the convolutions. */
const LAYERS = fuse(resnet50({ classes: null }).layers);

/**
 * ResNet-50 on one tfjs backend: normalised pixels to 2048 values. All of tfjs that the recognizer uses is here and
 * in backend.ts, so that another library could take its place.
 */
export class Embedder {
  /** Length of an embedding. */
  static readonly LENGTH = 2048;

  /** While shaders compile, the whole library only compiles: nothing may compute then. */
  private compiling: Promise<void> = Promise.resolve();
  private readonly weights = new Map<string, tf.Tensor>();

  constructor(
    model: LoadedModel,
    private readonly backend: StartedBackend,
  ) {
    for (const [name, { weight, shape, bias }] of model.convs) {
      this.weights.set(`${name}.weight`, tf.tensor4d(weight, shape));
      this.weights.set(`${name}.bias`, tf.tensor1d(bias));
    }
  }

  /**
   * @param input float32 [batch * side * side * 3], RGB, normalised as preprocess.ts does; it is read before the
   * promise is returned, so the caller may use the buffer again.
   * @returns float32 [batch * 2048]
   */
  async embed(input: Float32Array, side: number, batch = 1): Promise<Float32Array> {
    const pixels = input.slice();
    await this.compiling;
    const output = tf.tidy(() => run(LAYERS, this.weights, tf.tensor4d(pixels, [batch, side, side, 3])));
    try {
      return (await output.data()) as Float32Array;
    } finally {
      output.dispose();
    }
  }

  /** Compiles the shaders for one input side all at once; the first `embed` would compile them one after the other. */
  compile(side: number): Promise<void> {
    const compiled = this.backend.compile(() => {
      tf.tidy(() => void run(LAYERS, this.weights, tf.zeros([1, side, side, 3])));
    });
    this.compiling = compiled.catch(() => undefined);
    return compiled;
  }

  /** Builds all that the backend needs for one input side, so that the first frame of it does not wait. */
  async warmUp(side: number): Promise<void> {
    await this.compile(side);
    await this.embed(new Float32Array(side * side * 3), side);
  }

  memory(): { tensors: number; bytes: number } {
    const { numTensors, numBytes } = tf.memory();
    return { tensors: numTensors, bytes: numBytes };
  }

  /** Frees the weights. @returns what is left, nothing unless something leaks. */
  dispose(): { tensors: number; bytes: number } {
    for (const tensor of this.weights.values()) tensor.dispose();
    this.weights.clear();
    return this.memory();
  }
}
