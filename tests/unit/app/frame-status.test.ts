import { expect, it } from 'vitest';
import { FrameStatusReader } from '../../../src/app/frame-status.ts';

it('says nothing new for a single missed frame', () => {
  const reader = new FrameStatusReader();
  expect(reader.push('hand', 0.9, 0)).toEqual({ kind: 'reading' });
  expect(reader.push('no-hand', 0, 100)).toEqual({ kind: 'reading' });
  expect(reader.push('hand', 0.9, 200)).toEqual({ kind: 'reading' });
});

it('asks for the hand when it stays away, and reads at once when it is back', () => {
  const reader = new FrameStatusReader();
  reader.push('hand', 0.9, 0);
  for (let t = 100; t <= 700; t += 100) reader.push('no-hand', 0, t);
  expect(reader.push('no-hand', 0, 800)).toEqual({ kind: 'show-hand' });
  expect(reader.push('hand', 0.9, 900)).toEqual({ kind: 'reading' });
});

it('names each reason that there is no letter', () => {
  const after = (state: Parameters<FrameStatusReader['push']>[0], best: number) => {
    const reader = new FrameStatusReader();
    reader.push(state, best, 0);
    return reader.push(state, best, 1000).kind;
  };
  expect(after('too-dark', 0)).toBe('more-light');
  expect(after('too-far', 0)).toBe('move-closer');
  expect(after('no-hand', 0)).toBe('show-hand');
  expect(after('hand', 0.2)).toBe('not-sure');
  expect(after('hand', 0.8)).toBe('reading');
});
