import { expect, test } from 'vitest';
import { userEvent } from 'vitest/browser';
import { IDLE_TRAIN_STATE } from '../../../src/app/train/store.ts';
import '../../../src/components/train/capture-review.ts';
import '../../../src/components/train/head-list.ts';
import '../../../src/components/train/record-bar.ts';
import '../../../src/components/train/run-panel.ts';
import { setLanguage } from '../../../src/i18n/index.ts';
import { deep, mount, settle } from '../interface/mount.ts';

const focused = (element: Element) => element.shadowRoot?.activeElement ?? null;

async function press(element: Element, selector: string, key = '{Enter}'): Promise<void> {
  deep(element, selector).focus();
  await userEvent.keyboard(key);
  await settle(element);
}

test('deleting a head by keyboard: the question has the focus, Escape spares it, the heading follows', async () => {
  setLanguage('en');
  const gone: string[] = [];
  const head = {
    ...{ id: 'h', schemaVersion: 1, name: 'Mine', createdAt: 0, labels: ['A', 'B'], backboneId: 'b' },
    ...{ temperature: { found: 1, missing: 1 }, metrics: null, checksum: '' },
  };
  const list = await mount('head-list', {
    heads: [head],
    actions: {
      remove: async (id: string) => {
        gone.push(id);
        list.heads = [];
      },
    } as unknown as NonNullable<HTMLElementTagNameMap['head-list']['actions']>,
  });
  await press(list, '[aria-label="Delete Mine"]');
  expect(focused(list)?.textContent).toBe('Yes, delete it');
  await userEvent.keyboard('{Escape}');
  await settle(list);
  expect(list.shadowRoot?.querySelector('.confirm')).toBeNull();
  await press(list, '[aria-label="Delete Mine"]');
  await userEvent.keyboard('{Enter}');
  await settle(list);
  expect(gone).toEqual(['h']);
  expect(focused(list)?.localName).toBe('h2');
});

test('training takes the focus from Train to Stop and back', async () => {
  const actions = { run: { train: () => undefined, stop: () => undefined } };
  const tiles = [{ label: 'A', captured: 4, imported: 0, thumbnail: null }];
  const panel = await mount('run-panel', {
    train: { ...IDLE_TRAIN_STATE, tiles },
    actions: actions as unknown as HTMLElementTagNameMap['run-panel']['actions'],
  });
  deep(panel, '.train').focus();
  panel.train = { ...panel.train, training: { phase: 'training', preparing: null } };
  await settle(panel);
  expect(focused(panel)?.textContent).toContain('Stop');
  panel.train = { ...panel.train, training: null };
  await settle(panel);
  expect(focused(panel)?.classList).toContain('train');
});

test('hands-free leaves the focus on the button that stops it', async () => {
  const bar = await mount('record-bar', { label: 'A', ready: true });
  await press(bar, '.hands-free');
  expect(focused(bar)?.classList).toContain('record');
});

test('pictures move to another letter only when Move is pressed, so that arrow keys can look for it', async () => {
  const moves: [readonly string[], string][] = [];
  const tile = (label: string, captured: number) => ({ label, captured, imported: 0, thumbnail: null });
  const image = { id: 'captures/A/1.jpg', label: 'A', group: '1', picture: new Blob() };
  const review = await mount('capture-review', {
    label: 'A',
    tiles: [tile('A', 1), tile('B', 0), tile('C', 0)],
    data: {
      imagesOf: async () => [image],
      relabelImages: async (ids: readonly string[], label: string) => {
        moves.push([ids, label]);
      },
    } as unknown as NonNullable<HTMLElementTagNameMap['capture-review']['data']>,
  });
  await expect.poll(() => review.shadowRoot?.querySelector('.grid input')).not.toBeNull();
  await press(review, '.grid input', ' ');
  await press(review, '.move');
  expect(moves).toEqual([]);
  await userEvent.selectOptions(deep(review, 'select'), 'C');
  expect(moves).toEqual([]);
  await press(review, '.move');
  expect(moves).toEqual([[['captures/A/1.jpg'], 'C']]);
});
