/** The page that Node drives to measure the hand finder: it hands pictures on to a worker of its own. */
import { wrap } from 'comlink';
import type { FinderWorker } from './worker.ts';

const worker = wrap<FinderWorker>(new Worker(new URL('./worker.ts', import.meta.url), { type: 'module' }));
await worker.start(new URL('/vision/', location.href).href);

const finder = {
  /** @param image any image file, base64. */
  look: (image: string) => worker.look(image),
};

declare global {
  interface Window {
    finder: typeof finder;
  }
}
window.finder = finder;
