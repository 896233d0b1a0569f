/** The person's choices: one record, stored whole (offline/database.ts), validated on read. */
export interface Settings {
  /** How long a letter must hold before it is written, ms: a fluent speller takes about 250, a beginner 1500. */
  holdMs: number;
  /** Hand away for this long writes a space, ms; 0 turns it off. */
  wordBreakMs: number;
  mirrorPreview: boolean;
  showSkeleton: boolean;
  suggestions: boolean;
  theme: 'auto' | 'light' | 'dark';
  language: 'auto' | 'en' | 'ru';
  /** Crop from a fixed frame on screen instead of the found hand: the last resort where no hand is found. */
  fixedFrame: boolean;
  cameraId: string | null;
  facing: 'user' | 'environment';
  backend: 'auto' | 'webgl' | 'webgpu' | 'wasm';
  inputSize: 'auto' | 128 | 160 | 192 | 224;
}

export const DEFAULT_SETTINGS: Settings = {
  holdMs: 700,
  wordBreakMs: 1500,
  mirrorPreview: true,
  showSkeleton: true,
  suggestions: true,
  theme: 'auto',
  language: 'auto',
  fixedFrame: false,
  cameraId: null,
  facing: 'user',
  backend: 'auto',
  inputSize: 'auto',
};
