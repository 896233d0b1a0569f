import { HALF_VALUES } from './float16.ts';
import { backward, forward, type LayerShape } from './softmax-math.ts';

const upTo = (value: number, multiple: number) => Math.ceil(value / multiple) * multiple;

/**
 * A softmax layer with all its buffers: gathers a batch of stored features, answers it, and turns a loss into a
 * gradient. Nothing is allocated after the constructor.
 */
export class BatchLayer {
  readonly shape: LayerShape;
  /** Padded [shape.classes, shape.features]. */
  readonly weight: Float32Array;
  readonly bias: Float32Array;
  readonly weightGradient: Float32Array;
  readonly biasGradient: Float32Array;
  /** [shape.features, shape.batch]. */
  readonly inputs: Float32Array;
  /** After `answer`: probabilities, [shape.classes, shape.batch]. After `differentiate`: deltas. */
  readonly outputs: Float32Array;

  /** @param classes @param features @param batch the true sizes; buffers are padded. */
  constructor(
    readonly classes: number,
    readonly features: number,
    readonly batch: number,
  ) {
    this.shape = { classes: upTo(classes, 4), features: upTo(features, 2), batch: upTo(batch, 4) };
    const { shape } = this;
    this.weight = new Float32Array(shape.classes * shape.features);
    this.bias = new Float32Array(shape.classes);
    this.weightGradient = new Float32Array(shape.classes * shape.features);
    this.biasGradient = new Float32Array(shape.classes);
    this.inputs = new Float32Array(shape.features * shape.batch);
    this.outputs = new Float32Array(shape.classes * shape.batch);
  }

  /** Takes a head's parameters: row-major [classes, features] and [classes]. */
  load(weight: Float32Array, bias: Float32Array): void {
    for (let k = 0; k < this.classes; k++) {
      const row = weight.subarray(k * this.features, (k + 1) * this.features);
      this.weight.set(row, k * this.shape.features);
    }
    this.bias.set(bias);
  }

  /** A copy of the parameters without padding. */
  save(): { weight: Float32Array<ArrayBuffer>; bias: Float32Array<ArrayBuffer> } {
    const weight = new Float32Array(this.classes * this.features);
    for (let k = 0; k < this.classes; k++) {
      const from = k * this.shape.features;
      weight.set(this.weight.subarray(from, from + this.features), k * this.features);
    }
    return { weight, bias: this.bias.slice(0, this.classes) };
  }

  /** Unpacks rows of `packed` [rows, features] into columns of the inputs; columns beyond `count` become zero. */
  gather(packed: Uint16Array, rows: Int32Array, start: number, count: number): void {
    const { inputs, features } = this;
    const { batch } = this.shape;
    for (let b = 0; b < count; b++) {
      const from = (rows[start + b] as number) * features;
      for (let f = 0, to = b; f < features; f++, to += batch) {
        inputs[to] = HALF_VALUES[packed[from + f] as number] as number;
      }
    }
    for (let b = count; b < batch; b++) for (let to = b; to < inputs.length; to += batch) inputs[to] = 0;
  }

  /** Fills `outputs` with probabilities for the first `count` columns. */
  answer(count: number): void {
    const { outputs, classes } = this;
    const { batch } = this.shape;
    forward(this.shape, this.weight, this.bias, this.inputs, outputs);
    for (let b = 0; b < count; b++) {
      let highest = Number.NEGATIVE_INFINITY;
      for (let k = 0; k < classes; k++) highest = Math.max(highest, outputs[k * batch + b] as number);
      let sum = 0;
      for (let k = 0; k < classes; k++) {
        const power = Math.exp((outputs[k * batch + b] as number) - highest);
        outputs[k * batch + b] = power;
        sum += power;
      }
      for (let k = 0; k < classes; k++) outputs[k * batch + b] = (outputs[k * batch + b] as number) / sum;
    }
  }

  /** The class with the highest probability in a column. */
  best(column: number): number {
    let best = 0;
    for (let k = 1; k < this.classes; k++) {
      if (this.probability(k, column) > this.probability(best, column)) best = k;
    }
    return best;
  }

  probability(label: number, column: number): number {
    return this.outputs[label * this.shape.batch + column] as number;
  }

  /**
   * Turns `outputs` from probabilities into d(loss)/d(logits) and fills the gradients. `targets` is
   * [shape.classes, shape.batch]; a column's deltas are scaled by its value in `scale`.
   */
  differentiate(targets: Float32Array, scale: Float32Array, count: number): void {
    const { outputs, biasGradient } = this;
    const { classes, batch } = this.shape;
    for (let k = 0; k < classes; k++) {
      let sum = 0;
      for (let b = 0; b < batch; b++) {
        const at = k * batch + b;
        const used = b < count && k < this.classes;
        const delta = used ? ((outputs[at] as number) - (targets[at] as number)) * (scale[b] as number) : 0;
        outputs[at] = delta;
        sum += delta;
      }
      biasGradient[k] = sum;
    }
    backward(this.shape, outputs, this.inputs, this.weightGradient);
  }
}
