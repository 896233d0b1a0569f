/** The page in which Node's tools look for hands in pictures: it hands pictures on to a worker of its own. */
import { wrap } from 'comlink';
import type { FinderWorker } from './worker.ts';

const worker = wrap<FinderWorker>(new Worker(new URL('./worker.ts', import.meta.url), { type: 'module' }));
const treatments = await worker.start(new URL('/vision/', location.href).href);

const finder = {
  /** Names of everything that is tried, the treatments in use first. */
  treatments,
  /** @param image any image file, base64. @param all try every treatment, even where the first is enough. */
  look: (image: string, all: boolean) => worker.look(image, all),
  /** Looks as the app looks at a picture. @param image any image file, base64. */
  find: (image: string) => worker.find(image),
};

declare global {
  interface Window {
    finder: typeof finder;
  }
}
window.finder = finder;
