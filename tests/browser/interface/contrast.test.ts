import { expect, test } from 'vitest';
import '../../../src/styles/tokens.css';

/** Foreground, ground, the least ratio (WCAG 2.2: 4.5 for text, 3 for controls). */
const PAIRS: [string, string, number][] = [
  ['ink', 'canvas', 4.5],
  ['ink', 'surface', 4.5],
  ['ink', 'accent-soft', 4.5],
  ['ink', 'error-soft', 4.5],
  ['muted', 'canvas', 4.5],
  ['muted', 'surface', 4.5],
  ['muted', 'sunken', 4.5],
  ['accent', 'canvas', 4.5],
  ['accent', 'surface', 4.5],
  ['accent', 'accent-soft', 4.5],
  ['on-accent', 'accent', 4.5],
  ['on-accent', 'accent-strong', 4.5],
  ['warning', 'warning-soft', 4.5],
  ['error', 'surface', 4.5],
  ['error', 'error-soft', 4.5],
  ['stage-ink', 'stage', 4.5],
  ['stage-muted', 'stage', 4.5],
  ['stage-accent', 'stage', 4.5],
  ['control', 'canvas', 3],
  ['control', 'surface', 3],
];

function luminance(token: string): number {
  const canvas = new OffscreenCanvas(1, 1).getContext('2d');
  if (!canvas) throw new Error('No 2d context');
  const probe = document.createElement('i');
  probe.style.color = `var(--${token})`;
  document.body.append(probe);
  canvas.fillStyle = getComputedStyle(probe).color;
  probe.remove();
  canvas.fillRect(0, 0, 1, 1);
  const [r = 0, g = 0, b = 0] = [...canvas.getImageData(0, 0, 1, 1).data.slice(0, 3)].map((value) => {
    const share = value / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

test.each(['light', 'dark'])('colours stand out enough in %s', (theme) => {
  document.documentElement.dataset.theme = theme;
  const weak = PAIRS.flatMap(([front, ground, least]) => {
    const [high = 0, low = 0] = [luminance(front), luminance(ground)].sort((a, b) => b - a);
    const ratio = (high + 0.05) / (low + 0.05);
    return ratio < least ? [`${front} on ${ground}: ${ratio.toFixed(2)} < ${least}`] : [];
  });
  delete document.documentElement.dataset.theme;
  expect(weak).toEqual([]);
});
