/** The page's end of the training worker: started when first needed, ended when done, replaced when it dies. */
import * as Comlink from 'comlink';
import { carryErrorCodes } from '../model/bridge.ts';
import type { Head } from '../model/types.ts';
import { TrainError } from './errors.ts';
import type {
  DataRequest,
  Judgement,
  TrainEvent,
  TrainOutcome,
  TrainRequest,
  TrainWorkerApi,
} from './train.worker.ts';

interface Link {
  worker: Worker;
  api: Comlink.Remote<TrainWorkerApi>;
  /** Rejects when the worker dies, so that nobody waits for ever. */
  lost: Promise<never>;
}

export class TrainClient {
  private link: Link | null = null;

  /** @throws {TrainError} `worker-lost` when the worker dies: finished epochs are stored all the same. */
  train(request: TrainRequest, onEvent: (event: TrainEvent) => void): Promise<TrainOutcome> {
    const proxy = Comlink.proxy(onEvent);
    return this.ask((api) => api.train(request, proxy));
  }

  stop(): void {
    void this.link?.api.stop();
  }

  judge(request: DataRequest, head: Head): Promise<Judgement> {
    return this.ask((api) => api.judge(request, head));
  }

  /** Ends the worker at once. */
  dispose(): void {
    this.link?.worker.terminate();
    this.link = null;
  }

  private async ask<T>(question: (api: Comlink.Remote<TrainWorkerApi>) => Promise<T>): Promise<T> {
    this.link ??= this.connect();
    const { api, lost } = this.link;
    return Promise.race([question(api), lost]);
  }

  private connect(): Link {
    carryErrorCodes();
    const worker = new Worker(new URL('./train.worker.ts', import.meta.url), { type: 'module' });
    const lost = new Promise<never>((_resolve, reject) => {
      worker.addEventListener('error', (event) => {
        this.dispose();
        reject(new TrainError('worker-lost', event.message));
      });
    });
    lost.catch(() => undefined);
    return { worker, api: Comlink.wrap<TrainWorkerApi>(worker), lost };
  }
}
