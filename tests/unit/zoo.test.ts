import { describe, expect, it } from 'vitest';
import { parseSafetensors, writeSafetensors } from '../../src/model/safetensors.ts';
import { alexnet } from '../../src/model/zoo/alexnet.ts';
import { costOf, narrowed, receptiveField, stackOf } from '../../src/model/zoo/claims.ts';
import { fuse } from '../../src/model/zoo/fuse.ts';
import { googlenet } from '../../src/model/zoo/googlenet.ts';
import { conv, dense, flatten, type Network, residual } from '../../src/model/zoo/layers.ts';
import { lenet5 } from '../../src/model/zoo/lenet5.ts';
import { loadFused } from '../../src/model/zoo/load.ts';
import { outline } from '../../src/model/zoo/outline.ts';
import { parameters } from '../../src/model/zoo/parameters.ts';
import { runReference } from '../../src/model/zoo/reference.ts';
import { resnet50 } from '../../src/model/zoo/resnet50.ts';
import { trace } from '../../src/model/zoo/shapes.ts';
import { summarize } from '../../src/model/zoo/summarize.ts';
import { vgg16 } from '../../src/model/zoo/vgg16.ts';
import { randomTensors } from './tiny-model.ts';

describe.each<[string, Network, number]>([
  ['LeNet-5', lenet5(), 61_706],
  ['LeNet-5 with ReLU and max pooling', lenet5({ style: 'relu-max' }), 61_706],
  ['AlexNet', alexnet(), 61_100_840],
  ['VGG-16', vgg16(), 138_357_544],
  ['GoogLeNet', googlenet(), 6_624_904],
  ['GoogLeNet with auxiliary classifiers', googlenet({ auxiliaries: true }), 13_004_888],
  ['ResNet-50', resnet50(), 25_557_032],
])('%s', (_, network, count) => {
  const summary = summarize(network);

  it('has the published number of parameters', () => {
    expect(summary.parameters).toBe(count);
    expect(summary.trainable).toBe(count);
  });

  it('ends in its classes', () => {
    expect(trace(network.layers, network.input)).toEqual([network.name === 'LeNet-5' ? 10 : 1000]);
  });

  it('keeps shapes and weights when it is fused', () => {
    const fused = fuse(network.layers);
    expect(trace(fused, network.input)).toEqual(trace(network.layers, network.input));
    expect(summarize({ ...network, layers: fused }).multiplyAdds).toBe(summary.multiplyAdds);
    expect(summarize({ ...network, layers: fused }).rows.some((row) => row.kind === 'batchNorm')).toBe(false);
  });
});

/** Output shapes of the layers with weights and of the poolings, in order, without repeats. */
function shapes(network: Network): string[] {
  const list: string[] = [];
  for (const row of summarize(network).rows) {
    const text = row.output.join('x');
    if (!row.auxiliary && list.at(-1) !== text) list.push(text);
  }
  return list;
}

describe('shapes, layer by layer', () => {
  it('LeNet-5, figure 2 of the paper', () => {
    expect(shapes(lenet5())).toEqual([
      '28x28x6',
      '14x14x6',
      '10x10x16',
      '5x5x16',
      '1x1x120',
      '120',
      '84',
      '10',
    ]);
  });

  it('AlexNet', () => {
    expect(shapes(alexnet())).toEqual(
      '55x55x64 27x27x64 27x27x192 13x13x192 13x13x384 13x13x256 6x6x256 9216 4096 1000'.split(' '),
    );
  });

  it('VGG-16, table 1 of the paper', () => {
    expect(shapes(vgg16())).toEqual(
      `224x224x64 112x112x64 112x112x128 56x56x128 56x56x256 28x28x256 28x28x512 14x14x512 7x7x512 25088 4096 1000`.split(
        ' ',
      ),
    );
  });

  it('GoogLeNet, table 1 of the paper', () => {
    const joined = summarize(googlenet())
      .rows.filter((row) => row.kind === 'concat')
      .map((row) => `${row.name.slice(9)} ${row.output.join('x')}`);
    expect(joined).toEqual([
      '3a 28x28x256',
      '3b 28x28x480',
      '4a 14x14x512',
      '4b 14x14x512',
      '4c 14x14x512',
      '4d 14x14x528',
      '4e 14x14x832',
      '5a 7x7x832',
      '5b 7x7x1024',
    ]);
  });

  it('ResNet-50, table 1 of the paper, at 224 px and at 96', () => {
    const stages = (network: Network) =>
      summarize(network)
        .rows.filter((row) => row.kind === 'add')
        .map((row) => row.output.join('x'));
    const repeated = (shape: string, times: number) => Array.from({ length: times }, () => shape);
    expect(stages(resnet50())).toEqual([
      ...repeated('56x56x256', 3),
      ...repeated('28x28x512', 4),
      ...repeated('14x14x1024', 6),
      ...repeated('7x7x2048', 3),
    ]);
    expect(stages({ ...resnet50(), input: [96, 96, 3] }).at(-1)).toBe('3x3x2048');
  });
});

describe('summarize', () => {
  it.each([
    ['AlexNet', alexnet(), 714],
    ['VGG-16', vgg16(), 15_470],
    ['GoogLeNet', googlenet(), 1_498],
    ['ResNet-50', resnet50(), 4_089],
  ])('counts the million multiply-adds that torchvision states for %s', (_, network, millions) => {
    expect(Math.abs(summarize(network).multiplyAdds / 1e6 - millions)).toBeLessThan(1);
  });

  it('counts those of LeNet-5 as worked out by hand', () => {
    const byHand = 784 * 6 * 25 + 100 * 16 * 150 + 120 * 400 + 84 * 120 + 10 * 84;
    expect(summarize(lenet5()).multiplyAdds).toBe(byHand);
  });

  it.each([
    ['ResNet-50', resnet50(), '286.56', '97.49'],
    ['VGG-16', vgg16(), '218.78', '527.79'],
  ])('shows the MB that torchsummary prints for %s', (_, network, bothWays, weights) => {
    const { forwardBytes, parameterBytes } = summarize(network);
    expect(((2 * forwardBytes) / 2 ** 20).toFixed(2)).toBe(bothWays);
    expect((parameterBytes / 2 ** 20).toFixed(2)).toBe(weights);
  });

  it('counts the frozen network with a new last layer of 29 classes', () => {
    const summary = summarize(resnet50({ classes: 29 }), (name) => name === 'fc');
    expect(summary.parameters).toBe(23_567_453);
    expect(summary.trainable).toBe(59_421);
  });
});

describe('definitions', () => {
  it('name their tensors as torchvision does', () => {
    const names = (network: Network) => parameters(network).map((p) => p.name);
    expect(names(alexnet())).toContain('classifier.6.bias');
    expect(names(vgg16()).filter((n) => n.startsWith('features') && n.endsWith('weight'))).toEqual(
      [0, 2, 5, 7, 10, 12, 14, 17, 19, 21, 24, 26, 28].map((i) => `features.${i}.weight`),
    );
    expect(names(googlenet({ auxiliaries: true }))).toEqual(
      expect.arrayContaining([
        'inception4e.branch3.1.bn.running_var',
        'aux2.conv.conv.weight',
        'aux1.fc2.bias',
      ]),
    );
    expect(names(resnet50())).toEqual(expect.arrayContaining(['layer3.0.downsample.1.weight', 'fc.weight']));
  });

  it('complain about layers that do not fit', () => {
    expect(() => trace([dense('a', 2)], [4, 4, 3])).toThrow(/a takes \[features\]/);
    expect(() => trace([conv('a', 2, 5)], [4, 4, 3])).toThrow(/does not fit/);
    expect(() => trace([residual('r', [conv('a', 2, 1)])], [4, 4, 3])).toThrow(/r: \[4,4,2\] \+ \[4,4,3\]/);
    expect(() => trace([flatten(), conv('a', 2, 1)], [4, 4, 3])).toThrow(/conv takes/);
  });
});

describe('loading torchvision weights', () => {
  it('loads LeNet and runs it', () => {
    const network = lenet5();
    const weights = loadFused(network, parseSafetensors(writeSafetensors(randomTensors(network))));
    const x = { shape: network.input, values: new Float32Array(1024).fill(0.5) };
    const { shape, values } = runReference(fuse(network.layers), weights, x);
    expect(shape).toEqual([10]);
    expect(values.every(Number.isFinite)).toBe(true);
  });

  it('says which name or shape is wrong, for every network', () => {
    for (const network of [alexnet(), vgg16(), googlenet(), resnet50()]) {
      const first = parameters(network)[0]?.name ?? '';
      const file = new Map([[first, { shape: [1], values: new Float32Array(1) }]]);
      const load = () => loadFused(network, parseSafetensors(writeSafetensors(file)));
      expect(load).toThrow(`not the weights of a ${network.name}: ${first} is [1], not [`);
      expect(load).toThrow(/is missing, .* and \d+ more/);
    }
  });
});

describe('outline', () => {
  it.each([
    ['LeNet-5', lenet5(), 'conv pool conv pool conv dense dense'],
    ['AlexNet', alexnet(), 'conv pool conv pool conv conv conv pool dense dense dense'],
    ['ResNet-50', resnet50(), `conv pool ${'residual '.repeat(16)}pool dense`],
  ])('draws %s as a row of boxes', (_, network, kinds) => {
    expect(
      outline(network)
        .map((part) => part.kind)
        .join(' '),
    ).toBe(kinds);
  });

  it('loses no parameter and no multiply-add on the way', () => {
    for (const network of [lenet5(), alexnet(), vgg16(), googlenet({ auxiliaries: true }), resnet50()]) {
      const parts = outline(network);
      const total = (key: 'parameters' | 'multiplyAdds') => parts.reduce((sum, part) => sum + part[key], 0);
      expect(total('parameters')).toBe(summarize(network).parameters);
      expect(total('multiplyAdds')).toBe(summarize(network).multiplyAdds);
    }
  });

  it('shows the branches of an inception block and the body of a residual one', () => {
    const inception = outline(googlenet()).find((part) => part.kind === 'inception');
    expect(inception?.branches).toEqual([['1×1'], ['1×1', '3×3'], ['1×1', '3×3'], ['max', '1×1']]);
    const [first, second] = outline(resnet50()).filter((part) => part.kind === 'residual');
    expect(first).toMatchObject({ branches: [['1×1', '3×3', '1×1']], projection: true });
    expect(second).toMatchObject({ projection: false });
  });
});

describe('claims', () => {
  it('two 3x3 see what a 5x5 sees, three what a 7x7 sees, with fewer parameters', () => {
    for (const [count, size] of [
      [2, 5],
      [3, 7],
    ] as const) {
      const [small, large] = [stackOf(3, count, 64), stackOf(size, 1, 64)];
      expect(receptiveField(small)).toBe(size);
      expect(receptiveField(large)).toBe(size);
      expect(costOf(small, 28, 64).parameters).toBeLessThan(costOf(large, 28, 64).parameters);
    }
  });

  it('counts strides into the receptive field: the start of ResNet sees 11 px, VGG-16 before its classifier 212', () => {
    expect(receptiveField(resnet50().layers.slice(0, 4))).toBe(11);
    expect(receptiveField(vgg16().layers.flatMap((l) => (l.kind === 'block' ? l.layers : [l])))).toBe(212);
  });

  it('a 1x1 to 128 channels before a 5x5 on 256 halves the parameters', () => {
    expect(costOf(stackOf(5, 1, 256), 28, 256).parameters).toBe(1_638_656);
    expect(costOf(narrowed(5, 128, 256), 28, 256).parameters).toBe(852_352);
  });
});
