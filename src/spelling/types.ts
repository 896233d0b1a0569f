/** A point of a hand, in any unit that is the same along x and y (px of the frame, for example); y grows downwards. */
export interface Point {
  x: number;
  y: number;
}

/** What the recognizer said of one frame. */
export interface Sample {
  /** When the frame was taken, ms on any steady clock. */
  timeMs: number;
  labels: readonly string[];
  /** One a label, sums to 1. */
  probabilities: Float32Array;
  /** False when no hand was found. */
  present: boolean;
  /** The hand's 21 points (MediaPipe's order) where they are known. Without them J and Z are judged as stills. */
  landmarks?: readonly Point[] | null;
}

export interface RankedLabel {
  label: string;
  /** Smoothed, [0, 1]. */
  probability: number;
}

/** The letter being held and how far it is from being written, [0, 1]. */
export interface Hold {
  label: string;
  progress: number;
}

/** Probability of each letter that a written character might have been. Keys are single upper-case characters. */
export type LetterEvidence = ReadonlyMap<string, number>;

export interface LetterEvent {
  kind: 'letter';
  label: string;
  timeMs: number;
  /** Mean probability of the label while it was held, [0, 1]. */
  confidence: number;
  evidence: LetterEvidence;
}

export type SpellingEvent = LetterEvent | { kind: 'space' | 'del' | 'word-break'; timeMs: number };

export interface SpellingSettings {
  /** How long a letter must hold before it is written, ms. */
  holdMs: number;
  /** Hand away for this long breaks the word, ms; 0 turns it off. */
  wordBreakMs: number;
  /** A letter that stays held is written a second time after this many holds. */
  repeatFactor: number;
}

export const DEFAULT_SPELLING: SpellingSettings = { holdMs: 700, wordBreakMs: 1500, repeatFactor: 3 };

/** The labels that are not letters. */
export const SPACE = 'space';
export const DELETE = 'del';
export const NOTHING = 'nothing';
