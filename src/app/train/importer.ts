import type { DatasetRecord } from '../../offline/database.ts';
import type { DatasetSource } from '../../train/dataset-source.ts';
import { listDatasets, saveDataset } from '../../train/dataset-store.ts';
import { TrainError } from '../../train/errors.ts';
import { type Embedder, type FeatureJob, runFeatureJob } from '../../train/feature-job.ts';
import {
  type ClassTree,
  DEFAULT_CAP,
  findClasses,
  type PlannedImage,
  planImport,
  proposeMapping,
} from '../../train/import-plan.ts';
import { PauseGate } from '../../train/pause-gate.ts';
import { alone } from '../../train/train-lock.ts';
import type { PendingImport, RunningImport } from './state.ts';

export interface ImporterHooks {
  onPending(pending: PendingImport | null): void;
  onRunning(running: RunningImport | null): void;
}

interface Opened {
  source: DatasetSource;
  tree: ClassTree;
  mapping: Record<string, string | null>;
  cap: number | null;
  copies: number;
  /** An import of this source that was not finished. */
  unfinished: DatasetRecord | null;
  /** It waits for the model. */
  starting: boolean;
}

/** Takes a dataset in: open a source, map its folders, read it once; stopped and opened again, it goes on. */
export class Importer {
  private opened: Opened | null = null;
  private gate = new PauseGate();
  private stopping = new AbortController();
  private running: RunningImport | null = null;

  constructor(private readonly hooks: ImporterHooks) {}

  async open(source: DatasetSource, labels: readonly string[]): Promise<void> {
    const tree = findClasses(source, labels);
    const all = await listDatasets();
    const unfinished =
      all.find(({ name, kind, finished, role }) => {
        return !finished && role === 'train' && name === source.name && kind === source.kind;
      }) ?? null;
    this.opened = {
      source,
      tree,
      mapping: { ...proposeMapping(tree), ...unfinished?.mapping },
      cap: unfinished ? unfinished.cap : DEFAULT_CAP,
      copies: unfinished?.copies ?? 0,
      unfinished,
      starting: false,
    };
    this.tellPending();
  }

  change(change: Partial<Pick<Opened, 'cap' | 'copies'>> & { folder?: string; label?: string | null }): void {
    if (!this.opened) return;
    const { folder, label = null, ...rest } = change;
    Object.assign(this.opened, rest);
    if (folder !== undefined) this.opened.mapping[folder] = label;
    this.tellPending();
  }

  drop(): void {
    this.opened = null;
    this.tellPending();
  }

  pause(paused: boolean): void {
    if (paused) this.gate.pause();
    else this.gate.resume();
    this.tellRunning({ paused });
  }

  cancel(): void {
    this.stopping.abort();
  }

  /**
   * @param ready the embedder, once the model has started
   * @throws {TrainError | StorageError}; an abort is an ordinary end.
   */
  async run(ready: () => Promise<Embedder>): Promise<void> {
    const opened = this.opened;
    if (!opened) return;
    await alone('import', async () => {
      const embedder = await this.whileStarting(opened, ready);
      // The person may have thought better of it, or mapped another folder, while the model started.
      if (this.opened !== opened) return;
      const { source, tree, mapping, cap, copies } = opened;
      const plan = planImport(tree, mapping, cap);
      if (plan.length === 0 && tree.tests.length === 0) throw new TrainError('nothing-to-train', source.name);
      const record: DatasetRecord = {
        id: opened.unfinished?.id ?? crypto.randomUUID(),
        name: source.name,
        kind: source.kind,
        role: 'train',
        createdAt: opened.unfinished?.createdAt ?? Date.now(),
        mapping,
        cap,
        copies,
        planned: plan.length,
        finished: false,
      };
      this.opened = null;
      this.tellPending();
      this.gate = new PauseGate();
      this.stopping = new AbortController();
      try {
        await this.take(record, plan, embedder, copies);
        if (tree.tests.length > 0) await this.takeTests(record, tree, embedder);
        // Not before: cut short among its test pictures, an import is one to go on with.
        await saveDataset({ ...record, finished: true });
      } catch (error) {
        if (!this.stopping.signal.aborted) throw error;
      } finally {
        this.running = null;
        this.hooks.onRunning(null);
      }
    });
  }

  private async whileStarting<T>(opened: Opened, work: () => Promise<T>): Promise<T> {
    opened.starting = true;
    this.tellPending();
    try {
      return await work();
    } finally {
      opened.starting = false;
      this.tellPending();
    }
  }

  private async take(
    record: DatasetRecord,
    plan: readonly PlannedImage[],
    embedder: Embedder,
    copies: number,
  ): Promise<void> {
    await saveDataset(record);
    const job: FeatureJob = {
      datasetId: record.id,
      plan,
      startedAt: record.createdAt,
      embedder,
      copies,
      signal: this.stopping.signal,
      gate: this.gate,
      onProgress: (progress) => {
        this.running ??= { datasetId: record.id, name: record.name, progress, paused: false, problems: [] };
        this.tellRunning({ progress });
      },
      onProblem: (path, code) =>
        this.tellRunning({ problems: [...(this.running?.problems ?? []), { path, code }] }),
    };
    await runFeatureJob(job);
  }

  /** The lesson's last picture: images that are only looked at, with the head's answer under each. */
  private async takeTests(train: DatasetRecord, { tests }: ClassTree, embedder: Embedder): Promise<void> {
    const plan = tests.map(({ label, file }, order) => ({ label, file, order, group: 'test' }));
    const record: DatasetRecord = {
      ...train,
      id: `${train.id}.test`,
      role: 'test',
      mapping: {},
      cap: null,
      copies: 0,
      planned: plan.length,
    };
    await this.take(record, plan, embedder, 0);
    await saveDataset({ ...record, finished: true });
  }

  private tellPending(): void {
    const { opened } = this;
    this.hooks.onPending(
      opened && {
        name: opened.source.name,
        resumes: opened.unfinished !== null,
        starting: opened.starting,
        folders: opened.tree.folders.map(({ folder, files }) => ({
          folder,
          images: files.length,
          label: opened.mapping[folder] ?? null,
        })),
        tests: opened.tree.tests.length,
        problems: opened.source.problems,
        cap: opened.cap,
        copies: opened.copies,
        planned: planImport(opened.tree, opened.mapping, opened.cap).length,
      },
    );
  }

  private tellRunning(change: Partial<RunningImport>): void {
    if (!this.running) return;
    this.running = { ...this.running, ...change };
    this.hooks.onRunning(this.running);
  }
}
