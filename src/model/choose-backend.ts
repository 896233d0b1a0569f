import { type StartedBackend, startBackend } from './backend.ts';
import { Embedder } from './embedder.ts';
import { ModelError } from './errors.ts';
import type { RecognizerOptions } from './recognizer.ts';
import type { BackendName, InputSize, RecognizerInfo } from './types.ts';
import type { LoadedModel } from './weights.ts';

/** The least cosine between the stored golden embedding and the one computed here. */
const GOLDEN_COSINE = 0.99;
/** Another GPU backend must be faster by this much: a start that wavers between two is worse than either. */
const CLEARLY_FASTER = 0.85;
const TIMED_RUNS = 5;

export interface RunningBackend {
  backend: StartedBackend;
  embedder: Embedder;
}

interface Choice extends RunningBackend {
  /** Median ms of one embedding by backend, where they were compared. */
  measured: RecognizerInfo['measured'];
}

/**
 * The first backend of `options.backends` that works, warmed up for `inputSize`.
 * @param refused gets those that do not, with the reason
 * @throws ModelError `no-backend` when none works; its message lists why
 */
export async function chooseBackend(
  model: LoadedModel,
  inputSize: InputSize,
  options: RecognizerOptions,
  refused: RecognizerInfo['refused'],
): Promise<Choice> {
  const tryOne = async (name: BackendName): Promise<RunningBackend | null> => {
    try {
      return await bringUp(name, model, inputSize, options);
    } catch (error) {
      refused.push({ backend: name, reason: error instanceof Error ? error.message : String(error) });
      return null;
    }
  };
  for (const name of options.backends) {
    const running = await tryOne(name);
    if (!running) continue;
    const rival = name === 'webgl' ? 'webgpu' : name === 'webgpu' ? 'webgl' : null;
    if (!options.compare || !rival || !options.backends.includes(rival))
      return { ...running, measured: null };
    return faster(running, inputSize, () => tryOne(rival));
  }
  const why = refused.map(({ backend, reason }) => `${backend}: ${reason}`).join('; ');
  throw new ModelError('no-backend', `No backend can run the network here: ${why}`);
}

/** Starts a backend, judges it by the golden input and warms it up; lets go of it when any of that fails. */
async function bringUp(
  name: BackendName,
  model: LoadedModel,
  inputSize: InputSize,
  { onStage, backendOptions }: RecognizerOptions,
): Promise<RunningBackend> {
  onStage('starting-backend');
  const backend = await startBackend(name, backendOptions);
  try {
    const embedder = new Embedder(model, backend);
    onStage('self-test');
    await embedder.compile(model.golden.size);
    await selfTest(embedder, model);
    onStage('warming-up');
    // The self-test has built all that its own size needs.
    if (inputSize !== model.golden.size) await embedder.warmUp(inputSize);
    return { backend, embedder };
  } catch (error) {
    backend.stop();
    throw error;
  }
}

async function faster(
  first: RunningBackend,
  inputSize: InputSize,
  startRival: () => Promise<RunningBackend | null>,
): Promise<Choice> {
  const firstMs = await medianMs(first.embedder, inputSize);
  const rival = await startRival();
  if (!rival) {
    await first.backend.activate();
    return { ...first, measured: null };
  }
  const rivalMs = await medianMs(rival.embedder, inputSize);
  const measured = [
    { backend: first.backend.name, ms: firstMs },
    { backend: rival.backend.name, ms: rivalMs },
  ];
  const [winner, loser] = rivalMs < firstMs * CLEARLY_FASTER ? [rival, first] : [first, rival];
  loser.embedder.dispose();
  loser.backend.stop();
  await winner.backend.activate();
  return { ...winner, measured };
}

async function medianMs(embedder: Embedder, side: number): Promise<number> {
  const input = new Float32Array(side * side * 3);
  const times: number[] = [];
  for (let run = 0; run < TIMED_RUNS; run++) {
    const started = performance.now();
    await embedder.embed(input, side);
    times.push(performance.now() - started);
  }
  return times.sort((a, b) => a - b)[TIMED_RUNS >> 1] ?? Number.POSITIVE_INFINITY;
}

/** @throws ModelError `self-test-failed` when a backend computes something else than it should. */
async function selfTest(embedder: Embedder, { golden }: LoadedModel): Promise<void> {
  const similarity = cosine(await embedder.embed(golden.input, golden.size), golden.embedding);
  // NaN must fail too.
  if (!(similarity > GOLDEN_COSINE)) {
    throw new ModelError(
      'self-test-failed',
      `self-test: cosine ${similarity.toFixed(4)} to the stored embedding`,
    );
  }
}

function cosine(a: Float32Array, b: Float32Array): number {
  let dot = 0;
  let aa = 0;
  let bb = 0;
  for (let i = 0; i < b.length; i++) {
    const x = a[i] ?? Number.NaN;
    const y = b[i] ?? Number.NaN;
    dot += x * y;
    aa += x * x;
    bb += y * y;
  }
  return dot / Math.sqrt(aa * bb);
}
