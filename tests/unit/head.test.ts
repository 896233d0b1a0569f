import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { classify, logits, softmax, validateHead } from '../../src/model/head.ts';
import { parseHeadFile } from '../../src/model/head-file.ts';
import { PoseBranch } from '../../src/model/pose-branch.ts';
import { writeSafetensors } from '../../src/model/safetensors.ts';

const head = {
  id: 'mine',
  labels: ['A', 'B'],
  backboneId: 'b',
  weight: Float32Array.of(1, 2, 3, -1, 0, 1),
  bias: Float32Array.of(0.5, -0.5),
  temperature: { found: 2, missing: 4 },
};
const invalid = expect.objectContaining({ name: 'ModelError', code: 'head-invalid' });

describe('head', () => {
  it('computes weight x features + bias', () => {
    expect([...logits(head, Float32Array.of(1, 10, 100))]).toEqual([321.5, 98.5]);
  });

  it('divides by the temperature of what was seen', () => {
    const features = Float32Array.of(1, 0, 0);
    // logits 1.5 and -1.5: odds e^(3 / temperature).
    expect(classify(head, features, true)[0]).toBeCloseTo(1 / (1 + Math.exp(-1.5)), 6);
    expect(classify(head, features, false)[0]).toBeCloseTo(1 / (1 + Math.exp(-0.75)), 6);
  });

  it('gives probabilities that sum to 1 whatever the logits', () => {
    const values = fc.float32Array({ minLength: 1, maxLength: 40, noNaN: true, noDefaultInfinity: true });
    fc.assert(
      fc.property(values, fc.double({ min: 0.05, max: 20, noNaN: true }), (list, temperature) => {
        const p = softmax(list, temperature);
        expect(p.every((v) => v >= 0 && v <= 1)).toBe(true);
        expect(p.reduce((a, b) => a + b, 0)).toBeCloseTo(1, 5);
      }),
      { numRuns: 200 },
    );
  });

  it.each<[string, object]>([
    ['labels twice', { labels: ['A', 'A'] }],
    ['an empty label', { labels: ['A', ''] }],
    ['a label of 41 characters', { labels: ['A', 'x'.repeat(41)] }],
    ['no labels', { labels: [], weight: new Float32Array(0), bias: new Float32Array(0) }],
    ['a NaN', { bias: Float32Array.of(0, Number.NaN) }],
    ['an infinite weight', { weight: head.weight.map((_, i) => (i ? 1 : Number.POSITIVE_INFINITY)) }],
    ['a short weight', { weight: new Float32Array(5) }],
    ['a plain list', { bias: [0, 0] }],
    ['no temperature', { temperature: null }],
    ['a negative temperature', { temperature: { found: -1, missing: 1 } }],
    ['another backbone', { backboneId: 'c' }],
  ])('refuses %s', (_, change) => {
    expect(() => validateHead({ ...head, ...change }, 3, 'b')).toThrow(invalid);
    expect(validateHead(head, 3, 'b')).toEqual(head);
  });
});

describe('PoseBranch', () => {
  it('standardises, then dense and ReLU, worked out by hand', () => {
    const branch = new PoseBranch({
      mean: Float32Array.of(1, 2),
      std: Float32Array.of(2, 4),
      cuts: new Float32Array(),
      layers: [
        { inputs: 2, outputs: 2, weight: Float32Array.of(1, 1, -1, -1), bias: Float32Array.of(0, 1) },
        { inputs: 2, outputs: 1, weight: Float32Array.of(3, 5), bias: Float32Array.of(-1) },
      ],
    });
    // (5, 2) -> (2, 0) -> relu(2, -1) = (2, 0) -> 3 * 2 - 1 = 5.
    expect([...branch.embed(Float32Array.of(5, 2))]).toEqual([5]);
    expect(branch.length).toBe(1);
  });

  it('tells at each cut how far above or below a feature lies, up to 1', () => {
    const branch = new PoseBranch({
      mean: Float32Array.of(1, 2),
      std: Float32Array.of(2, 4),
      cuts: Float32Array.of(-1, 0.5),
      // One output for each of its inputs, raised so that no ReLU cuts it.
      layers: [
        {
          inputs: 4,
          outputs: 4,
          weight: Float32Array.from({ length: 16 }, (_, i) => (i % 5 === 0 ? 1 : 0)),
          bias: new Float32Array(4).fill(1),
        },
      ],
    });
    // (7, 1) -> (3, -0.25): at -1 (1, 0.75), at 0.5 (1, -0.75).
    expect([...branch.embed(Float32Array.of(7, 1))]).toEqual([2, 1.75, 2, 0.25]);
    expect(branch.length).toBe(4);
  });

  it('without layers the cuts are the embedding', () => {
    const branch = {
      mean: Float32Array.of(0),
      std: Float32Array.of(1),
      cuts: Float32Array.of(-1, 0, 1),
      layers: [],
    };
    expect(new PoseBranch(branch)).toHaveLength(3);
    expect([...new PoseBranch(branch).embed(Float32Array.of(0.25))]).toEqual([1, 0.25, -0.75]);
  });
});

describe('parseHeadFile', () => {
  const description = {
    schemaVersion: 1,
    labels: ['A', 'B'],
    backbone: 'r',
    poseLayers: 1,
    temperature: { found: 1, missing: 2 },
    training: { views: 10 },
  };
  const tensors = () =>
    new Map(
      Object.entries({
        'pose.mean': [2],
        'pose.std': [2],
        'pose.fc1.weight': [3, 2],
        'pose.fc1.bias': [3],
        'head.weight': [2, 4 + 3],
        'head.bias': [2],
      }).map(([name, shape]) => [
        name,
        { shape, values: new Float32Array(shape.reduce((a, b) => a * b, 1)).fill(1) },
      ]),
    );
  const parse = (json: unknown, map = tensors()) => parseHeadFile(json, writeSafetensors(map), 4);

  it('reads what the recipe writes', () => {
    const { head: read, pose, training } = parse(description);
    expect(read).toMatchObject({
      labels: ['A', 'B'],
      backboneId: 'r',
      temperature: { found: 1, missing: 2 },
    });
    expect(pose.layers).toMatchObject([{ inputs: 2, outputs: 3 }]);
    expect(pose.cuts).toHaveLength(0);
    expect(training).toEqual({ views: 10 });
  });

  it('reads where the features are cut, which makes them as many more', () => {
    const map = tensors();
    map.set('pose.cuts', { shape: [2], values: Float32Array.of(-0.5, 0.5) });
    expect(() => parse(description, map)).toThrow(/layer 1 takes 2 values, 4 come/);
    map.set('pose.fc1.weight', { shape: [3, 4], values: new Float32Array(12) });
    expect([...parse(description, map).pose.cuts]).toEqual([-0.5, 0.5]);
  });

  it.each<[string, (map: ReturnType<typeof tensors>) => void, RegExp]>([
    ['a missing layer', (m) => m.delete('pose.fc1.bias'), /pose\.fc1\.bias is missing/],
    [
      'a head for other features',
      (m) => m.set('head.weight', { shape: [2, 4], values: new Float32Array(8) }),
      /not \[2,7\]/,
    ],
    ['a spread of zero', (m) => m.get('pose.std')?.values.fill(0), /above 0/],
    [
      'a layer that does not fit',
      (m) => m.set('pose.fc1.weight', { shape: [3, 1], values: new Float32Array(3) }),
      /takes 1/,
    ],
  ])('refuses %s', (_, change, message) => {
    const map = tensors();
    change(map);
    expect(() => parse(description, map)).toThrow(message);
    expect(() => parse(description, map)).toThrow(invalid);
  });

  it('refuses any other JSON with its own error', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.constantFrom(...Object.keys(description)), (value, key) => {
        try {
          parse({ ...description, [key]: value });
        } catch (error) {
          expect(error).toEqual(invalid);
        }
      }),
      { numRuns: 200 },
    );
  });
});
