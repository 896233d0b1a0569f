import { LABELS } from '../../train/default-labels.ts';
import type { Embedder } from '../../train/feature-job.ts';
import { wait } from '../../train/wait.ts';
import { AlphabetDesk } from './alphabet-desk.ts';
import type { TrainContext } from './context.ts';
import { DataShelf } from './data-shelf.ts';
import { HeadShelf } from './head-shelf.ts';
import { ImportDesk } from './import-desk.ts';
import { RecordDesk } from './record-desk.ts';
import { RunDesk } from './run-desk.ts';
import type { TrainActions, TrainState } from './state.ts';
import { TrainStore } from './store.ts';

/** The longest that a picture under way, or a batch, takes to end. */
const ENDS_WITHIN_MS = 5000;

/**
 * The conductor of Train: recording, importing, training, heads and alphabet around one state. It lives as long as the
 * app, so that an import or a training run goes on while another screen is shown.
 */
export class TrainSession implements TrainActions {
  readonly record: RecordDesk;
  readonly data: DataShelf;
  readonly importing: ImportDesk;
  readonly run: RunDesk;
  readonly heads: HeadShelf;
  readonly alphabet: AlphabetDesk;
  private readonly store: TrainStore;

  constructor(context: TrainContext) {
    const store = new TrainStore(context);
    this.store = store;
    const embedder = () => embedderOf(context);
    this.data = new DataShelf(store);
    this.heads = new HeadShelf(store);
    this.alphabet = new AlphabetDesk(store, this.data);
    this.run = new RunDesk(store, this.heads, embedder);
    this.record = new RecordDesk(store, () => void this.run.prepare());
    this.importing = new ImportDesk(store, embedder, () => this.data.refresh());
  }

  get state(): TrainState {
    return this.store.state;
  }

  /** Told every new state. @returns a function that ends it. */
  subscribe(listener: (state: TrainState) => void): () => void {
    return this.store.subscribe(listener);
  }

  /** Reads what is stored. The classes are shown at once; the model's own follow when it has started. */
  async start(): Promise<void> {
    const reading = this.read();
    this.store.opened = reading;
    await this.store.attempt('data', () => reading);
    await this.store.attempt('train', async () => {
      const { backboneId, featureLength, defaultHead } = await this.store.context.model();
      this.store.update({ backbone: { id: backboneId, featureLength } });
      await this.heads.refresh();
      await this.alphabet.load(defaultHead.labels);
    });
  }

  private async read(): Promise<void> {
    await this.alphabet.load(LABELS);
    await this.heads.refresh();
  }

  dismissFailure(): void {
    this.store.update({ failure: null });
  }

  /** Stops what is going on, and resolves when nothing writes any more. What only waits for a model never will. */
  async dispose(): Promise<void> {
    this.record.stop();
    this.run.stop();
    const ended = Promise.all([
      this.importing.end(),
      this.store.when(({ recording, training }) => !recording && !training),
    ]);
    await Promise.race([ended, wait(ENDS_WITHIN_MS)]);
    this.run.dispose();
  }
}

async function embedderOf(context: TrainContext): Promise<Embedder> {
  const { backboneId, featureLength } = await context.model();
  return {
    info: { backboneId, featureLength },
    features: (image, handedness) => context.features(image, handedness),
  };
}
