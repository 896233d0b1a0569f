/** Sample states for looking at screens. They exist for tests and pictures only. */

import type { DeviceReport } from '../../src/app/device-report.ts';
import { IDLE_STATE } from '../../src/app/idle-state.ts';
import type { CameraErrorCode, LiveState, StageStatus } from '../../src/app/live-state.ts';
import type { Landmark } from '../../src/model/types.ts';

export const FRAME = { width: 640, height: 480 };

/** A hand that signs L, in px of FRAME: wrist, thumb, then the fingers. */
const L_HAND: readonly (readonly [number, number])[] = [
  [330, 400],
  [290, 380],
  [250, 350],
  [215, 330],
  [182, 318],
  [300, 290],
  [297, 230],
  [295, 190],
  [293, 152],
  [328, 284],
  [326, 262],
  [330, 296],
  [332, 318],
  [354, 290],
  [354, 272],
  [354, 304],
  [354, 322],
  [378, 304],
  [380, 288],
  [378, 314],
  [376, 330],
];

const landmarks: Landmark[] = L_HAND.map(([x, y]) => ({ x: x / FRAME.width, y: y / FRAME.height, z: 0 }));

/** While a hand is read: half an L after HELLO WOR. */
export const READING: LiveState = {
  ...IDLE_STATE,
  status: { kind: 'reading' },
  top: [
    { label: 'L', probability: 0.96 },
    { label: 'D', probability: 0.02 },
    { label: 'X', probability: 0.01 },
  ],
  hold: { label: 'L', progress: 0.62 },
  overlay: { landmarks, crop: { x: 150, y: 120, side: 310, mirrored: false }, frame: FRAME },
  text: 'HELLO WOR',
  caret: 9,
  suggestions: ['WORLD', 'WORK', 'WORD'],
  canUndo: true,
  cameras: [
    { deviceId: 'a', label: 'FaceTime HD Camera', facing: null },
    { deviceId: 'b', label: 'USB Camera', facing: null },
  ],
  activeCameraId: 'a',
  stats: {
    backend: 'webgl',
    gpu: 'Apple M2',
    inputSize: 224,
    classificationsPerSecond: 31,
    cameraFramesPerSecond: 30,
    times: { wait: 2, landmarks: 8, crop: 1, embed: 19, head: 0.6, total: 31 },
    offlineReady: true,
  },
};

export const CAMERA_ERRORS: readonly CameraErrorCode[] = [
  'blocked',
  'no-camera',
  'busy',
  'overconstrained',
  'security',
  'insecure-context',
  'no-answer',
  'lost',
  'unsupported',
  'unknown',
];

/** Every status there is, each camera error included. */
export const STATUSES: readonly StageStatus[] = [
  { kind: 'idle' },
  { kind: 'downloading', doneBytes: 12_000_000, totalBytes: 41_000_000, bytesPerSecond: 3_100_000 },
  { kind: 'download-failed', code: 'network', message: 'fetch failed' },
  { kind: 'starting-model', detail: 'self-test' },
  { kind: 'model-failed', code: 'no-backend', message: 'none' },
  { kind: 'starting-camera' },
  ...CAMERA_ERRORS.map((code) => ({ kind: 'camera-error', code }) as const),
  { kind: 'paused' },
  { kind: 'recovering' },
  { kind: 'show-hand' },
  { kind: 'move-closer' },
  { kind: 'more-light' },
  { kind: 'not-sure' },
  { kind: 'reading' },
];

export const REPORT: DeviceReport = {
  app: { version: '0.1.0', cacheVersion: 'a1b2c3d4' },
  browser: {
    userAgent: 'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) Chrome/140.0.0.0 Safari/537.36',
    isolated: true,
    serviceWorker: 'active',
  },
  recognizer: {
    backend: 'webgl',
    gpu: 'ANGLE (Apple, ANGLE Metal Renderer: Apple M2)',
    inputSize: 224,
    threads: 1,
    backboneId: 'resnet50-8f3e21',
    headName: null,
    refused: [{ backend: 'webgpu', reason: 'cosine 0.92 in the self-test' }],
  },
  times: READING.stats.times,
  storage: { usedBytes: 48_200_000, quotaBytes: 296_000_000_000, persisted: true },
  cache: {
    files: [
      { path: 'models/backbone.safetensors', bytes: 24_100_000, state: 'verified' },
      { path: 'models/head.bin', bytes: 310_000, state: 'verified' },
      { path: 'vision/hand_landmarker.task', bytes: 7_800_000, state: 'partial' },
    ],
    doneBytes: 28_000_000,
    totalBytes: 32_210_000,
  },
  errors: [{ at: '2026-01-05T10:12:00Z', code: 'context-lost', message: 'The WebGL context was lost' }],
};
