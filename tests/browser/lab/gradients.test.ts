import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { drawnHands } from '../../../src/train/lab/drawn-hands.ts';
import { GRADIENT_RUN } from '../../../src/train/lab/gradient-run.ts';
import { measureGradients } from '../../../src/train/lab/gradients.ts';
import { useWasm } from './wasm.ts';

beforeAll(useWasm);

const images = drawnHands(1200, 16, 1);

async function measured(net: Partial<typeof GRADIENT_RUN.net>, steps = 100) {
  const before = tf.memory().numTensors;
  const reports: number[] = [];
  const run = { ...GRADIENT_RUN, net: { ...GRADIENT_RUN.net, ...net }, steps };
  const last = await measureGradients(images, run, (report) => reports.push(report.step));
  expect(tf.memory().numTensors).toBe(before);
  expect(reports).toEqual(Array.from({ length: steps }, (_, i) => i + 1));
  const { gradientNorms: norms, loss } = last;
  expect(norms).toHaveLength(run.net.depth);
  const layer = (i: number) => norms.at(i) ?? Number.NaN;
  return { loss, norms, firstToLast: layer(0) / layer(-1), layer };
}

describe('gradients through a deep network, measured as the screen measures them', () => {
  it('die out in plain sigmoid layers and live with shortcuts', async () => {
    const plain = await measured({ activation: 'sigmoid' });
    const shortcuts = await measured({ activation: 'sigmoid', shortcuts: true });
    expect(plain.firstToLast).toBeLessThan(1e-9);
    expect(shortcuts.firstToLast).toBeGreaterThan(0.1);
  });

  it('shrink by more than 4 in each plain sigmoid layer, as a derivative of at most 1/4 must', async () => {
    const { layer } = await measured({ activation: 'sigmoid' }, 20);
    // Ten layers in the middle, past what the first and the last do differently.
    expect(layer(17) / layer(7)).toBeGreaterThan(4 ** 10 / 100);
  });

  it('pass ReLU layers, and the loss falls further with shortcuts', async () => {
    const plain = await measured({ activation: 'relu' }, 300);
    const shortcuts = await measured({ activation: 'relu', shortcuts: true }, 300);
    expect(plain.firstToLast).toBeGreaterThan(0.1);
    expect(shortcuts.firstToLast).toBeGreaterThan(0.1);
    expect(shortcuts.loss).toBeLessThan(plain.loss);
  });

  it('reach the early layers from classifiers on the side', async () => {
    const without = await measured({ activation: 'sigmoid' });
    const withSides = await measured({ activation: 'sigmoid', sideClassifiers: true });
    expect(withSides.layer(0)).toBeGreaterThan(1e6 * without.layer(0));
  });

  it('can be stopped, and leave nothing behind', async () => {
    const before = tf.memory().numTensors;
    const stop = new AbortController();
    const running = measureGradients(
      images,
      GRADIENT_RUN,
      ({ step }) => step === 3 && stop.abort(),
      stop.signal,
    );
    await expect(running).rejects.toThrow(expect.objectContaining({ name: 'AbortError' }));
    expect(tf.memory().numTensors).toBe(before);
  });
});
