import * as tf from '@tensorflow/tfjs-core';
import { createRandom } from '../random.ts';
import { DeepNet, type DeepNetStep } from './deep-net.ts';
import type { GradientReport, GradientRun } from './gradient-run.ts';
import { gatherRows, type LabelledImages } from './labelled-images.ts';

/** Steps that a report averages over: single batches are too noisy to read. */
const SMOOTH = 0.9;

/**
 * Trains a deep net and reports each step's loss and the gradient norm in every layer, as running means.
 * @returns the last report
 * @throws the signal's reason when aborted
 */
export async function measureGradients(
  images: LabelledImages,
  run: GradientRun,
  onReport: (report: GradientReport) => void,
  signal?: AbortSignal,
): Promise<GradientReport> {
  const count = images.classes.length;
  const order = Int32Array.from({ length: count }, (_, i) => i);
  const random = createRandom(run.seed);
  const net = new DeepNet(images.side ** 2, images.labels.length, run.net, run.learningRate, run.seed);
  let mean: DeepNetStep | null = null;
  let report: GradientReport | null = null;
  try {
    for (let step = 1, at = count; step <= run.steps; step++, at += run.batchSize) {
      signal?.throwIfAborted();
      if (at + run.batchSize > count) {
        random.shuffle(order);
        at = 0;
      }
      const rows = order.subarray(at, at + run.batchSize);
      const x = tf.tensor2d(gatherRows(images, rows), [rows.length, images.side ** 2]);
      const classes = Array.from(rows, (row) => images.classes[row] as number);
      const y = tf.tidy(() =>
        tf.cast(tf.oneHot(tf.tensor1d(classes, 'int32'), images.labels.length), 'float32'),
      );
      const now = await net.step(x, y as tf.Tensor2D);
      tf.dispose([x, y]);
      mean = mean ? blend(mean, now) : now;
      report = { step, ...mean };
      onReport(report);
    }
  } finally {
    net.dispose();
  }
  if (!report) throw new RangeError('a run has at least one step');
  return report;
}

function blend(before: DeepNetStep, now: DeepNetStep): DeepNetStep {
  const mix = (a: number, b: number) => SMOOTH * a + (1 - SMOOTH) * b;
  return {
    loss: mix(before.loss, now.loss),
    accuracy: mix(before.accuracy, now.accuracy),
    gradientNorms: before.gradientNorms.map((norm, i) => mix(norm, now.gradientNorms[i] ?? Number.NaN)),
  };
}
