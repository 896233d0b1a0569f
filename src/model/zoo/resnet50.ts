import {
  batchNorm,
  block,
  conv,
  dense,
  globalAverage,
  type Layer,
  maxPool,
  type Network,
  relu,
  residual,
} from './layers.ts';

export interface ResNetOptions {
  /** Length of the last layer; null ends at the embedding, which any input side from 32 px up serves. */
  classes?: number | null;
  /** Channels of the first convolution; the embedding is 32 times as long. */
  width?: number;
  /** Bottlenecks in each of the four stages. */
  depths?: readonly [number, number, number, number];
}

/**
 * ResNet-50 v1.5 (He et al., "Deep Residual Learning for Image Recognition", 2015, table 1), with the stride in the
 * 3x3 convolution, as torchvision builds and names it.
 */
export function resnet50({ classes = 1000, width = 64, depths = [3, 4, 6, 3] }: ResNetOptions = {}): Network {
  const [two, three, four, five] = depths;
  return {
    name: 'ResNet-50',
    year: 2015,
    input: [224, 224, 3],
    layers: [
      ...convNorm('conv1', 'bn1', width, 7, 2),
      relu(),
      maxPool(3, 2, { pad: 1 }),
      stage('layer1', width, two, 1),
      stage('layer2', width * 2, three, 2),
      stage('layer3', width * 4, four, 2),
      stage('layer4', width * 8, five, 2),
      globalAverage(),
      ...(classes === null ? [] : [dense('fc', classes)]),
    ],
  };
}

function stage(name: string, width: number, depth: number, stride: number): Layer {
  return block(
    name,
    Array.from({ length: depth }, (_, i) => bottleneck(`${name}.${i}`, width, i === 0 ? stride : 1, i === 0)),
  );
}

/** 1x1 down to `width`, 3x3, 1x1 up to four times `width`; a projection where the shape changes. */
function bottleneck(name: string, width: number, stride: number, project: boolean): Layer {
  return residual(
    name,
    [
      ...convNorm(`${name}.conv1`, `${name}.bn1`, width, 1),
      relu(),
      ...convNorm(`${name}.conv2`, `${name}.bn2`, width, 3, stride),
      relu(),
      ...convNorm(`${name}.conv3`, `${name}.bn3`, width * 4, 1),
    ],
    project ? convNorm(`${name}.downsample.0`, `${name}.downsample.1`, width * 4, 1, stride) : [],
  );
}

function convNorm(name: string, norm: string, filters: number, size: number, stride = 1): Layer[] {
  return [conv(name, filters, size, { stride, pad: (size - 1) / 2, bias: false }), batchNorm(norm)];
}
