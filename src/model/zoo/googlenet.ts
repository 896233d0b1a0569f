import {
  auxiliary,
  averageTo,
  batchNorm,
  concat,
  conv,
  dense,
  dropout,
  flatten,
  globalAverage,
  type Layer,
  maxPool,
  type Network,
  relu,
} from './layers.ts';

/** Filters of the 1x1, the 3x3 (reduced, then full), the second 3x3 (reduced, full) and the pooled branch. */
type Widths = readonly [number, number, number, number, number, number];

/**
 * GoogLeNet (Szegedy et al., "Going Deeper with Convolutions", 2014, table 1), as torchvision builds and names it:
 * with batch normalisation, and 3x3 where the paper's third branch has 5x5.
 */
export function googlenet({ classes = 1000, auxiliaries = false } = {}): Network {
  const side = (name: string): Layer[] => (auxiliaries ? [sideClassifier(name, classes)] : []);
  return {
    name: 'GoogLeNet',
    year: 2014,
    input: [224, 224, 3],
    layers: [
      ...convNormRelu('conv1', 64, 7, 2),
      maxPool(3, 2, { ceil: true }),
      ...convNormRelu('conv2', 64, 1),
      ...convNormRelu('conv3', 192, 3),
      maxPool(3, 2, { ceil: true }),
      inception('inception3a', [64, 96, 128, 16, 32, 32]),
      inception('inception3b', [128, 128, 192, 32, 96, 64]),
      maxPool(3, 2, { ceil: true }),
      inception('inception4a', [192, 96, 208, 16, 48, 64]),
      ...side('aux1'),
      inception('inception4b', [160, 112, 224, 24, 64, 64]),
      inception('inception4c', [128, 128, 256, 24, 64, 64]),
      inception('inception4d', [112, 144, 288, 32, 64, 64]),
      ...side('aux2'),
      inception('inception4e', [256, 160, 320, 32, 128, 128]),
      maxPool(2, 2, { ceil: true }),
      inception('inception5a', [256, 160, 320, 32, 128, 128]),
      inception('inception5b', [384, 192, 384, 48, 128, 128]),
      globalAverage(),
      dropout(0.2),
      dense('fc', classes),
    ],
  };
}

function inception(name: string, [one, three3, three, five3, five, pooled]: Widths): Layer {
  return concat(name, [
    { name: 'branch1', layers: convNormRelu(`${name}.branch1`, one, 1) },
    {
      name: 'branch2',
      layers: [
        ...convNormRelu(`${name}.branch2.0`, three3, 1),
        ...convNormRelu(`${name}.branch2.1`, three, 3),
      ],
    },
    {
      name: 'branch3',
      layers: [...convNormRelu(`${name}.branch3.0`, five3, 1), ...convNormRelu(`${name}.branch3.1`, five, 3)],
    },
    {
      name: 'branch4',
      layers: [maxPool(3, 1, { pad: 1, ceil: true }), ...convNormRelu(`${name}.branch4.1`, pooled, 1)],
    },
  ]);
}

function sideClassifier(name: string, classes: number): Layer {
  return auxiliary(name, [
    averageTo(4),
    ...convNormRelu(`${name}.conv`, 128, 1),
    flatten(),
    dense(`${name}.fc1`, 1024),
    relu(),
    dropout(0.7),
    dense(`${name}.fc2`, classes),
  ]);
}

function convNormRelu(name: string, filters: number, size: number, stride = 1): Layer[] {
  return [
    conv(`${name}.conv`, filters, size, { stride, pad: (size - 1) / 2, bias: false }),
    batchNorm(`${name}.bn`, 1e-3),
    relu(),
  ];
}
