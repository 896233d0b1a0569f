import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Writer } from '../../../src/app/writer.ts';
import { parseLexicon } from '../../../src/spelling/lexicon.ts';

const letter = (label: string) =>
  ({ kind: 'letter', label, timeMs: 0, confidence: 0.9, evidence: new Map([[label, 0.9]]) }) as const;

function setUp(stored = { text: '', caret: 0 }) {
  const saved: [string, number][] = [];
  const errors: unknown[] = [];
  let failing = false;
  const store = {
    load: async () => stored,
    save: async (text: string, caret: number) => {
      if (failing) throw new Error('quota');
      saved.push([text, caret]);
    },
  };
  const writer = new Writer(
    store,
    () => undefined,
    (error) => errors.push(error),
  );
  return {
    writer,
    saved,
    errors,
    fail: (on = true) => {
      failing = on;
    },
  };
}

describe('Writer', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it('writes letters, breaks words once and deletes', () => {
    const { writer } = setUp();
    for (const label of 'HI') writer.apply(letter(label));
    writer.apply({ kind: 'word-break', timeMs: 0 });
    writer.apply({ kind: 'word-break', timeMs: 0 });
    writer.apply(letter('A'));
    writer.apply({ kind: 'del', timeMs: 0 });
    expect(writer.state.text).toBe('HI ');
    writer.undo();
    expect(writer.state.text).toBe('HI A');
  });

  it('saves a burst of letters once, soon after the last', async () => {
    const { writer, saved } = setUp();
    for (const label of 'ABC') writer.apply(letter(label));
    expect(saved).toEqual([]);
    await vi.advanceTimersByTimeAsync(1000);
    expect(saved).toEqual([['ABC', 3]]);
  });

  it('saves at once when the page goes away, and not again after', async () => {
    const { writer, saved } = setUp();
    writer.apply(letter('A'));
    await writer.flush();
    await vi.advanceTimersByTimeAsync(1000);
    expect(saved).toEqual([['A', 1]]);
  });

  it('brings back text and caret, and keeps what was written meanwhile', async () => {
    const first = setUp({ text: 'HELLO', caret: 2 });
    await first.writer.restore();
    expect(first.writer.state).toMatchObject({ text: 'HELLO', caret: 2, canUndo: false });
    const second = setUp({ text: 'OLD', caret: 3 });
    second.writer.apply(letter('N'));
    await second.writer.restore();
    expect(second.writer.state).toMatchObject({ text: 'OLDN', caret: 4 });
    await second.writer.flush();
    expect(second.saved).toEqual([['OLDN', 4]]);
  });

  it('reports a failed save, keeps the text, and says when it is kept again', async () => {
    const { writer, errors, fail, saved } = setUp();
    fail();
    writer.apply(letter('A'));
    await writer.flush();
    expect(errors).toHaveLength(1);
    expect(writer.state).toMatchObject({ text: 'A', textKept: false });
    fail(false);
    writer.apply(letter('B'));
    await writer.flush();
    expect(writer.state.textKept).toBe(true);
    expect(saved).toEqual([['AB', 2]]);
  });

  it('suggests words for what is being spelled, unless it is told not to', () => {
    const { writer } = setUp();
    writer.useLexicon(parseLexicon('HELLO\nHELP\nWORLD'));
    for (const label of 'HEL') writer.apply(letter(label));
    expect(writer.state.suggestions).toContain('HELLO');
    writer.suggestWords(false);
    expect(writer.state.suggestions).toEqual([]);
    writer.suggestWords(true);
    writer.accept('HELLO');
    expect(writer.state.text).toBe('HELLO ');
  });

  it('forgets for good: neither undo nor a late saving brings the text back', async () => {
    const { writer, saved } = setUp();
    writer.edit('SECRET', 6);
    writer.forget();
    writer.undo();
    expect(writer.state).toMatchObject({ text: '', canUndo: false });
    await vi.advanceTimersByTimeAsync(1000);
    expect(saved).toEqual([]);
  });

  it('says whether a sign changed the text', () => {
    const { writer } = setUp();
    const sign = (kind: 'space' | 'del' | 'word-break') => writer.apply({ kind, timeMs: 0 });
    expect([sign('del'), sign('word-break')]).toEqual([false, false]);
    expect(writer.apply(letter('A'))).toBe(true);
    expect([sign('word-break'), sign('word-break'), sign('del'), sign('del')]).toEqual([
      true,
      false,
      true,
      true,
    ]);
  });
});
