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

/** What was removed at one place and how much stands there instead: enough to go back, whatever the text's length. */
interface Step {
  start: number;
  removed: string;
  evidence: readonly CharacterEvidence[];
  /** UTF-16 units that stand there since. */
  inserted: number;
  /** Where the caret was. */
  caret: number;
  /** Keyboard typing, which joins into one step. */
  typing: boolean;
}

/** What takes the place of a part of the text. */
interface Insertion {
  text: string;
  /** Of each UTF-16 unit; null: typed. */
  evidence?: CharacterEvidence;
  /** Where the caret goes; behind the insertion unless told. */
  caret?: number;
  typing?: boolean;
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
    const known = [...letter].length === 1 ? evidence : null;
    return this.splice(this.caret, this.caret, { text: letter, evidence: known });
  }

  insertSpace(): TextBuffer {
    return this.splice(this.caret, this.caret, { text: ' ' });
  }

  /** A space, unless the text is empty there or a space stands there already. */
  breakWord(): TextBuffer {
    return /\S$/.test(this.text.slice(0, this.caret)) ? this.insertSpace() : this;
  }

  /** Removes the character before the caret, whole even where it takes several UTF-16 units. */
  deleteBackward(): TextBuffer {
    const before = [...segments(this.text.slice(0, this.caret))];
    const length = before.at(-1)?.length ?? 0;
    return length === 0 ? this : this.splice(this.caret - length, this.caret, { text: '' });
  }

  clear(): TextBuffer {
    return this.text === '' ? this : this.splice(0, this.text.length, { text: '' });
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
    const end = this.text.length - tail;
    const typing = head === end && /^\S$/u.test(added);
    return this.splice(head, end, { text: added, caret: at, typing });
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
    if (this.text[end] !== ' ') return this.splice(start, end, { text: `${word} ` });
    return this.splice(start, end, { text: word, caret: start + word.length + 1 });
  }

  undo(): TextBuffer {
    const step = this.past.at(-1);
    if (!step) return this;
    const { start, inserted, removed, evidence, caret } = step;
    return new TextBuffer(
      { ...replaced(this.now, start, start + inserted, removed, evidence), caret },
      this.past.slice(0, -1),
    );
  }

  /** Puts `text` in the place of [start, end). */
  private splice(
    start: number,
    end: number,
    { text, evidence = null, caret = start + text.length, typing = false }: Insertion,
  ): TextBuffer {
    const { now, past } = this;
    const each = Array.from({ length: text.length }, () => evidence);
    const next = { ...replaced(now, start, end, text, each), caret };
    const last = past.at(-1);
    if (typing && last?.typing && last.start + last.inserted === start) {
      const joined = { ...last, inserted: last.inserted + text.length };
      return new TextBuffer(next, [...past.slice(0, -1), joined]);
    }
    const step = {
      start,
      removed: now.text.slice(start, end),
      evidence: now.evidence.slice(start, end),
      inserted: text.length,
      caret: now.caret,
      typing,
    };
    return new TextBuffer(next, [...past, step].slice(-MAX_STEPS));
  }
}

/** `text` and its evidence in the place of [start, end). */
function replaced(
  now: Snapshot,
  start: number,
  end: number,
  text: string,
  evidence: readonly CharacterEvidence[],
): Omit<Snapshot, 'caret'> {
  return {
    text: now.text.slice(0, start) + text + now.text.slice(end),
    evidence: [...now.evidence.slice(0, start), ...evidence, ...now.evidence.slice(end)],
  };
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
