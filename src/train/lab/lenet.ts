import './autodiff.ts';
import * as tf from '@tensorflow/tfjs-core';
import type { LeNet } from '../../model/lenet.ts';
import { lenet5 } from '../../model/zoo/lenet5.ts';
import { fusedShapes, parameters } from '../../model/zoo/parameters.ts';
import { run } from '../../model/zoo/run.ts';

import { createRandom } from '../random.ts';
import type { Split } from '../split.ts';
import { differentiableConv } from './differentiable-conv.ts';
import { jitter } from './jitter.ts';
import { gatherRows, type LabelledImages } from './labelled-images.ts';
import type { LeNetReport, LeNetSettings } from './lenet-settings.ts';

const RANGE = { turn: 0.2, scale: 0.15, shift: 3 };

/**
 * Trains LeNet-5 from nothing: Adam, cross-entropy, each picture turned, scaled and moved a little each time.
 * @param images 32 x 32 px
 * @throws RangeError for pictures of another size; the signal's reason when aborted
 */
export async function trainLeNet(
  images: LabelledImages,
  split: Split,
  settings: LeNetSettings,
  onReport: (report: LeNetReport) => void,
  signal?: AbortSignal,
): Promise<LeNet> {
  const { style, epochs, batchSize, seed } = settings;
  const network = lenet5({ classes: images.labels.length, style });
  if (images.side !== network.input[0]) throw new RangeError(`LeNet-5 takes ${network.input[0]} px`);
  const variables = startingWeights(network, seed);
  const optimizer = tf.train.adam(settings.learningRate);
  const random = createRandom(seed);
  const order = split.train.slice();
  const forward = (x: tf.Tensor4D) => run(network.layers, variables, x, { convolve: differentiableConv });
  try {
    for (let epoch = 1; epoch <= epochs; epoch++) {
      const started = performance.now();
      // Fast at first, to zero at the end, along half a cosine (Loshchilov and Hutter 2017).
      const share = (1 + Math.cos((Math.PI * (epoch - 1)) / epochs)) / 2;
      Object.assign(optimizer, { learningRate: settings.learningRate * share });
      random.shuffle(order);
      let [loss, right] = [0, 0];
      for (let at = 0; at < order.length; at += batchSize) {
        signal?.throwIfAborted();
        const rows = order.subarray(at, at + batchSize);
        const pixels = jitter(gatherRows(images, rows), images.side, RANGE, random);
        const classes = Array.from(rows, (row) => images.classes[row] as number);
        const step = await learn(forward, optimizer, pixels, classes, images);
        loss += step.loss * rows.length;
        right += step.right;
      }
      const count = Math.max(1, order.length);
      const held = split.validation.length > 0;
      onReport({
        epoch,
        epochs,
        trainLoss: loss / count,
        trainAccuracy: right / count,
        validationAccuracy: held ? await accuracy(forward, images, split.validation) : null,
        seconds: (performance.now() - started) / 1000,
      });
    }
    return { style, labels: images.labels, weights: await download(variables) };
  } finally {
    tf.dispose([...variables.values()]);
    optimizer.dispose();
  }
}

/** He et al. 2015 for ReLU, LeCun et al. 1998 for tanh; biases are zero. */
function startingWeights(network: ReturnType<typeof lenet5>, seed: number): Map<string, tf.Variable> {
  const gain = network.layers.some((l) => l.kind === 'activation' && l.function === 'relu') ? 2 : 1;
  const inputs = new Map(
    parameters(network).map(({ name, shape }) => [
      name,
      shape.slice(1).reduce((product, n) => product * n, 1),
    ]),
  );
  return new Map(
    fusedShapes(network).map(({ name, shape }, i) => {
      const deviation = Math.sqrt(gain / (inputs.get(name) ?? 1));
      const start = () =>
        shape.length === 1
          ? tf.zeros(shape)
          : tf.randomNormal(shape, 0, deviation, 'float32', seed * 100 + i);
      return [name, tf.tidy(() => tf.variable(start()))];
    }),
  );
}

type Forward = (x: tf.Tensor4D) => tf.Tensor;

async function learn(
  forward: Forward,
  optimizer: tf.Optimizer,
  pixels: Float32Array,
  classes: number[],
  { side, labels }: LabelledImages,
): Promise<{ loss: number; right: number }> {
  const [loss, right] = tf.tidy(() => {
    const x = tf.tensor4d(pixels, [classes.length, side, side, 1]);
    const truth = tf.tensor1d(classes, 'int32');
    let hits = tf.scalar(0);
    const { grads, value } = tf.variableGrads(() => {
      const logits = forward(x);
      hits = tf.keep(tf.sum(tf.cast(tf.equal(tf.argMax(logits, 1), truth), 'float32')));
      return tf.losses.softmaxCrossEntropy(tf.cast(tf.oneHot(truth, labels.length), 'float32'), logits);
    });
    optimizer.applyGradients(grads);
    return [value, hits];
  });
  const [lossValue, hits] = await Promise.all([loss.data(), right.data()]);
  tf.dispose([loss, right]);
  return { loss: lossValue[0] ?? Number.NaN, right: hits[0] ?? Number.NaN };
}

async function accuracy(forward: Forward, images: LabelledImages, indices: Int32Array): Promise<number> {
  let right = 0;
  for (let at = 0; at < indices.length; at += 128) {
    const rows = indices.subarray(at, at + 128);
    const best = tf.tidy(() => {
      const pixels = gatherRows(images, rows);
      return tf.argMax(forward(tf.tensor4d(pixels, [rows.length, images.side, images.side, 1])), 1);
    });
    const guesses = await best.data();
    best.dispose();
    rows.forEach((row, i) => {
      if (guesses[i] === images.classes[row]) right++;
    });
  }
  return right / indices.length;
}

async function download(variables: ReadonlyMap<string, tf.Variable>): Promise<Map<string, Float32Array>> {
  const pairs = Array.from(
    variables,
    async ([name, variable]) => [name, (await variable.data()) as Float32Array] as const,
  );
  return new Map(await Promise.all(pairs));
}
