import {
  averageTo,
  block,
  conv,
  dense,
  dropout,
  flatten,
  type Layer,
  maxPool,
  type Network,
  relu,
} from './layers.ts';

/** Column D of the paper's table 1: how many 3x3 convolutions of how many filters stand before each pooling. */
const STAGES = [
  [64, 64],
  [128, 128],
  [256, 256, 256],
  [512, 512, 512],
  [512, 512, 512],
];

/**
 * VGG-16 (Simonyan and Zisserman, "Very Deep Convolutional Networks for Large-Scale Image Recognition", 2014), as
 * torchvision builds and names it.
 */
export function vgg16({ classes = 1000 }: { classes?: number } = {}): Network {
  return {
    name: 'VGG-16',
    year: 2014,
    input: [224, 224, 3],
    layers: [
      ...stages(),
      averageTo(7),
      flatten(),
      block('classifier', [
        dense('classifier.0', 4096),
        relu(),
        dropout(0.5),
        dense('classifier.3', 4096),
        relu(),
        dropout(0.5),
        dense('classifier.6', classes),
      ]),
    ],
  };
}

function stages(): Layer[] {
  // torchvision numbers every layer of the feature part, the ones without weights too.
  let index = 0;
  return STAGES.map((filters, stage) => {
    const layers = filters.flatMap((count) => {
      const layer = conv(`features.${index}`, count, 3, { pad: 1 });
      index += 2;
      return [layer, relu()];
    });
    index += 1;
    return block(`stage${stage + 1}`, [...layers, maxPool(2, 2)]);
  });
}
