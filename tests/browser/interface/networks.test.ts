import { beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import '../../../src/components/networks/networks-screen.ts';
import type { HandspellNetworks } from '../../../src/components/networks/networks-screen.ts';
import { setLanguage } from '../../../src/i18n/index.ts';
import { NETWORK_IDS } from '../../../src/model/zoo/networks.ts';
import { deep, deepAll, mount, settle, visibleText } from './mount.ts';

beforeAll(() => {
  // The lab finds tfjs's binaries relative to the page.
  const base = document.createElement('base');
  base.href = '/';
  document.head.append(base);
});

beforeEach(() => {
  setLanguage('en');
});

async function choose(screen: HandspellNetworks, name: string): Promise<void> {
  const label = deepAll(screen, '.choices label').find((it) => it.textContent?.trim() === name);
  deep<HTMLInputElement>(label ?? screen, 'input').click();
  await settle(screen);
}

async function openTable(screen: HandspellNetworks): Promise<string> {
  const details = deep<HTMLDetailsElement>(screen, 'network-layers');
  const inner = deep<HTMLDetailsElement>(details, 'details');
  inner.open = true;
  await vi.waitFor(() => deep(details, 'tfoot'));
  return visibleText(details);
}

describe('<handspell-networks>', () => {
  it('shows the published figures of each network', async () => {
    const screen = await mount('handspell-networks');
    const expected = {
      'LeNet-5': '61,706',
      AlexNet: '61,100,840',
      'VGG-16': '138,357,544',
      GoogLeNet: '6,624,904',
      'ResNet-50': '25,557,032',
    };
    for (const [name, parameters] of Object.entries(expected)) {
      await choose(screen, name);
      const panel = deep(screen, 'network-panel');
      expect(visibleText(panel)).toContain(parameters);
      expect(deepAll(panel, 'network-diagram rect, rect.box').length).toBeGreaterThan(5);
    }
  });

  it('tells of each box by pointer and by arrow keys, and marks it', async () => {
    const screen = await mount('handspell-networks');
    const diagram = deep(screen, 'network-diagram');
    const marked = () => deepAll(diagram, 'g').findIndex((box) => box.classList.contains('selected'));
    const press = async (key: string, altKey = false) => {
      deep(diagram, '.scroll').dispatchEvent(new KeyboardEvent('keydown', { key, altKey, cancelable: true }));
      await settle(screen);
    };
    await press('ArrowRight', true);
    expect(marked()).toBe(-1);
    await press('ArrowRight');
    expect(marked()).toBe(0);
    expect(visibleText(deep(diagram, 'output'))).toContain('156 parameters');
    await press('End');
    expect(marked()).toBe(deepAll(diagram, 'g').length - 1);
    expect(visibleText(deep(diagram, 'output'))).toContain('850 parameters');
    await press('ArrowRight');
    await press('ArrowLeft');
    deepAll(diagram, 'g')[1]?.dispatchEvent(new PointerEvent('pointerenter'));
    await settle(screen);
    expect(marked()).toBe(1);
  });

  it('switches ResNet-50 to the frozen form and GoogLeNet to its side classifiers', async () => {
    const screen = await mount('handspell-networks');
    await choose(screen, 'ResNet-50');
    deep<HTMLInputElement>(deep(screen, 'network-panel'), '[role=switch]').click();
    await settle(screen);
    const table = await openTable(screen);
    expect(table).toContain('23,567,453');
    expect(table).toContain('59,421');
    await choose(screen, 'GoogLeNet');
    deep<HTMLInputElement>(deep(screen, 'network-panel'), '[role=switch]').click();
    await settle(screen);
    expect(visibleText(deep(screen, 'network-panel'))).toContain('13,004,888');
  });

  it('counts the bottleneck again when a slider moves', async () => {
    const claim = await mount('claim-bottleneck');
    expect(visibleText(claim)).toContain('1,638,656');
    expect(visibleText(claim)).toContain('852,352');
    const [, middle] = deepAll<HTMLInputElement>(claim, 'input[type=range]');
    if (!middle) throw new Error('no slider');
    middle.value = '64';
    middle.dispatchEvent(new Event('input'));
    await settle(claim);
    // (256 + 1) x 64 + (5 x 5 x 64 + 1) x 256
    expect(visibleText(claim)).toContain('426,304');
  });

  it('has every word in Russian too', async () => {
    const screen = await mount('handspell-networks');
    for (const id of NETWORK_IDS) {
      screen.showNetwork(id);
      setLanguage('ru');
      await settle(screen);
      const text = visibleText(screen);
      expect(text).not.toMatch(/\{\w+\}/);
      expect(text).toMatch(/Параметры/);
      setLanguage('en');
    }
  });

  it('times LeNet-5 here, in a worker', async () => {
    const screen = await mount('handspell-networks');
    deep<HTMLButtonElement>(screen, 'button.primary').click();
    await vi.waitFor(() => expect(visibleText(screen)).toMatch(/WebAssembly: [\d.]+ ms for one picture/), {
      timeout: 60_000,
      interval: 100,
    });
    await vi.waitFor(() => expect(visibleText(screen)).toContain('Run it here'), { timeout: 30_000 });
    expect(visibleText(deep(screen, 'network-compare'))).toContain('Time here, WebAssembly');
  });

  it('measures gradients in a worker and can be stopped', async () => {
    const claim = await mount('claim-gradients');
    deep<HTMLButtonElement>(claim, 'button.primary').click();
    await vi.waitFor(() => expect(deepAll(claim, 'polyline.first')).toHaveLength(1), { timeout: 60_000 });
    deep<HTMLButtonElement>(claim, 'button').click();
    await settle(claim);
    expect(deep(claim, 'button').textContent).toContain('Train and measure');
  });

  it('trains LeNet-5 in a worker and says how it goes', async () => {
    const trainer = await mount('lenet-trainer');
    deep<HTMLButtonElement>(trainer, 'button.primary').click();
    await vi.waitFor(
      () => expect(visibleText(trainer)).toMatch(/epoch 2 of 20: [\d.]+% on its own pictures/),
      {
        timeout: 60_000,
      },
    );
    trainer.remove();
  });
});
