/** What the Train screen shows, as one immutable value, and what it can ask for. */
import type { CaptureRecord, DatasetRecord } from '../../offline/database.ts';
import type { HeadSummary } from '../../offline/head-store.ts';
import type { CaptureFault } from '../../train/capture-quality.ts';
import type { ImportProgress } from '../../train/feature-job.ts';
import type { EpochReport, StepReport, StopReason, TrainSettings } from '../../train/train-types.ts';

/** One class of the alphabet and what there is of it. */
export interface LabelTile {
  label: string;
  /** Images recorded here. */
  captured: number;
  /** Images of imported datasets. */
  imported: number;
  /** The last recorded image. */
  thumbnail: Blob | null;
}

export interface Recording {
  label: string;
  /** Seconds until a hands-free burst begins; null while it records. */
  countdown: number | null;
  kept: number;
  skipped: Record<CaptureFault, number>;
  /** Why the last picture was passed over; null when it was kept. */
  lastFault: CaptureFault | 'no-frame' | null;
}

export interface DatasetSummary {
  record: DatasetRecord;
  images: number;
  problems: { path: string; code: string }[];
}

/** A source that was opened and waits for the person to map its folders to classes. */
export interface PendingImport {
  name: string;
  /** The unfinished import that this source goes on with, if it is one. */
  resumes: boolean;
  /** It was told to begin and waits for the model. */
  starting: boolean;
  folders: { folder: string; images: number; label: string | null }[];
  tests: number;
  problems: { path: string; code: string }[];
  cap: number | null;
  /** Augmented copies of each image. */
  copies: number;
  /** Images that will be read. */
  planned: number;
}

export interface RunningImport {
  datasetId: string;
  name: string;
  progress: ImportProgress;
  paused: boolean;
  problems: { path: string; code: string }[];
}

export interface RunningTraining {
  phase: 'preparing' | 'loading' | 'training' | 'stopping';
  /** While recorded images are embedded first. */
  preparing: ImportProgress | null;
}

/** What a head says of stored images. `truth` and `predicted` are indices into `labels`. */
export interface CheckResult {
  labels: string[];
  ids: string[];
  truth: Int32Array;
  predicted: Int32Array;
}

export interface LastRun {
  reason: StopReason;
  headId: string | null;
  /** What was held out; empty when nothing was. */
  check: CheckResult;
}

/** What to do about an error is a sentence in the interface; this is its code. */
export interface TrainFailure {
  code: string;
  /** What was being done. */
  during: 'record' | 'import' | 'train' | 'head' | 'alphabet' | 'data';
}

export interface TrainState {
  tiles: LabelTile[];
  alphabetChanged: boolean;
  selected: string;
  recording: Recording | null;
  datasets: DatasetSummary[];
  pending: PendingImport | null;
  importing: RunningImport | null;
  settings: TrainSettings;
  /** Datasets to train on; own captures are `captures`. */
  sources: string[];
  training: RunningTraining | null;
  /** Of the running or the last run. */
  steps: StepReport[];
  epochs: Pick<EpochReport, 'epoch' | 'seconds'>[];
  lastRun: LastRun | null;
  heads: HeadSummary[];
  activeHead: string | null;
  canRollBack: boolean;
  backbone: { id: string; featureLength: number } | null;
  failure: TrainFailure | null;
}

export interface RecordActions {
  select(label: string): void;
  /** Records until `stop`. */
  start(label: string): void;
  /** Counts down, then records for a few seconds: both hands are free. */
  startHandsFree(label: string): void;
  stop(): void;
}

/** A stored image, to be shown. */
export interface ShownImage extends Pick<CaptureRecord, 'id' | 'label' | 'group'> {
  picture: Blob;
}

export interface DataActions {
  images(ids: readonly string[]): Promise<ShownImage[]>;
  /** Images of a class that were recorded here, in the order they were taken. */
  imagesOf(label: string): Promise<ShownImage[]>;
  /** A few of the images that would be trained on, evenly spread. */
  sample(count: number): Promise<ShownImage[]>;
  deleteImages(ids: readonly string[]): Promise<void>;
  relabelImages(ids: readonly string[], label: string): Promise<void>;
  deleteDataset(id: string): Promise<void>;
  /** Trains on a dataset, or leaves it out. */
  chooseSource(id: string, on: boolean): void;
  /** A dataset's images as a zip; null when that failed (and `failure` says why). */
  exportImages(datasetId: string): Promise<Blob | null>;
}

export interface ImportActions {
  openFiles(files: readonly File[]): Promise<void>;
  openDrop(transfer: DataTransfer): Promise<void>;
  openFolder(): Promise<void>;
  mapFolder(folder: string, label: string | null): void;
  setCap(cap: number | null): void;
  setCopies(copies: number): void;
  start(): Promise<void>;
  dropPending(): void;
  pause(paused: boolean): void;
  cancel(): void;
}

export interface RunActions {
  configure(settings: Partial<TrainSettings>): void;
  train(): Promise<void>;
  stop(): void;
  /** What the answering head says of a dataset's images; null when that failed. */
  check(datasetId: string): Promise<CheckResult | null>;
}

export interface HeadActions {
  /** Null is the head that came with the app. */
  use(id: string | null): Promise<void>;
  rollBack(): Promise<void>;
  rename(id: string, name: string): Promise<void>;
  remove(id: string): Promise<void>;
  exportFile(id: string): Promise<Blob | null>;
  importFile(file: Blob): Promise<void>;
}

export interface AlphabetActions {
  add(label: string): Promise<void>;
  rename(from: string, to: string): Promise<void>;
  remove(label: string): Promise<void>;
  reset(): Promise<void>;
}

export interface TrainActions {
  record: RecordActions;
  data: DataActions;
  importing: ImportActions;
  run: RunActions;
  heads: HeadActions;
  alphabet: AlphabetActions;
  dismissFailure(): void;
}
