import type { Lexicon } from '../spelling/lexicon.ts';
import { suggest } from '../spelling/suggest.ts';
import { TextBuffer } from '../spelling/text-buffer.ts';
import type { SpellingEvent } from '../spelling/types.ts';

export interface WriterState {
  text: string;
  caret: number;
  suggestions: string[];
  canUndo: boolean;
  /** Whether the last saving went well. */
  textKept: boolean;
}

/** Where the text lives between visits. */
export interface TextStore {
  load(): Promise<{ text: string; caret: number }>;
  save(text: string, caret: number): Promise<void>;
}

/** Saved this long after the last change, ms: often enough to lose nothing, rarely enough for a phone's storage. */
const SAVE_AFTER_MS = 300;

/** The text being written: letters and edits go in, suggestions come out, and every change is kept. */
export class Writer {
  private buffer = TextBuffer.empty;
  private lexicon: Lexicon | null = null;
  private words: string[] = [];
  private suggesting = true;
  private kept = true;
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly store: TextStore,
    private readonly onChange: () => void,
    private readonly onError: (error: unknown) => void,
  ) {}

  get state(): WriterState {
    const { text, caret, canUndo } = this.buffer;
    return { text, caret, canUndo, suggestions: this.words, textKept: this.kept };
  }

  /** Brings back the text of the last visit, before whatever was written meanwhile. */
  async restore(): Promise<void> {
    const { text, caret } = await this.store.load();
    if (text === '') return;
    const { text: written, caret: at } = this.buffer;
    const stored = TextBuffer.from(text);
    if (written === '') {
      this.buffer = stored.edit(text, caret);
      this.refresh();
    } else {
      this.change(stored.edit(text + written, text.length + at));
    }
  }

  useLexicon(lexicon: Lexicon): void {
    this.lexicon = lexicon;
    this.refresh();
  }

  suggestWords(on: boolean): void {
    if (this.suggesting === on) return;
    this.suggesting = on;
    this.refresh();
  }

  /** @returns whether it changed the text: a space after a space does not. */
  apply(event: SpellingEvent): boolean {
    const { text } = this.buffer;
    switch (event.kind) {
      case 'letter':
        this.change(this.buffer.insertLetter(event.label, event.evidence));
        break;
      case 'space':
        this.change(this.buffer.insertSpace());
        break;
      case 'word-break':
        this.change(this.buffer.breakWord());
        break;
      case 'del':
        this.change(this.buffer.deleteBackward());
        break;
    }
    return this.buffer.text !== text;
  }

  edit(text: string, caret: number): void {
    this.change(this.buffer.edit(text, caret));
  }

  insertSpace(): void {
    this.change(this.buffer.insertSpace());
  }

  deleteLast(): void {
    this.change(this.buffer.deleteBackward());
  }

  clear(): void {
    this.change(this.buffer.clear());
  }

  /** Empties text and history, without saving: what was stored is gone already. */
  forget(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    this.buffer = TextBuffer.empty;
    this.refresh();
  }

  undo(): void {
    this.change(this.buffer.undo());
  }

  accept(word: string): void {
    this.change(this.buffer.replaceWord(word));
  }

  /** Saves what is not saved yet; for a page that goes away. */
  async flush(): Promise<void> {
    if (this.timer === undefined) return;
    clearTimeout(this.timer);
    this.timer = undefined;
    let kept = true;
    try {
      await this.store.save(this.buffer.text, this.buffer.caret);
    } catch (error) {
      kept = false;
      this.onError(error);
    }
    if (kept === this.kept) return;
    this.kept = kept;
    this.onChange();
  }

  private change(next: TextBuffer): void {
    if (next === this.buffer) return;
    this.buffer = next;
    this.refresh();
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.flush(), SAVE_AFTER_MS);
  }

  private refresh(): void {
    const word = this.buffer.currentWord();
    this.words =
      this.suggesting && this.lexicon && word ? suggest(this.lexicon, word.text, word.evidence) : [];
    this.onChange();
  }
}
