import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { foldNorm, toHwio } from '../../src/model/fold.ts';
import { dequantize, quantize } from '../../src/model/quantize.ts';

describe('foldNorm', () => {
  it('equals convolution, then normalisation, worked out by hand', () => {
    // Two 1x1 filters over two channels; x = (3, 5).
    const weight = Float32Array.of(1, 2, -1, 4);
    const folded = foldNorm(weight, [2, 2, 1, 1], {
      scale: Float32Array.of(2, 0.5),
      shift: Float32Array.of(1, -1),
      mean: Float32Array.of(3, 7),
      variance: Float32Array.of(4, 0.25),
      epsilon: 0,
    });
    // conv = (13, 17); norm = ((13 - 3) / 2 * 2 + 1, (17 - 7) / 0.5 * 0.5 - 1) = (11, 9).
    const at = (i: number, o: number) => folded.weight[i * 2 + o] ?? Number.NaN;
    const out = [0, 1].map((o) => 3 * at(0, o) + 5 * at(1, o) + (folded.bias[o] ?? Number.NaN));
    expect(out).toEqual([11, 9]);
    expect(folded.shape).toEqual([1, 1, 2, 2]);
  });

  it('adds epsilon under the root', () => {
    const one = Float32Array.of(1);
    const zero = Float32Array.of(0);
    const folded = foldNorm(one, [1, 1, 1, 1], {
      scale: one,
      shift: zero,
      mean: zero,
      variance: zero,
      epsilon: 1e-4,
    });
    expect(folded.weight[0]).toBeCloseTo(100, 4);
  });
});

describe('toHwio', () => {
  it('puts the value of each out, in, row and column where tfjs looks for it', () => {
    const [outputs, inputs, height, width] = [2, 3, 2, 4] as const;
    const weight = Float32Array.from({ length: outputs * inputs * height * width }, (_, i) => i);
    const hwio = toHwio(weight, [outputs, inputs, height, width]);
    for (let o = 0; o < outputs; o++)
      for (let i = 0; i < inputs; i++)
        for (let y = 0; y < height; y++)
          for (let x = 0; x < width; x++)
            expect(hwio[((y * width + x) * inputs + i) * outputs + o]).toBe(
              weight[((o * inputs + i) * height + y) * width + x],
            );
  });
});

describe('quantize', () => {
  it('is off by at most half a step of its own channel', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 5 }).chain((outputs) =>
          fc.tuple(
            fc.constant(outputs),
            fc.array(fc.float({ noNaN: true, min: -1000, max: 1000 }), {
              minLength: outputs,
              maxLength: 40,
            }),
          ),
        ),
        ([outputs, list]) => {
          const weight = Float32Array.from(list.slice(0, list.length - (list.length % outputs)));
          const quantized = quantize(weight, outputs);
          const back = dequantize(quantized);
          for (let i = 0; i < weight.length; i++) {
            const step = quantized.scales[i % outputs] ?? Number.NaN;
            const error = Math.abs((back[i] ?? Number.NaN) - (weight[i] ?? Number.NaN));
            expect(error).toBeLessThanOrEqual(step * 0.5 * (1 + 1e-4) + 2e-35);
          }
        },
      ),
      { numRuns: 300 },
    );
  });

  it('does not let one wide channel cost the others their precision', () => {
    const weight = Float32Array.of(1000, 0.001, -500, 0.0005);
    const back = dequantize(quantize(weight, 2));
    expect(Math.abs((back[3] ?? 0) - 0.0005)).toBeLessThan(0.00001);
  });

  it('keeps a channel of zeros', () => {
    expect([...dequantize(quantize(new Float32Array(4), 2))]).toEqual([0, 0, 0, 0]);
  });
});
