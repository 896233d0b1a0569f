import './autodiff.ts';
import * as tf from '@tensorflow/tfjs-core';

export interface DeepNetOptions {
  /** Hidden layers, all of the same width. */
  depth: number;
  width: number;
  activation: 'sigmoid' | 'tanh' | 'relu';
  /** x + f(x) instead of f(x) in every hidden layer after the first. */
  shortcuts: boolean;
  /** Classifiers on the side after a third and two thirds of the depth, as in GoogLeNet. */
  sideClassifiers: boolean;
}

export interface DeepNetStep {
  /** Mean cross-entropy of the last classifier over the batch, nats. */
  loss: number;
  /** Share of the batch that it got right. */
  accuracy: number;
  /** Euclidean norm of the loss's gradient by each hidden layer's weights, first layer first. */
  gradientNorms: number[];
}

interface Dense {
  weight: tf.Variable<tf.Rank.R2>;
  bias: tf.Variable<tf.Rank.R1>;
}

/** Weight of a side classifier's loss, as in the GoogLeNet paper. */
const SIDE_WEIGHT = 0.3;

/** A deep, narrow perceptron for watching gradients: trained by plain gradient descent, without normalisation. */
export class DeepNet {
  private readonly hidden: Dense[];
  private readonly output: Dense;
  private readonly sides: { after: number; classifier: Dense }[];
  private readonly optimizer: tf.Optimizer;

  /** The same seed gives the same starting weights. Dispose it after use. */
  constructor(
    inputs: number,
    classes: number,
    private readonly options: DeepNetOptions,
    learningRate: number,
    seed: number,
  ) {
    const { depth, width, activation, sideClassifiers } = options;
    // He et al. 2015 for ReLU, which halves the variance; Glorot and Bengio 2010 for the others.
    const gain = activation === 'relu' ? 2 : 1;
    const make = (from: number, to: number, index: number) => makeDense(from, to, gain, seed * 1000 + index);
    this.hidden = Array.from({ length: depth }, (_, i) => make(i === 0 ? inputs : width, width, i));
    this.output = make(width, classes, depth);
    const places = sideClassifiers ? [Math.round(depth / 3), Math.round((2 * depth) / 3)] : [];
    this.sides = places.map((after, i) => ({ after, classifier: make(width, classes, depth + 1 + i) }));
    this.optimizer = tf.train.sgd(learningRate);
  }

  /**
   * One step of gradient descent.
   * @param x [n, inputs] @param y one-hot [n, classes]
   */
  async step(x: tf.Tensor2D, y: tf.Tensor2D): Promise<DeepNetStep> {
    const [loss, accuracy, norms] = tf.tidy(() => {
      let last = tf.scalar(0);
      let right = tf.scalar(0);
      const { grads } = tf.variableGrads(() => {
        const { logits, side } = this.forward(x);
        last = tf.keep(lossOf(y, logits));
        right = tf.keep(tf.mean(tf.cast(tf.equal(tf.argMax(logits, 1), tf.argMax(y, 1)), 'float32')));
        return side.reduce<tf.Scalar>((sum, own) => tf.add(sum, tf.mul(SIDE_WEIGHT, lossOf(y, own))), last);
      });
      this.optimizer.applyGradients(grads);
      const gradientOf = ({ weight }: Dense) => tf.norm(grads[weight.name] ?? tf.scalar(0));
      return [last, right, tf.keep(tf.stack(this.hidden.map(gradientOf)))];
    });
    try {
      const [lossValue, accuracyValue, normValues] = await Promise.all([
        loss.data(),
        accuracy.data(),
        norms.data(),
      ]);
      return {
        loss: lossValue[0] ?? Number.NaN,
        accuracy: accuracyValue[0] ?? Number.NaN,
        gradientNorms: Array.from(normValues),
      };
    } finally {
      tf.dispose([loss, accuracy, norms]);
    }
  }

  dispose(): void {
    for (const { weight, bias } of [...this.hidden, this.output, ...this.sides.map((s) => s.classifier)]) {
      tf.dispose([weight, bias]);
    }
    this.optimizer.dispose();
  }

  private forward(x: tf.Tensor2D): { logits: tf.Tensor2D; side: tf.Tensor2D[] } {
    const { activation, shortcuts, depth } = this.options;
    const squash = ACTIVATIONS[activation];
    // Without normalisation a sum over many layers would grow; each adds its share (Zhang et al. 2019, "Fixup").
    const share = 1 / Math.sqrt(depth);
    let h: tf.Tensor2D = x;
    const side: tf.Tensor2D[] = [];
    this.hidden.forEach((layer, i) => {
      const out = squash(apply(layer, h));
      h = shortcuts && i > 0 ? tf.add(h, tf.mul(share, out)) : out;
      for (const { after, classifier } of this.sides) if (after === i + 1) side.push(apply(classifier, h));
    });
    return { logits: apply(this.output, h), side };
  }
}

const ACTIVATIONS = {
  sigmoid: (x: tf.Tensor2D) => tf.sigmoid(x),
  tanh: (x: tf.Tensor2D) => tf.tanh(x),
  relu: (x: tf.Tensor2D) => tf.relu(x),
};

function makeDense(from: number, to: number, gain: number, seed: number): Dense {
  return {
    weight: tf.tidy(() =>
      tf.variable(tf.randomNormal([from, to], 0, Math.sqrt(gain / from), 'float32', seed)),
    ),
    bias: tf.tidy(() => tf.variable(tf.zeros([to]))),
  };
}

function apply({ weight, bias }: Dense, x: tf.Tensor2D): tf.Tensor2D {
  return tf.add(tf.matMul(x, weight), bias);
}

function lossOf(y: tf.Tensor2D, logits: tf.Tensor2D): tf.Scalar {
  return tf.losses.softmaxCrossEntropy(y, logits);
}
