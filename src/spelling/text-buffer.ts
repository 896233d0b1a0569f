import type { LetterEvidence } from './types.ts';

/** What the recognizer knew of one character; null for a character that was typed. */
export type CharacterEvidence = LetterEvidence | null;

/** The word at the caret, for suggestions. */
export interface CurrentWord {
  text: string;
  /** [start, end) in the whole text, UTF-16 units. */
  start: number;
  end: number;
  /** One a UTF-16 unit of `text`. */
  evidence: readonly CharacterEvidence[];
}

interface Snapshot {
  text: string;
  caret: number;
  /** One a UTF-16 unit of the text. */
  evidence: readonly CharacterEvidence[];
}

/** A snapshot to go back to, and whether the change after it was keyboard typing (which joins into one step). */
interface Step extends Snapshot {
  typing: boolean;
}

const EMPTY: Snapshot = { text: '', caret: 0, evidence: [] };
const MAX_STEPS = 500;

/**
 * The written text with its caret, immutable: every change returns a new buffer, and the buffer before it when there
 * was nothing to change. Any change can be undone, also a clear, a `del` and a suggestion.
 */
export class TextBuffer {
  private constructor(
    private readonly now: Snapshot,
    private readonly past: readonly Step[],
  ) {}

  static readonly empty = new TextBuffer(EMPTY, []);

  /** A buffer that holds a stored text, caret at its end, with nothing to undo. */
  static from(text: string): TextBuffer {
    return new TextBuffer({ text, caret: text.length, evidence: typed(text) }, []);
  }

  get text(): string {
    return this.now.text;
  }

  /** UTF-16 offset in `text` where the next letter goes. */
  get caret(): number {
    return this.now.caret;
  }

  get canUndo(): boolean {
    return this.past.length > 0;
  }

  /** Writes one recognised letter at the caret and remembers what else it might have been. */
  insertLetter(letter: string, evidence: CharacterEvidence = null): TextBuffer {
    return this.splice(this.caret, this.caret, letter, [...letter].length === 1 ? evidence : null);
  }

  insertSpace(): TextBuffer {
    return this.splice(this.caret, this.caret, ' ');
  }

  /** A space, unless the text is empty there or a space stands there already. */
  breakWord(): TextBuffer {
    return /\S$/.test(this.text.slice(0, this.caret)) ? this.insertSpace() : this;
  }

  /** Removes the character before the caret, whole even where it takes several UTF-16 units. */
  deleteBackward(): TextBuffer {
    const before = [...segments(this.text.slice(0, this.caret))];
    const length = before.at(-1)?.length ?? 0;
    return length === 0 ? this : this.splice(this.caret - length, this.caret, '');
  }

  clear(): TextBuffer {
    return this.text === '' ? this : this.change(EMPTY);
  }

  /** The person typed: the whole new text and caret. Characters that stayed keep their evidence. */
  edit(text: string, caret: number): TextBuffer {
    const at = Math.max(0, Math.min(text.length, Math.trunc(caret) || 0));
    if (text === this.text) return new TextBuffer({ ...this.now, caret: at }, this.past);
    // What stands after the caret was not touched; that settles which of two equal letters is the new one.
    const after = Math.min(commonSuffix(this.text, text), text.length - at);
    const head = commonPrefix(
      this.text.slice(0, this.text.length - after),
      text.slice(0, text.length - after),
    );
    const tail = commonSuffix(this.text.slice(head), text.slice(head));
    const added = text.slice(head, text.length - tail);
    const evidence = [
      ...this.now.evidence.slice(0, head),
      ...typed(added),
      ...this.now.evidence.slice(this.text.length - tail),
    ];
    const next = { text, caret: at, evidence };
    const typing = /^\S$/u.test(added) && head + tail === this.text.length;
    const joins = typing && this.past.at(-1)?.typing === true;
    return joins ? new TextBuffer(next, this.past) : this.change(next, typing);
  }

  /** The run of letters that ends at the caret or surrounds it; null when the caret touches no word. */
  currentWord(): CurrentWord | null {
    const start = this.caret - (/\S*$/.exec(this.text.slice(0, this.caret))?.[0].length ?? 0);
    const end = this.caret + (/^\S*/.exec(this.text.slice(this.caret))?.[0].length ?? 0);
    if (start === this.caret) return null;
    return { text: this.text.slice(start, end), start, end, evidence: this.now.evidence.slice(start, end) };
  }

  /** Puts a suggestion in place of the current word (or at the caret), followed by a space. */
  replaceWord(word: string): TextBuffer {
    const current = this.currentWord();
    const start = current?.start ?? this.caret;
    const end = current?.end ?? this.caret;
    const spaced = this.text[end] === ' ';
    const next = this.splice(start, end, spaced ? word : `${word} `);
    return spaced ? new TextBuffer({ ...next.now, caret: next.caret + 1 }, next.past) : next;
  }

  undo(): TextBuffer {
    const step = this.past.at(-1);
    return step ? new TextBuffer(step, this.past.slice(0, -1)) : this;
  }

  private splice(start: number, end: number, insert: string, evidence: CharacterEvidence = null): TextBuffer {
    const known = this.now.evidence;
    return this.change({
      text: this.text.slice(0, start) + insert + this.text.slice(end),
      caret: start + insert.length,
      evidence: [
        ...known.slice(0, start),
        ...Array.from({ length: insert.length }, () => evidence),
        ...known.slice(end),
      ],
    });
  }

  private change(next: Snapshot, typing = false): TextBuffer {
    const { text, caret, evidence } = this.now;
    return new TextBuffer(next, [...this.past, { text, caret, evidence, typing }].slice(-MAX_STEPS));
  }
}

function typed(text: string): CharacterEvidence[] {
  return Array.from({ length: text.length }, () => null);
}

const graphemes = new Intl.Segmenter();

function* segments(text: string): Generator<string> {
  for (const { segment } of graphemes.segment(text)) yield segment;
}

function commonPrefix(a: string, b: string): number {
  let length = 0;
  while (length < a.length && length < b.length && a[length] === b[length]) length++;
  return length;
}

function commonSuffix(a: string, b: string): number {
  let length = 0;
  while (length < a.length && length < b.length && a.at(-1 - length) === b.at(-1 - length)) length++;
  return length;
}
