/** What a training run takes and gives. Everything here crosses a worker border, so it is plain data. */
import type { Head } from '../model/types.ts';
import type { HeadMetrics } from '../offline/database.ts';
import type { SplitKind } from './split.ts';

export interface TrainSettings {
  /** The recipe that these settings began as. */
  recipe: 'personal' | 'lesson';
  learningRate: number;
  batchSize: number;
  epochs: number;
  /** Fraction held out, [0, 0.5]. */
  validationFraction: number;
  split: SplitKind;
  seed: number;
  /** Weigh classes equally, however many images each has. */
  balance: boolean;
  /** Standard deviation of noise added to features, as a fraction of each feature's own; 0 is none. */
  noise: number;
  /** Blend pairs of examples and their labels (Zhang et al., 2018): Beta(a, a), 0 is none. */
  mixup: number;
  /** The head to begin from: the app's own, the one that answers now, or one that knows nothing. */
  start: 'default' | 'active' | 'zero';
  /** How strongly weights are pulled back to the head they start from: forgetting less, learning less. */
  pull: number;
  /** Steps between two reports; an epoch with fewer is reported at its end. */
  reportEvery: number;
  /** Epochs without a better validation loss before stopping; null never stops early. */
  patience: number | null;
}

/** The lesson's run: its optimiser, its batch, its split seed, its two epochs, from zero. */
export const LESSON_SETTINGS: TrainSettings = {
  recipe: 'lesson',
  learningRate: 0.001,
  batchSize: 32,
  epochs: 2,
  validationFraction: 0.2,
  split: 'group',
  seed: 1,
  balance: true,
  noise: 0,
  mixup: 0,
  start: 'zero',
  pull: 0,
  reportEvery: 50,
  patience: null,
};

/** A person's own hand: many short epochs over few images, never far from the head that knows everybody's. */
export const PERSONAL_SETTINGS: TrainSettings = {
  ...LESSON_SETTINGS,
  recipe: 'personal',
  epochs: 30,
  start: 'default',
  pull: 10,
};

/** Images as their stored features, and who belongs with whom. */
export interface TrainingSet {
  /** Half floats, row-major [count, featureLength]. */
  features: Uint16Array;
  featureLength: number;
  /** Class index of each row. */
  labels: Int32Array;
  groups: string[];
  takenAt: Float64Array;
  /** Row that this one is an augmented copy of, or -1. */
  augmentedFrom: Int32Array;
}

/** One line of the lesson's print-out. Fractions in [0, 1]. */
export interface StepReport {
  epoch: number;
  epochs: number;
  /** Batch within its epoch, from 1. */
  batch: number;
  batches: number;
  step: number;
  /** Mean over the epoch so far. */
  trainLoss: number;
  trainAccuracy: number;
  /** Null when nothing is held out. */
  validationLoss: number | null;
  validationAccuracy: number | null;
  /** Since the report before. */
  seconds: number;
}

export interface EpochReport {
  epoch: number;
  seconds: number;
  /** Made when it is asked for: bringing a head back to ordinary features costs as much as an epoch over captures. */
  head(): Head;
  metrics: HeadMetrics;
}

export type StopReason = 'finished' | 'early' | 'cancelled' | 'not-finite';

export interface TrainResult {
  reason: StopReason;
  /** The head of the last whole epoch; the one that was started from when there was none. */
  head: Head;
  metrics: HeadMetrics | null;
  /** Rows that were held out, and what the head says of each. */
  validation: { rows: Int32Array; predicted: Int32Array };
}
