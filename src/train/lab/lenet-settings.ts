import type { LeNetStyle } from '../../model/lenet.ts';

export interface LeNetSettings {
  style: LeNetStyle;
  epochs: number;
  batchSize: number;
  learningRate: number;
  seed: number;
}

export const LENET_SETTINGS: LeNetSettings = {
  style: 'relu-max',
  epochs: 60,
  batchSize: 32,
  learningRate: 0.003,
  seed: 1,
};

export interface LeNetReport {
  /** From 1. */
  epoch: number;
  epochs: number;
  /** Mean cross-entropy over the epoch, nats. */
  trainLoss: number;
  trainAccuracy: number;
  /** Null when nothing is held out. */
  validationAccuracy: number | null;
  seconds: number;
}
