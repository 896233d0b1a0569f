import { alexnet } from './alexnet.ts';
import { googlenet } from './googlenet.ts';
import type { Network } from './layers.ts';
import { lenet5 } from './lenet5.ts';
import { resnet50 } from './resnet50.ts';
import { vgg16 } from './vgg16.ts';

export const NETWORK_IDS = ['lenet5', 'alexnet', 'vgg16', 'googlenet', 'resnet50'] as const;
export type NetworkId = (typeof NETWORK_IDS)[number];

/** The five of the lesson, as published. */
export const NETWORKS: Record<NetworkId, () => Network> = {
  lenet5: () => lenet5(),
  alexnet: () => alexnet(),
  vgg16: () => vgg16(),
  googlenet: () => googlenet(),
  resnet50: () => resnet50(),
};
