import type { HandspellTrain } from '../components/train/train-screen.ts';
import type { AssetStore } from '../offline/assets.ts';
import { requestPersistence } from '../offline/persistence.ts';
import type { Registration } from '../offline/registration.ts';
import type { LiveSession } from './live-session.ts';
import type { TrainSession } from './train/session.ts';
import type { TrainState } from './train/state.ts';

const MEMORY = 'models/default/memory.safetensors';

export interface TrainRoomSources {
  assets: AssetStore;
  session: LiveSession;
  registration: () => Registration | null;
  report: (error: unknown) => void;
  /** Name of the head that answers from now on; null for the one that came with the app. */
  onHead: (name: string | null) => void;
}

/**
 * Makes Train's session when it is first opened, keeps updates away while it is at work, and asks the browser to keep
 * what came of it.
 */
export class TrainRoom {
  private opened: Promise<TrainSession> | null = null;
  private busy = false;
  private release: (() => void) | null = null;

  constructor(private readonly sources: TrainRoomSources) {}

  async furnish(screen: HandspellTrain): Promise<void> {
    this.opened ??= this.open().catch((error: unknown) => {
      this.opened = null;
      throw error;
    });
    screen.session = await this.opened;
  }

  /** Ends what is going on and lets go of the session: who opens Train next reads what is stored then. */
  async close(): Promise<void> {
    const train = await this.opened?.catch(() => null);
    this.opened = null;
    await train?.dispose();
  }

  private async open(): Promise<TrainSession> {
    const { assets, session, report, onHead } = this.sources;
    // Nobody who only spells downloads it.
    const { TrainSession: Session } = await import('./train/session.ts');
    const train = new Session({
      async model() {
        const client = await session.recognizer();
        const { backboneId, featureLength } = client.info;
        const memory = await headMemory(assets);
        return { backboneId, featureLength, defaultHead: await client.defaultHead(), memory };
      },
      features: (image, handedness) => session.features(image, handedness),
      capture: () => session.capture(),
      useHead: (head) => session.useHead(head),
      report,
    });
    train.subscribe((state) => {
      this.follow(isBusy(state));
      onHead(state.heads.find(({ id }) => id === state.activeHead)?.name ?? null);
    });
    void train.start();
    return train;
  }

  private follow(busy: boolean): void {
    if (busy) {
      this.release ??= this.sources.registration()?.hold() ?? null;
    } else if (this.busy) {
      this.release?.();
      this.release = null;
      requestPersistence();
    }
    this.busy = busy;
  }
}

/** What the default head must not forget, from the model's folder; a model may come without. */
async function headMemory(assets: AssetStore): Promise<Blob | null> {
  if (!(await assets.list()).some(({ name }) => name === MEMORY)) return null;
  return (await assets.ensure([MEMORY])).get(MEMORY) ?? null;
}

function isBusy({ recording, importing, training }: TrainState): boolean {
  return recording !== null || importing !== null || training !== null;
}
