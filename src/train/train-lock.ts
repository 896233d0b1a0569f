import { TrainError } from './errors.ts';

/**
 * Runs work that only one tab may do at a time. The browser lets go of the lock by itself when the tab dies.
 * @throws {TrainError} `busy-in-another-tab` at once, instead of waiting; whatever the work throws.
 */
export async function alone<T>(name: 'train' | 'import', work: () => Promise<T>): Promise<T> {
  return navigator.locks.request(`handspell-${name}`, { ifAvailable: true }, (lock) => {
    if (!lock) throw new TrainError('busy-in-another-tab', name);
    return work();
  });
}
