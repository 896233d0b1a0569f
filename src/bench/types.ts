/** What the measuring page gives to the scripts that drive it. Plain JSON values: it crosses the browser's border. */
import type { BackendName, FrameState, InputSize, RecognizerInfo } from '../model/types.ts';
import type { Hold, RankedLabel } from '../spelling/types.ts';
import type { ClipSource } from './clip.ts';
import type { ImportRate } from './import-rate.ts';
import type { ZipImport } from './zip-import.ts';

export type { ClipSource, ImportRate };

export interface StartRequest {
  backend: BackendName | 'auto';
  size: InputSize | 'auto';
  /** Take WebGL also where it is emulated on the CPU: slow, but the same answers. */
  software: boolean;
  /** Address of a head file; the default head without it. */
  headUrl?: string;
}

export interface StillAnswer {
  /** One a label; null for an image that could not be decoded. */
  probabilities: number[] | null;
  handFound: boolean;
  /** Landmarks, crop, embedding and head together. */
  ms: number;
}

export interface StillFeatures {
  /** Half floats, little-endian, in base64. */
  halves: string;
  handFound: boolean;
}

export interface SpelledLetter {
  label: string;
  /** From the clip's beginning. */
  atMs: number;
  confidence: number;
}

export interface SpellProgress {
  frame: number;
  count: number;
  text: string;
}

/** What was made of one frame. */
export interface SpelledFrame {
  atMs: number;
  state: FrameState;
  finder: string;
  /** Best three, smoothed. */
  top: RankedLabel[];
  hold: Hold | null;
}

export interface SpellResult {
  text: string;
  letters: SpelledLetter[];
  /** Frames of the clip that came by; those that were skipped were not classified. */
  framesSeen: number;
  framesClassified: number;
  frames: SpelledFrame[];
}

export interface SpellRequest {
  clip: ClipSource;
  holdMs: number;
  wordBreakMs: number;
  /** Wait for every answer on the clip's own clock, instead of skipping what the device cannot follow. */
  everyFrame: boolean;
}

/** Addresses of ONNX Runtime Web and of the network as an ONNX file. */
export interface OrtFiles {
  scriptUrl: string;
  wasmFolderUrl: string;
  modelUrl: string;
}

/** A failure that the person at the command can do something about, by its error's code. */
export interface Failure {
  code: string;
  message: string;
}

export type Outcome<T> = { ok: true; value: T } | { ok: false; failure: Failure };

/** `window.handspellBench` */
export interface BenchApi {
  /** Fails with a ModelError's, OfflineError's or (for a head file) TrainError's code. */
  start(request: StartRequest): Promise<Outcome<RecognizerInfo>>;
  classify(urls: readonly string[]): Promise<StillAnswer[]>;
  /** Features as Train stores them; null for an image that could not be decoded. */
  features(urls: readonly string[]): Promise<(StillFeatures | null)[]>;
  /** Fails with `clip-unreadable`. */
  spell(request: SpellRequest): Promise<Outcome<SpellResult>>;
  /** Of the spelling that runs now; null when none does. */
  progress(): SpellProgress | null;
  /** A PNG in base64. `matrix` is row-major counts [truth, predicted]. */
  plotConfusion(matrix: readonly number[], labels: readonly string[]): Promise<string>;
  embedTimes(side: InputSize, runs: number, batch: number): Promise<number[]>;
  /** Loads the network into ONNX Runtime Web (WASM, one thread) on the page's thread. */
  startOrt(files: OrtFiles): Promise<void>;
  /** Milliseconds a run, as `embedTimes` gives them for the app. */
  ortTimes(side: InputSize, runs: number): Promise<number[]>;
  /** Seconds of head training as the Train screen does it, on made-up features. */
  trainSeconds(images: number, epochs: number): Promise<number>;
  importRate(source: ClipSource, images: number): Promise<ImportRate>;
  /** Imports the file that a file field on the page holds, with a stand-in for the network. */
  importZip(fileField: string, featureLength: number): Promise<ZipImport>;
  memory(): Promise<{ tensors: number; bytes: number }>;
  /** @returns the number of tensors left. */
  dispose(): Promise<number>;
}

declare global {
  interface Window {
    handspellBench?: BenchApi;
  }
}
