import { beforeEach, describe, expect, test, vi } from 'vitest';
import { userEvent } from 'vitest/browser';
import { reportText } from '../../../src/components/about/report-text.ts';
import '../../../src/components/about/handspell-about.ts';
import { setLanguage } from '../../../src/i18n/index.ts';
import { REPORT } from '../../shots/samples.ts';
import { deep, deepAll, focused, mount, settle, visibleText } from './mount.ts';

beforeEach(() => setLanguage('en'));

function deviceActions() {
  return {
    refresh: vi.fn(async () => undefined),
    resetModelCache: vi.fn(async () => undefined),
    clearData: vi.fn(async () => undefined),
  };
}

test('shows what the report holds, and asks for a fresh one when opened', async () => {
  const actions = deviceActions();
  const screen = await mount('handspell-about', { report: REPORT, actions });
  expect(actions.refresh).toHaveBeenCalledOnce();
  const text = visibleText(screen);
  for (const part of [
    'Apple M2',
    'WebGL',
    '224 px',
    '19 ms',
    '48 MB',
    '296 GB',
    'hand_landmarker.task',
    'in part',
    'context-lost',
  ]) {
    expect(text).toContain(part);
  }
});

test('asks again when the model files have been found whole meanwhile', async () => {
  const actions = deviceActions();
  const screen = await mount('handspell-about', { report: REPORT, actions });
  screen.offlineReady = true;
  await settle(screen);
  expect(actions.refresh).toHaveBeenCalledTimes(2);
});

test('says what is unknown instead of leaving it out', async () => {
  const screen = await mount('handspell-about', {
    report: { ...REPORT, recognizer: null, times: null, storage: null, errors: [] },
    actions: deviceActions(),
  });
  const text = visibleText(screen);
  for (const part of ['Not started yet', 'No frame read yet', 'does not say how much', 'None.'])
    expect(text).toContain(part);
});

test('copies the whole report as text', async () => {
  const write = vi.spyOn(navigator.clipboard, 'writeText').mockResolvedValueOnce();
  const screen = await mount('handspell-about', { report: REPORT, actions: deviceActions() });
  deep<HTMLButtonElement>(screen, '.button.primary').click();
  await vi.waitFor(() => expect(deep(screen, '.button.primary').textContent).toContain('Copied'));
  expect(write).toHaveBeenCalledWith(reportText(REPORT));
  for (const part of ['webgl', 'Apple M2', 'embed 19.0', 'vision/hand_landmarker.task', 'context-lost']) {
    expect(reportText(REPORT)).toContain(part);
  }
  write.mockRestore();
});

test('a label that is markup stays text', async () => {
  const message = '<img src=x onerror=alert(1)>';
  const screen = await mount('handspell-about', {
    report: { ...REPORT, errors: [{ at: REPORT.errors[0]?.at ?? '', code: 'x', message }] },
    actions: deviceActions(),
  });
  expect(visibleText(screen)).toContain(message);
  expect(deepAll(screen, 'img')).toEqual([]);
});

describe('deleting', () => {
  test('asks in its place, and Esc leaves everything as it was', async () => {
    const actions = deviceActions();
    const screen = await mount('handspell-about', { report: REPORT, actions });
    const button = deepAll(screen, 'confirm-button')[1];
    if (!button) throw new Error('No button to delete data');
    deep<HTMLButtonElement>(button, 'button').click();
    await vi.waitFor(() => expect(focused()).toBe(deep(button, '.cancel')));
    expect(visibleText(button)).toContain('cannot be undone');
    await userEvent.keyboard('{Escape}');
    await settle(screen);
    expect(deepAll(button, '.question')).toEqual([]);
    expect(actions.clearData).not.toHaveBeenCalled();
  });

  test('does it once confirmed, and says when it could not', async () => {
    const actions = deviceActions();
    actions.resetModelCache.mockRejectedValueOnce(new Error('blocked'));
    const screen = await mount('handspell-about', { report: REPORT, actions });
    const button = deep(screen, 'confirm-button');
    for (const outcome of ['Close other tabs', 'Deleted.']) {
      deep<HTMLButtonElement>(button, 'button').click();
      await settle(screen);
      deep<HTMLButtonElement>(button, '.danger').click();
      await vi.waitFor(() => expect(visibleText(button)).toContain(outcome));
    }
    expect(actions.resetModelCache).toHaveBeenCalledTimes(2);
    expect(actions.clearData).not.toHaveBeenCalled();
  });
});
