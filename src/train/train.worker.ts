/** The worker that trains: it reads features straight from the database, so that they never cross the page. */
import * as Comlink from 'comlink';
import { carryErrorCodes } from '../model/bridge.ts';
import type { Head } from '../model/types.ts';
import { saveHead } from '../offline/head-store.ts';
import { TrainError } from './errors.ts';
import { type LoadedSet, loadTrainingSet } from './feature-store.ts';
import type { HeadMemory } from './head-memory.ts';
import { predictRows, trainHead } from './head-trainer.ts';
import { checkpointId, checkpointName, deleteSpareCheckpoints } from './spare-checkpoints.ts';
import type { EpochReport, StepReport, StopReason, TrainSettings } from './train-types.ts';

export interface DataRequest {
  datasetIds: string[];
  backboneId: string;
  featureLength: number;
}

export interface TrainRequest extends DataRequest {
  start: Head;
  settings: TrainSettings;
  /** What a start head must not forget; a head from zero has nothing to forget. */
  memory: HeadMemory | null;
  /** Names the checkpoints: `<runId>-1`, `<runId>-2`, ... are their ids. */
  runId: string;
}

export type TrainEvent =
  | { kind: 'loaded'; images: number; missing: number; unlabelled: number }
  | { kind: 'step'; report: StepReport }
  | { kind: 'checkpoint'; id: string; epoch: number; seconds: number };

/** What a head says of stored images. */
export interface Judgement {
  ids: string[];
  /** Class indices into the head's labels. */
  truth: Int32Array;
  predicted: Int32Array;
  probability: Float32Array;
}

export interface TrainOutcome {
  reason: StopReason;
  /** The checkpoint of the last whole epoch; null when there was none. */
  headId: string | null;
  /** What was held out, and what the trained head says of it. */
  validation: Omit<Judgement, 'probability'>;
}

/** At most about this many checkpoints a run: long runs keep every second, third, ... epoch, and the last. */
const CHECKPOINTS_A_RUN = 10;

let stopping = new AbortController();

const api = {
  /** @throws {TrainError | StorageError} with its code. */
  async train(request: TrainRequest, onEvent: (event: TrainEvent) => void): Promise<TrainOutcome> {
    stopping = new AbortController();
    const { start, settings, runId } = request;
    const set = await load(request, start.labels);
    onEvent({ kind: 'loaded', images: set.ids.length, missing: set.missing, unlabelled: set.unlabelled });
    const every = Math.ceil(settings.epochs / CHECKPOINTS_A_RUN);
    let last: EpochReport | null = null;
    let savedId: string | null = null;
    const pending: Promise<void>[] = [];
    const save = (report: EpochReport) => {
      const id = checkpointId(runId, report.epoch);
      savedId = id;
      pending.push(
        saveCheckpoint(id, report).then(() =>
          onEvent({ kind: 'checkpoint', id, epoch: report.epoch, seconds: report.seconds }),
        ),
      );
    };
    const result = await trainHead(set, start, settings, {
      memory: settings.start === 'zero' ? null : request.memory,
      signal: stopping.signal,
      onStep: (report) => onEvent({ kind: 'step', report }),
      onEpoch: (report) => {
        last = report;
        if (report.epoch % every === 0 || report.epoch === settings.epochs) save(report);
      },
    });
    const final = last as EpochReport | null;
    if (final && savedId !== checkpointId(runId, final.epoch)) save(final);
    await Promise.all(pending);
    if (savedId !== null) await deleteSpareCheckpoints(runId);
    const { rows, predicted } = result.validation;
    return {
      reason: result.reason,
      headId: savedId,
      validation: {
        ...pick(set, rows),
        predicted,
      },
    };
  },

  /** Ends the run after the current steps; its last whole epoch counts. */
  stop(): void {
    stopping.abort();
  },

  /** What a head says of every image of some datasets. */
  async judge(request: DataRequest, head: Head): Promise<Judgement> {
    const set = await load(request, head.labels);
    // Augmented copies are for training; their originals are judged.
    const rows = Int32Array.from(set.ids.keys()).filter((row) => (set.augmentedFrom[row] as number) < 0);
    return { ...pick(set, rows), ...predictRows(set, head, rows) };
  },
};

export type TrainWorkerApi = typeof api;

async function load(request: DataRequest, labels: readonly string[]): Promise<LoadedSet> {
  const { datasetIds, backboneId, featureLength } = request;
  const set = await loadTrainingSet(datasetIds, backboneId, featureLength, labels);
  if (set.ids.length === 0) throw new TrainError('nothing-to-train', `${set.missing} without features`);
  return set;
}

function pick(set: LoadedSet, rows: Int32Array): Pick<Judgement, 'ids' | 'truth'> {
  return {
    ids: Array.from(rows, (row) => set.ids[row] as string),
    truth: rows.map((row) => set.labels[row] as number),
  };
}

async function saveCheckpoint(id: string, report: EpochReport): Promise<void> {
  const { metrics } = report;
  const head = report.head();
  const score = metrics.validationAccuracy ?? metrics.trainAccuracy;
  await saveHead({
    ...head,
    weight: new Float32Array(head.weight),
    bias: new Float32Array(head.bias),
    id,
    name: checkpointName(score),
    metrics,
  });
}

carryErrorCodes();
Comlink.expose(api);
