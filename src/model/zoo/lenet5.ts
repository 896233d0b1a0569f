import {
  averagePool,
  conv,
  dense,
  flatten,
  type Layer,
  maxPool,
  type Network,
  relu,
  tanh,
} from './layers.ts';

export interface LeNetOptions {
  classes?: number;
  /** As in 1998, or with what was learned since. */
  style?: 'tanh-average' | 'relu-max';
}

/**
 * LeNet-5 (LeCun et al., "Gradient-Based Learning Applied to Document Recognition", 1998, figure 2), with every map
 * of C3 joined to every map of S2 and plain averages in the pooling layers, as it is usually built since.
 */
export function lenet5({ classes = 10, style = 'tanh-average' }: LeNetOptions = {}): Network {
  const modern = style === 'relu-max';
  const squash = (): Layer => (modern ? relu() : tanh());
  const pool = (): Layer => (modern ? maxPool(2, 2) : averagePool(2, 2));
  return {
    name: 'LeNet-5',
    year: 1998,
    input: [32, 32, 1],
    layers: [
      conv('conv1', 6, 5),
      squash(),
      pool(),
      conv('conv2', 16, 5),
      squash(),
      pool(),
      conv('conv3', 120, 5),
      squash(),
      flatten(),
      dense('fc1', 84),
      squash(),
      dense('fc2', classes),
    ],
  };
}
