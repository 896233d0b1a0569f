import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';

const POLL_MS = 200;

/**
 * Does `work` while no other process does work under the same lock file, and waits for its turn until then. The lock
 * of a process that is gone does not count.
 * @returns what `work` returns
 */
export async function exclusively<T>(lock: string, work: () => Promise<T>): Promise<T> {
  mkdirSync(dirname(lock), { recursive: true });
  while (!taken(lock)) {
    if (!ownerLives(lock)) rmSync(lock, { force: true });
    else await wait(POLL_MS);
  }
  try {
    return await work();
  } finally {
    rmSync(lock, { force: true });
  }
}

function taken(lock: string): boolean {
  try {
    writeFileSync(lock, String(process.pid), { flag: 'wx' });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

function ownerLives(lock: string): boolean {
  try {
    const pid = Number(readFileSync(lock, 'utf8'));
    // A file without a number was made just now and is not written yet.
    return pid > 0 ? process.kill(pid, 0) : true;
  } catch (error) {
    // Another user's process lives although it cannot be asked; a lock that is gone is no longer in the way.
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
