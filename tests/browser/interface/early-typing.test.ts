import { expect, test, vi } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import type { LiveActions } from '../../../src/app/live-state.ts';
import '../../../src/components/spell/text-panel.ts';

test('what is typed before anybody listens reaches the one who comes', async () => {
  const panel = document.createElement('text-panel');
  document.body.append(panel);
  await userEvent.type(page.getByRole('textbox'), 'EARLY');

  const editText = vi.fn();
  panel.actions = { editText } as unknown as LiveActions;
  await panel.updateComplete;
  expect(editText).toHaveBeenCalledWith('EARLY', 5);
  panel.remove();
});

test('nobody is told of text that was only shown', async () => {
  const panel = document.createElement('text-panel');
  document.body.append(panel);
  await panel.updateComplete;
  const editText = vi.fn();
  Object.assign(panel, { actions: { editText } as unknown as LiveActions, text: 'STORED' });
  await panel.updateComplete;
  expect(editText).not.toHaveBeenCalled();
  panel.remove();
});
