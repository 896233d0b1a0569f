import type { LiveState } from './live-state.ts';

/** Before anything was started: nothing read, nothing shown. */
export const IDLE_STATE: LiveState = {
  status: { kind: 'idle' },
  top: [],
  hold: null,
  lastCommit: null,
  overlay: null,
  text: '',
  caret: 0,
  suggestions: [],
  canUndo: false,
  textKept: true,
  cameras: [],
  activeCameraId: null,
  standIn: null,
  stream: null,
  stats: {
    backend: null,
    gpu: null,
    inputSize: null,
    classificationsPerSecond: 0,
    cameraFramesPerSecond: 0,
    times: null,
    offlineReady: false,
  },
};
