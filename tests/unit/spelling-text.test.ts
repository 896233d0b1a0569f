import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { characterErrorRate, editDistance } from '../../src/spelling/error-rate.ts';
import { TextBuffer } from '../../src/spelling/text-buffer.ts';

const write = (text: string) =>
  [...text].reduce((buffer, letter) => buffer.insertLetter(letter), TextBuffer.empty);

describe('TextBuffer', () => {
  it('writes at the caret and deletes before it', () => {
    const buffer = write('HELO').edit('HELO', 3).insertLetter('L');
    expect([buffer.text, buffer.caret]).toEqual(['HELLO', 4]);
    expect(buffer.deleteBackward().deleteBackward().text).toBe('HEO');
  });

  it('breaks a word once and never at the start', () => {
    expect(TextBuffer.empty.breakWord()).toBe(TextBuffer.empty);
    expect(write('HI').breakWord().breakWord().text).toBe('HI ');
    expect(TextBuffer.empty.insertSpace().text).toBe(' ');
  });

  it('deletes a whole character, however many units it takes', () => {
    expect(TextBuffer.from('A👩‍👧').deleteBackward().text).toBe('A');
    expect(TextBuffer.from('').deleteBackward().canUndo).toBe(false);
  });

  it('undoes commits, del, clear and suggestions', () => {
    const states = [write('WOR')];
    const last = () => states.at(-1) ?? TextBuffer.empty;
    states.push(last().replaceWord('WORLD'));
    states.push(last().deleteBackward());
    states.push(last().clear());
    expect(states.map(({ text }) => text)).toEqual(['WOR', 'WORLD ', 'WORLD', '']);
    let back = last();
    for (const state of states.toReversed().slice(1)) {
      back = back.undo();
      expect([back.text, back.caret]).toEqual([state.text, state.caret]);
    }
  });

  it('remembers the evidence of each letter of the current word through edits elsewhere', () => {
    const evidence = new Map([
      ['M', 0.5],
      ['N', 0.4],
    ]);
    const buffer = TextBuffer.from('OH ').insertLetter('M', evidence).insertLetter('E', null);
    const edited = buffer.edit('OH MY ME', 6).edit('OH MY ME', 8);
    expect(edited.currentWord()).toEqual({ text: 'ME', start: 6, end: 8, evidence: [evidence, null] });
  });

  it('finds the word the caret stands in, and none after a space', () => {
    expect(TextBuffer.from('ONE TWO').edit('ONE TWO', 5).currentWord()?.text).toBe('TWO');
    expect(TextBuffer.from('ONE ').currentWord()).toBe(null);
    expect(TextBuffer.empty.currentWord()).toBe(null);
  });

  it('replaces the whole word around the caret and steps over a space that is there', () => {
    const buffer = TextBuffer.from('TEH CAT').edit('TEH CAT', 2).replaceWord('THE');
    expect([buffer.text, buffer.caret]).toEqual(['THE CAT', 4]);
  });

  it('joins typed characters into one step until a space', () => {
    let buffer = write('A');
    for (const text of ['Ab', 'Abc', 'Abc ', 'Abc d']) buffer = buffer.edit(text, text.length);
    expect(buffer.undo().text).toBe('Abc ');
    expect(buffer.undo().undo().text).toBe('Abc');
    expect(buffer.undo().undo().undo().text).toBe('A');
  });

  it('types in another place as another step', () => {
    const buffer = TextBuffer.from('AC').edit('ABC', 2).edit('ABCD', 4);
    expect([buffer.undo().text, buffer.undo().undo().text]).toEqual(['ABC', 'AC']);
  });

  it('undoes five hundred changes of a long text, and keeps no copy of it for each', () => {
    const long = 'HELLO '.repeat(2000);
    let buffer = TextBuffer.from(long);
    for (let i = 0; i < 500; i++) buffer = buffer.insertLetter('A', new Map([['A', 1]]));
    expect(JSON.stringify(buffer).length).toBeLessThan(20 * long.length);
    for (let i = 0; i < 500; i++) buffer = buffer.undo();
    expect(buffer.text).toBe(long);
    expect(buffer.canUndo).toBe(false);
  });

  it('undo gives back every state; caret and evidence always fit the text', () => {
    const action = fc.oneof(
      fc.constantFrom(...'ABC').map((l) => (b: TextBuffer) => b.insertLetter(l, new Map([[l, 1]]))),
      fc.constant((b: TextBuffer) => b.insertSpace()),
      fc.constant((b: TextBuffer) => b.breakWord()),
      fc.constant((b: TextBuffer) => b.deleteBackward()),
      fc.constant((b: TextBuffer) => b.clear()),
      fc.constant((b: TextBuffer) => b.replaceWord('WORD')),
      fc.nat(20).map((caret) => (b: TextBuffer) => b.edit(b.text, caret)),
      fc.tuple(fc.string(), fc.nat(20)).map(
        ([text, caret]) =>
          (b: TextBuffer) =>
            b.edit(`${text}xx\n`, caret),
      ),
    );
    fc.assert(
      fc.property(fc.array(action, { maxLength: 40 }), (actions) => {
        let buffer = TextBuffer.empty;
        for (const act of actions) {
          const before = buffer;
          buffer = act(before);
          expect(buffer.caret).toBeGreaterThanOrEqual(0);
          expect(buffer.caret).toBeLessThanOrEqual(buffer.text.length);
          const word = buffer.currentWord();
          if (word) expect(word.evidence.length).toBe(word.text.length);
          if (buffer.text !== before.text) expect(buffer.undo().text).toBe(before.text);
        }
        for (let i = 0; i <= actions.length; i++) buffer = buffer.undo();
        expect(buffer.text).toBe('');
      }),
    );
  });
});

describe('error rate', () => {
  it('counts insertions, deletions and substitutions over the truth', () => {
    expect(characterErrorRate('HELLO', 'hello ')).toBe(0);
    expect(characterErrorRate('HELLO', 'HELO')).toBeCloseTo(0.2);
    expect(characterErrorRate('HELLO', '')).toBe(1);
    expect(characterErrorRate('', 'A')).toBe(1);
    expect(characterErrorRate('', ' ')).toBe(0);
  });

  it('is a distance', () => {
    const word = fc.array(fc.constantFrom('A', 'B', 'C'), { maxLength: 8 });
    fc.assert(
      fc.property(word, word, word, (a, b, c) => {
        expect(editDistance(a, b)).toBe(editDistance(b, a));
        expect(editDistance(a, a)).toBe(0);
        expect(editDistance(a, c)).toBeLessThanOrEqual(editDistance(a, b) + editDistance(b, c));
      }),
    );
  });
});
