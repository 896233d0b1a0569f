import { expect, test } from 'vitest';
import {
  type Checkpoint,
  checkpointId,
  checkpointName,
  spareCheckpoints,
} from '../../../src/train/spare-checkpoints.ts';

/** A run whose validation losses are given, epoch by epoch. */
function run(id: string, losses: readonly number[], held = true): Checkpoint[] {
  return losses.map((loss, i) => ({
    id: checkpointId(id, i + 1),
    name: checkpointName(1 - loss / 10),
    createdAt: i,
    metrics: {
      trainLoss: held ? 0 : loss,
      trainAccuracy: 1,
      validationLoss: held ? loss : null,
      validationAccuracy: null,
      epochs: i + 1,
      images: 10,
      seconds: 1,
      split: 'group',
    },
  }));
}

test('an earlier run keeps its best and its last epoch; the latest keeps all', () => {
  const heads = [...run('run-1', [3, 1, 2, 4]), ...run('run-2', [3, 2, 1])];
  expect(spareCheckpoints(heads, new Set(), 'run-2')).toEqual(['run-1-1', 'run-1-3']);
  expect(spareCheckpoints(heads.toReversed(), new Set(), 'run-2').sort()).toEqual(['run-1-1', 'run-1-3']);
  expect(spareCheckpoints(heads, new Set(), 'run-3')).toContain('run-2-1');
});

test('without held-out images the training loss says which is best', () => {
  expect(spareCheckpoints(run('run-1', [1, 2, 3], false), new Set(), 'run-2')).toEqual(['run-1-2']);
});

test('what was named or chosen stays, and whatever no run made', () => {
  const [first, second, ...rest] = run('run-1', [5, 4, 3, 2, 1]);
  if (!first || !second) throw new Error('no checkpoints');
  const imported = { ...second, id: 'imported-7b1d-4' };
  const heads = [{ ...first, name: 'my hand' }, second, imported, ...rest];
  expect(spareCheckpoints(heads, new Set([null, 'run-1-4']), 'run-2')).toEqual(['run-1-2', 'run-1-3']);
});
