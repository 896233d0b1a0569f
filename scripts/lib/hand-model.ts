import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { zipSync } from 'fflate';
import { addInputNormalization } from './tflite-metadata.ts';

/** SHA-256 of the file that `assembleHandModel` makes from @mediapipe/hands 0.4.1675469240. */
export const HAND_MODEL_SHA256 = 'b09103f980dc14a5c46483b7a652f49e4595ce79d3e42e576c21040ccda33215';

const PALM_DETECTOR = 'palm_detection_full.tflite';
/** Both networks take RGB in [0, 1]. */
const NORMALIZATION = { mean: 0, std: 255 };

/**
 * Assembles MediaPipe's `hand_landmarker.task` from the networks that the npm package @mediapipe/hands
 * ships: a zip with stored entries, one TFLite model for palms and one for landmarks.
 * @param folder the unpacked package @mediapipe/hands.
 * @returns the file's bytes, always the same.
 * @throws Error when the package is not the version this was made for.
 */
export async function assembleHandModel(folder: string): Promise<Uint8Array> {
  const [loader, packed, landmarks] = await Promise.all([
    readFile(join(folder, 'hands_solution_packed_assets_loader.js'), 'utf8'),
    readFile(join(folder, 'hands_solution_packed_assets.data')),
    readFile(join(folder, 'hand_landmark_full.tflite')),
  ]);
  const { start, end } = findPackedFile(loader, PALM_DETECTOR);
  const entries = {
    'hand_detector.tflite': addInputNormalization(
      packed.subarray(start, end),
      'Palm detector',
      NORMALIZATION,
    ),
    'hand_landmarks_detector.tflite': addInputNormalization(landmarks, 'Hand landmarks', NORMALIZATION),
  };
  const task = zipSync(entries, { level: 0, mtime: new Date(1980, 0, 1) });
  const hash = sha256(task);
  if (hash !== HAND_MODEL_SHA256) {
    throw new Error(
      `The hand model came out as ${hash}, not ${HAND_MODEL_SHA256}. Run "npm ci" and try again.`,
    );
  }
  return task;
}

/** Where Emscripten's file packager put a file: bytes [start, end) of the `.data` beside its loader. */
export function findPackedFile(loader: string, name: string): { start: number; end: number } {
  const quoted = name.replaceAll('.', '\\.');
  const entry = new RegExp(`"filename":\\s*"[^"]*/${quoted}",\\s*"start":\\s*(\\d+),\\s*"end":\\s*(\\d+)`);
  const [, start, end] = entry.exec(loader) ?? [];
  if (start === undefined || end === undefined) throw new Error(`No ${name} among the packed assets.`);
  return { start: Number(start), end: Number(end) };
}

/** SHA-256 as lower-case hex. */
export function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
