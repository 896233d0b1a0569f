/**
 * What the Spell screen shows, as one immutable value. The session (live-session.ts) makes it, components render
 * it, and neither knows the other's inside.
 */
import type { CameraErrorCode } from '../camera/errors.ts';
import type { BackendName, CropBox, InputSize, Landmark, StageTimes } from '../model/types.ts';

export type { CameraErrorCode };

/** The one sentence on the stage. Exactly one holds at a time. */
export type StageStatus =
  | { kind: 'idle' }
  | { kind: 'downloading'; doneBytes: number; totalBytes: number; bytesPerSecond: number }
  | { kind: 'download-failed'; code: string; message: string }
  | { kind: 'starting-model'; detail: string }
  | { kind: 'model-failed'; code: string; message: string }
  | { kind: 'starting-camera' }
  | { kind: 'camera-error'; code: CameraErrorCode }
  | { kind: 'paused' }
  | { kind: 'recovering' }
  | { kind: 'show-hand' }
  | { kind: 'move-closer' }
  | { kind: 'more-light' }
  | { kind: 'not-sure' }
  | { kind: 'reading' };

export interface Candidate {
  label: string;
  /** Smoothed probability, [0, 1]. */
  probability: number;
}

export interface Overlay {
  /** x, y in [0, 1] of the unmirrored frame. */
  landmarks: Landmark[] | null;
  crop: CropBox | null;
  frame: { width: number; height: number };
}

/** A letter that was signed, or `space` or `del` where it changed the text. */
export interface CommittedLetter {
  label: string;
  /** ms since the session began. */
  atMs: number;
  /** Counts up; a new value means a new letter. */
  sequence: number;
}

export interface CameraChoice {
  deviceId: string;
  label: string;
  facing: 'user' | 'environment' | null;
}

export interface LiveStats {
  backend: BackendName | null;
  gpu: string | null;
  inputSize: InputSize | null;
  classificationsPerSecond: number;
  cameraFramesPerSecond: number;
  times: StageTimes | null;
  offlineReady: boolean;
}

export interface LiveState {
  status: StageStatus;
  /** Best three, smoothed; order changes at most three times a second. Empty when nothing is shown. */
  top: Candidate[];
  /** The letter being held and how far its ring is filled, [0, 1]. */
  hold: { label: string; progress: number } | null;
  lastCommit: CommittedLetter | null;
  overlay: Overlay | null;
  text: string;
  /** Caret position in `text` where the next letter goes. */
  caret: number;
  /** Up to three words. */
  suggestions: string[];
  canUndo: boolean;
  /** False when the text could not be stored: it is gone when the page closes. */
  textKept: boolean;
  cameras: CameraChoice[];
  activeCameraId: string | null;
  /** Name of the camera that stands in for the one that the person chose and that is not there. */
  standIn: string | null;
  /** The camera's stream, for the <video> element; null while there is none. */
  stream: MediaStream | null;
  stats: LiveStats;
}

/** What the Spell screen can ask of the session. Every call is safe in every state. */
export interface LiveActions {
  start(): Promise<void>;
  stop(): void;
  retry(): Promise<void>;
  chooseCamera(choice: { deviceId?: string; facing?: 'user' | 'environment' }): Promise<void>;
  /** The person typed: the whole new text and caret. */
  editText(text: string, caret: number): void;
  insertSpace(): void;
  deleteLast(): void;
  clear(): void;
  undo(): void;
  acceptSuggestion(word: string): void;
}
