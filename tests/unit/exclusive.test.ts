import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { exclusively } from '../../scripts/lib/exclusive.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'exclusive-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

it('does one work at a time, each with its own answer', async () => {
  const lock = join(folder, 'made', 'lock');
  let working = 0;
  let most = 0;
  const work = async (answer: number) => {
    most = Math.max(most, ++working);
    await wait(20);
    working--;
    return answer;
  };
  const all = [1, 2, 3].map((answer) => exclusively(lock, () => work(answer)));
  expect(await Promise.all(all)).toEqual([1, 2, 3]);
  expect(most).toBe(1);
});

it('lets the next one work after a failure, and after a process that died', async () => {
  const lock = join(folder, 'lock');
  await expect(exclusively(lock, () => Promise.reject(new Error('no')))).rejects.toThrow('no');
  // Above the largest process number that Linux gives.
  writeFileSync(lock, '4194305');
  expect(await exclusively(lock, async () => 'done')).toBe('done');
});
