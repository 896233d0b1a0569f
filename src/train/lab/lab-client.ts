/** The page's side of lab.worker.ts. Each experiment has a worker of its own, ended with it, whatever it holds. */
import * as Comlink from 'comlink';
import { carryErrorCodes } from '../../model/bridge.ts';
import type { BackendName } from '../../model/types.ts';
import type { NetworkId } from '../../model/zoo/networks.ts';
import type { ForwardTime } from './forward-time.ts';
import type { GradientReport, GradientRun } from './gradient-run.ts';
import type { LabApi, LeNetResult, PictureSource, WasmUrls } from './lab.worker.ts';
import type { LeNetReport, LeNetSettings } from './lenet-settings.ts';
import type { Rival } from './rival.ts';

const WASM_FILES = [
  'tfjs-backend-wasm.wasm',
  'tfjs-backend-wasm-simd.wasm',
  'tfjs-backend-wasm-threaded-simd.wasm',
];

/** Relative to the page, wherever it is hosted. */
function wasmUrls(): WasmUrls {
  return Object.fromEntries(WASM_FILES.map((file) => [file, new URL(`tfjs/${file}`, document.baseURI).href]));
}

async function inWorker<T>(
  signal: AbortSignal,
  use: (lab: Comlink.Remote<LabApi>) => Promise<T>,
): Promise<T> {
  signal.throwIfAborted();
  carryErrorCodes();
  const worker = new Worker(new URL('./lab.worker.ts', import.meta.url), { type: 'module' });
  let stop: (reason: unknown) => void = () => undefined;
  const stopped = new Promise<never>((_, reject) => {
    stop = reject;
  });
  stopped.catch(() => undefined);
  const abort = () => stop(signal.reason);
  signal.addEventListener('abort', abort);
  worker.addEventListener('error', (event) => stop(new Error(event.message || 'the worker did not start')));
  try {
    return await Promise.race([use(Comlink.wrap<LabApi>(worker)), stopped]);
  } finally {
    signal.removeEventListener('abort', abort);
    worker.terminate();
  }
}

/** @throws ModelError `no-backend` when this device lacks it; the signal's reason */
export function timeForward(
  network: NetworkId,
  backend: BackendName,
  signal: AbortSignal,
): Promise<ForwardTime> {
  return inWorker(signal, (lab) => lab.time(network, backend, wasmUrls()));
}

/** @throws TrainError `nothing-to-train` | `one-class`; StorageError; the signal's reason */
export function measureGradients(
  source: PictureSource,
  run: GradientRun,
  onReport: (report: GradientReport) => void,
  signal: AbortSignal,
): Promise<GradientReport> {
  return inWorker(signal, (lab) => lab.gradients(source, run, wasmUrls(), Comlink.proxy(onReport)));
}

/**
 * @param rival the head that answers now, to be scored on the same held-out pictures
 * @throws TrainError `nothing-to-train` | `one-class`; StorageError; the signal's reason
 */
export function trainLeNet(
  source: PictureSource,
  settings: LeNetSettings,
  rival: Rival | null,
  onReport: (report: LeNetReport) => void,
  signal: AbortSignal,
): Promise<LeNetResult> {
  return inWorker(signal, (lab) => lab.lenet(source, settings, rival, wasmUrls(), Comlink.proxy(onReport)));
}
