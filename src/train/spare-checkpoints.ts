import type { HeadSummary } from '../offline/head-store.ts';
import { transact } from '../offline/transact.ts';

export type Checkpoint = Pick<HeadSummary, 'id' | 'name' | 'createdAt' | 'metrics'>;

const ID = /^(run-.+)-\d+$/;

export function checkpointId(runId: string, epoch: number): string {
  return `${runId}-${epoch}`;
}

/** Named by what it gets right, percent, as the lesson names its files. */
export function checkpointName(score: number): string {
  return `checkpoint_${(score * 100).toFixed(2)}`;
}

const UNNAMED = /^checkpoint_\d+\.\d\d$/;

/**
 * Checkpoints that nobody will miss. The latest run's all stay, to be compared; of an earlier run, its best and its last
 * epoch, and whatever the person named.
 * @param chosen heads that answer, or can be rolled back to.
 * @returns ids.
 */
export function spareCheckpoints(
  heads: readonly Checkpoint[],
  chosen: ReadonlySet<string | null>,
  latestRun: string,
): string[] {
  const runs = new Map<string, Checkpoint[]>();
  for (const head of heads) {
    const run = ID.exec(head.id)?.[1];
    if (run !== undefined && run !== latestRun) runs.set(run, [...(runs.get(run) ?? []), head]);
  }
  return Array.from(runs.values()).flatMap((checkpoints) => {
    const best = checkpoints.reduce((a, b) => (loss(b) < loss(a) ? b : a));
    const last = checkpoints.reduce((a, b) => (b.createdAt > a.createdAt ? b : a));
    return checkpoints
      .filter((head) => head !== best && head !== last && !chosen.has(head.id) && UNNAMED.test(head.name))
      .map(({ id }) => id);
  });
}

/** On held-out images where there were any. Accuracy has too few steps to tell epochs apart. */
function loss({ metrics }: Checkpoint): number {
  return metrics?.validationLoss ?? metrics?.trainLoss ?? Number.POSITIVE_INFINITY;
}

/** Deletes what earlier runs can spare. @throws {StorageError} */
export async function deleteSpareCheckpoints(latestRun: string): Promise<void> {
  await transact(['heads', 'active'], async (transaction) => {
    const store = transaction.objectStore('heads');
    const active = await transaction.objectStore('active').getAll();
    const chosen = new Set(active.flatMap(({ headId, history }) => [headId, ...history]));
    const heads: Checkpoint[] = [];
    for await (const { value } of store) {
      const { id, name, createdAt, metrics } = value;
      heads.push({ id, name, createdAt, metrics });
    }
    for (const id of spareCheckpoints(heads, chosen, latestRun)) await store.delete(id);
  });
}
