import { expect, test } from 'vitest';
import '../../../src/components/train/head-list.ts';
import { setLanguage } from '../../../src/i18n/index.ts';
import { deep, deepAll, mount, settle, visibleText } from '../interface/mount.ts';

const head = (epochs: number) => ({
  ...{
    id: `h${epochs}`,
    schemaVersion: 1,
    name: `run ${epochs}.`,
    createdAt: epochs,
    labels: ['A', 'B'],
  },
  ...{ backboneId: 'b', temperature: { found: 1, missing: 1 }, checksum: '' },
  metrics: {
    ...{ trainLoss: 0, trainAccuracy: 1, validationLoss: 0, validationAccuracy: 0.5 },
    ...{ epochs, images: 24, seconds: 1, split: 'group' as const },
  },
});

test('the newest heads of a long run, the one in use, and the rest when asked for', async () => {
  setLanguage('en');
  const heads = Array.from({ length: 30 }, (_, i) => head(30 - i));
  const list = await mount('head-list', { heads, active: 'h3' });
  const names = () => deepAll(list, 'li .name').map((name) => /run \d+\./.exec(name.textContent ?? '')?.[0]);
  expect(names().slice(1)).toEqual([30, 29, 28, 27, 3].map((epoch) => `run ${epoch}.`));
  expect(visibleText(list)).toContain('epoch 3 · 24 pictures');
  deep(list, '.all').click();
  await settle(list);
  expect(names().slice(1)).toHaveLength(30);
  expect(list.shadowRoot?.querySelector('.all')).toBeNull();
});
