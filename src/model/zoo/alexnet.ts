import { averageTo, block, conv, dense, dropout, flatten, maxPool, type Network, relu } from './layers.ts';

/**
 * AlexNet (Krizhevsky et al. 2012) on one device (Krizhevsky, "One weird trick for parallelizing convolutional neural
 * networks", 2014), as torchvision builds and names it.
 */
export function alexnet({ classes = 1000 }: { classes?: number } = {}): Network {
  return {
    name: 'AlexNet',
    year: 2012,
    input: [224, 224, 3],
    layers: [
      block('features', [
        conv('features.0', 64, 11, { stride: 4, pad: 2 }),
        relu(),
        maxPool(3, 2),
        conv('features.3', 192, 5, { pad: 2 }),
        relu(),
        maxPool(3, 2),
        conv('features.6', 384, 3, { pad: 1 }),
        relu(),
        conv('features.8', 256, 3, { pad: 1 }),
        relu(),
        conv('features.10', 256, 3, { pad: 1 }),
        relu(),
        maxPool(3, 2),
      ]),
      averageTo(6),
      flatten(),
      block('classifier', [
        dropout(0.5),
        dense('classifier.1', 4096),
        relu(),
        dropout(0.5),
        dense('classifier.4', 4096),
        relu(),
        dense('classifier.6', classes),
      ]),
    ],
  };
}
