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
  /** Which of the two was faster on this device when they were compared; null until then. */
  fasterGpu: 'webgl' | 'webgpu' | null;
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
  fasterGpu: null,
};

/** What each field accepts; a number is checked against its closed range. */
const ACCEPTS: { [K in keyof Settings]: (value: unknown) => value is Settings[K] } = {
  holdMs: within(100, 5000),
  wordBreakMs: within(0, 10_000),
  mirrorPreview: isBoolean,
  showSkeleton: isBoolean,
  suggestions: isBoolean,
  theme: oneOf('auto', 'light', 'dark'),
  language: oneOf('auto', 'en', 'ru'),
  fixedFrame: isBoolean,
  cameraId: (value): value is string | null => value === null || typeof value === 'string',
  facing: oneOf('user', 'environment'),
  backend: oneOf('auto', 'webgl', 'webgpu', 'wasm'),
  inputSize: oneOf('auto', 128, 160, 192, 224),
  fasterGpu: oneOf('webgl', 'webgpu', null),
};

/** Valid settings from whatever was stored: a missing, unknown or invalid field becomes its default. */
export function parseSettings(stored: unknown): Settings {
  const settings: Settings = { ...DEFAULT_SETTINGS };
  if (typeof stored !== 'object' || stored === null) return settings;
  const accept = <K extends keyof Settings>(key: K) => {
    const value: unknown = (stored as Partial<Record<K, unknown>>)[key];
    if (ACCEPTS[key](value)) settings[key] = value;
  };
  for (const key of Object.keys(ACCEPTS) as (keyof Settings)[]) accept(key);
  return settings;
}

function within(low: number, high: number) {
  return (value: unknown): value is number => typeof value === 'number' && value >= low && value <= high;
}

function isBoolean(value: unknown): value is boolean {
  return typeof value === 'boolean';
}

function oneOf<const T extends readonly unknown[]>(...allowed: T) {
  return (value: unknown): value is T[number] => allowed.includes(value);
}
