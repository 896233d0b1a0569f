import type { Head } from '../../model/types.ts';
import { loadAlphabet } from '../../train/alphabet-store.ts';
import { OWN_CAPTURES } from '../../train/dataset-store.ts';
import { embedCaptures } from '../../train/embed-captures.ts';
import type { Embedder } from '../../train/feature-job.ts';
import { type HeadMemory, readHeadMemory } from '../../train/head-memory.ts';
import { zeroHead } from '../../train/head-trainer.ts';
import { adaptHead } from '../../train/labels.ts';
import type { TrainEvent } from '../../train/train.worker.ts';
import { TrainClient } from '../../train/train-client.ts';
import { alone } from '../../train/train-lock.ts';
import type { TrainSettings } from '../../train/train-types.ts';
import type { TrainModel } from './context.ts';
import type { HeadShelf } from './head-shelf.ts';
import type { CheckResult, RunActions, RunningTraining } from './state.ts';
import type { TrainStore } from './store.ts';

/** Training as the screen asks for it: embed what is new, train in the worker, keep the reports. */
export class RunDesk implements RunActions {
  private readonly client = new TrainClient();
  private stopping = new AbortController();

  constructor(
    private readonly store: TrainStore,
    private readonly heads: HeadShelf,
    private readonly embedder: () => Promise<Embedder>,
  ) {}

  configure(settings: Partial<TrainSettings>): void {
    this.store.update({ settings: { ...this.store.state.settings, ...settings } });
  }

  async train(): Promise<void> {
    if (this.store.state.training) return;
    this.stopping = new AbortController();
    this.store.update({ steps: [], epochs: [], lastRun: null, failure: null });
    await this.store.attempt('train', () => alone('train', () => this.run()));
    this.store.update({ training: null });
    await this.store.attempt('head', () => this.heads.refresh());
  }

  stop(): void {
    const { training } = this.store.state;
    if (!training) return;
    this.stopping.abort();
    this.client.stop();
    this.phase('stopping');
  }

  check(datasetId: string): Promise<CheckResult | null> {
    return this.store.attempt('train', async () => {
      const model = await this.store.context.model();
      const { backboneId, featureLength } = model;
      const head = (await this.heads.active(backboneId)) ?? model.defaultHead;
      const judged = await this.client.judge({ datasetIds: [datasetId], backboneId, featureLength }, head);
      return { labels: head.labels, ...judged };
    });
  }

  /** Embeds recorded images that have no features yet, quietly. */
  async prepare(): Promise<void> {
    if (this.store.state.training) return;
    await this.store.attempt('train', async () => embedCaptures(OWN_CAPTURES, await this.embedder()));
  }

  dispose(): void {
    this.client.dispose();
  }

  private async run(): Promise<void> {
    const { sources, settings } = this.store.state;
    const { signal } = this.stopping;
    this.phase('preparing');
    const model = await this.store.context.model();
    if (sources.includes(OWN_CAPTURES)) {
      await embedCaptures(OWN_CAPTURES, await this.embedder(), {
        signal,
        onProgress: (preparing) => this.phase('preparing', preparing),
      });
    }
    this.phase('loading');
    const start = await this.startingHead(model, settings);
    const memory = await memoryOf(model);
    // From here on the worker is who stops.
    signal.throwIfAborted();
    const outcome = await this.client.train(
      {
        datasetIds: sources,
        backboneId: model.backboneId,
        featureLength: model.featureLength,
        start,
        settings,
        memory,
        runId: `run-${crypto.randomUUID()}`,
      },
      (event) => this.follow(event),
    );
    const { reason, headId, validation } = outcome;
    this.store.update({ lastRun: { reason, headId, check: { labels: start.labels, ...validation } } });
  }

  private async startingHead({ defaultHead, ...model }: TrainModel, settings: TrainSettings): Promise<Head> {
    const labels = this.store.state.tiles.map(({ label }) => label);
    if (settings.start === 'zero') return zeroHead('zero', labels, model.backboneId, model.featureLength);
    const active = settings.start === 'active' ? await this.heads.active(model.backboneId) : null;
    const renamed = (await loadAlphabet())?.renamed ?? {};
    if (!active) return adaptHead(defaultHead, labels, renamed);
    // A head that was trained since knows the new names themselves.
    const unknown = Object.entries(renamed).filter(([name]) => !active.labels.includes(name));
    return adaptHead(active, labels, Object.fromEntries(unknown));
  }

  private follow(event: TrainEvent): void {
    const { state } = this.store;
    if (event.kind === 'loaded') this.phase('training');
    if (event.kind === 'step') this.store.update({ steps: [...state.steps, event.report] });
    if (event.kind === 'checkpoint') {
      const { epoch, seconds } = event;
      this.store.update({ epochs: [...state.epochs, { epoch, seconds }] });
    }
  }

  private phase(phase: RunningTraining['phase'], preparing: RunningTraining['preparing'] = null): void {
    if (this.store.state.training?.phase === 'stopping') return;
    this.store.update({ training: { phase, preparing } });
  }
}

async function memoryOf({ memory, ...model }: TrainModel): Promise<HeadMemory | null> {
  return memory && readHeadMemory(new Uint8Array(await memory.arrayBuffer()), model);
}
