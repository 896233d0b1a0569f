/**
 * What the recognizer takes and gives. Everything here crosses the worker border by structured clone,
 * so it is plain data.
 */
import type { Handedness, Landmark } from './pose.ts';

export type { Handedness, Landmark };

export type BackendName = 'webgl' | 'webgpu' | 'wasm';

/** Input sides, in px, that one set of weights serves: the network is convolutional up to its global pooling. */
export const INPUT_SIZES = [128, 160, 192, 224] as const;
export type InputSize = (typeof INPUT_SIZES)[number];

/** The square that was cut from the frame, in frame px. It may reach beyond the frame (grey there). */
export interface CropBox {
  x: number;
  y: number;
  side: number;
  /** True when the cut was mirrored so that a left hand looks like a right one. */
  mirrored: boolean;
}

/** A hand as the landmarker sees it in one frame. */
export interface Hand {
  /** 21 points; x and y in [0, 1] of the frame's width and height, z on x's scale. */
  landmarks: Landmark[];
  /** 21 points in metres, hand-centred. */
  world: Landmark[];
  handedness: Handedness;
  /** Handedness score, [0, 1]. */
  score: number;
}

/** Why a frame has no letter, or `hand` when it has one. */
export type FrameState = 'hand' | 'no-hand' | 'too-dark' | 'too-far';

/** Milliseconds each stage took in the worker. */
export interface StageTimes {
  /** On the way there and back and in the inbox; not part of `total`. The page measures it: no two clocks agree. */
  wait: number;
  landmarks: number;
  crop: number;
  embed: number;
  head: number;
  total: number;
}

/** The answer to one frame. */
export interface Recognition {
  frameId: number;
  /** When the frame was taken, ms on the page's `performance.now()` clock. */
  capturedAt: number;
  state: FrameState;
  /** One probability a label, calibrated, sums to 1. With no hand all of it lies on `nothing` (if there is such a label). */
  probabilities: Float32Array;
  hand: Hand | null;
  crop: CropBox | null;
  /** Frame size in px that `crop` refers to. */
  frame: { width: number; height: number };
  times: StageTimes;
  backend: BackendName;
  inputSize: InputSize;
  /** Which treated copy of the frame the hand was found on (`plain`, `bright`, ...), for the record. */
  finder: string;
}

/** What the worker settled on after its self-test. */
export interface RecognizerInfo {
  backend: BackendName;
  inputSize: InputSize;
  /** The largest input side, px, that these weights gain from. */
  largestInput: number;
  labels: string[];
  /** Identifies the backbone's weights: features are only comparable within one. */
  backboneId: string;
  /** Length of one feature vector: 2048 image values followed by the pose embedding. */
  featureLength: number;
  gpu: string | null;
  threads: number;
  /** Backends that were tried and refused, and why. */
  refused: { backend: BackendName; reason: string }[];
  /** Median ms of one embedding by backend, where two were compared at this start. */
  measured: { backend: BackendName; ms: number }[] | null;
}

/**
 * The trainable last layer: `logits = features . weight^T + bias`, then softmax at a temperature.
 * Class names are data: a head may serve any alphabet.
 */
export interface Head {
  id: string;
  labels: string[];
  backboneId: string;
  /** Row-major [labels.length, featureLength]. */
  weight: Float32Array;
  /** [labels.length]. */
  bias: Float32Array;
  /** Softmax temperatures with and without landmarks. */
  temperature: { found: number; missing: number };
}

/** One image's features, made by the same code live and in training. */
export interface Features {
  /** [featureLength] float32: image embedding, then pose embedding (zeros when no hand was found). */
  values: Float32Array;
  handFound: boolean;
  crop: CropBox | null;
  hand: Hand | null;
}

/** A sequence of stages while the recognizer starts, for the progress line. */
export type StartStage = 'reading-weights' | 'starting-backend' | 'self-test' | 'warming-up' | 'ready';
