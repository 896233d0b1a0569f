import { describe, expect, it } from 'vitest';
import {
  classifyWithLeNet,
  type LeNet,
  spreadOver,
  standardise,
  validateLeNet,
} from '../../src/model/lenet.ts';
import { parseSafetensors, writeSafetensors } from '../../src/model/safetensors.ts';
import { lenet5 } from '../../src/model/zoo/lenet5.ts';
import { loadFused } from '../../src/model/zoo/load.ts';
import { randomTensors } from './tiny-model.ts';

function model(style: LeNet['style']): LeNet {
  const network = lenet5({ classes: 3, style });
  const file = parseSafetensors(writeSafetensors(randomTensors(network)));
  return { style, labels: ['A', 'B', 'space'], weights: loadFused(network, file) };
}

const invalid = expect.objectContaining({ name: 'ModelError', code: 'head-invalid' });
const picture = Float32Array.from({ length: 1024 }, (_, i) => ((i * 37) % 101) / 101);

describe('LeNet as a recognizer', () => {
  it.each(['tanh-average', 'relu-max'] as const)('gives a probability for each label, %s', (style) => {
    const p = classifyWithLeNet(validateLeNet(model(style)), picture);
    expect(p).toHaveLength(3);
    expect(p.reduce((a, b) => a + b, 0)).toBeCloseTo(1, 5);
  });

  it('does not care how bright or how clear the light is', () => {
    const dim = picture.map((v) => 0.1 + 0.3 * v);
    const [bright, dark] = [picture, dim].map((p) => classifyWithLeNet(model('relu-max'), p));
    dark?.forEach((v, i) => {
      expect(v).toBeCloseTo(bright?.[i] ?? Number.NaN, 4);
    });
    expect([...standardise(new Float32Array(4).fill(0.7))]).toEqual([0, 0, 0, 0]);
  });

  it('puts its labels in the places of the head’s', () => {
    const spread = spreadOver(['space', 'C', 'A'], ['A', 'B', 'space'], Float32Array.of(0.3, 0.5, 0.2));
    expect([...spread].map((v) => v.toFixed(3))).toEqual(['0.400', '0.000', '0.600']);
    expect([...spreadOver(['X'], ['A'], Float32Array.of(1))]).toEqual([0]);
  });

  it('refuses numbers that are not its own', () => {
    const short = model('relu-max');
    short.weights.set('fc2.bias', new Float32Array(2));
    expect(() => validateLeNet(short)).toThrow(invalid);
    const missing = model('relu-max');
    missing.weights.delete('conv1.weight');
    expect(() => validateLeNet(missing)).toThrow(invalid);
    const broken = model('relu-max');
    broken.weights.get('conv2.weight')?.fill(Number.NaN, 3, 4);
    expect(() => validateLeNet(broken)).toThrow(invalid);
    expect(() => validateLeNet({ ...model('relu-max'), labels: ['A', 'A', 'B'] })).toThrow(invalid);
  });
});
