import type { DeepNetOptions, DeepNetStep } from './deep-net.ts';

export interface GradientRun {
  net: DeepNetOptions;
  steps: number;
  batchSize: number;
  learningRate: number;
  seed: number;
}

/** Deep enough for sigmoid to fail without doubt, small enough for a phone. */
export const GRADIENT_RUN: GradientRun = {
  net: { depth: 24, width: 48, activation: 'sigmoid', shortcuts: false, sideClassifiers: false },
  steps: 300,
  batchSize: 32,
  learningRate: 0.01,
  seed: 3,
};

export interface GradientReport extends DeepNetStep {
  /** From 1. */
  step: number;
}
