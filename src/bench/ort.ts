import type { OrtRequest } from './types.ts';

/** The little of onnxruntime-web that is used; the library itself is served by the script that measures. */
interface Ort {
  env: { wasm: { numThreads: number; wasmPaths: string; proxy: boolean } };
  Tensor: new (type: 'float32', data: Float32Array, dims: number[]) => unknown;
  InferenceSession: {
    create(
      model: Uint8Array,
      options: { executionProviders: string[]; graphOptimizationLevel: string },
    ): Promise<{ run(feeds: Record<string, unknown>): Promise<unknown>; release(): Promise<void> }>;
  };
}

/** Milliseconds of each run of the same network in ONNX Runtime Web, WASM, one thread, after one to warm up. */
export async function ortTimes({
  scriptUrl,
  wasmFolderUrl,
  modelUrl,
  side,
  runs,
}: OrtRequest): Promise<number[]> {
  const ort = (await import(/* @vite-ignore */ scriptUrl)) as Ort;
  Object.assign(ort.env.wasm, { numThreads: 1, wasmPaths: wasmFolderUrl, proxy: false });
  const model = new Uint8Array(await (await fetch(modelUrl)).arrayBuffer());
  const session = await ort.InferenceSession.create(model, {
    executionProviders: ['wasm'],
    graphOptimizationLevel: 'all',
  });
  try {
    const data = new Float32Array(3 * side * side).fill(0.1);
    const feed = () => ({ input: new ort.Tensor('float32', data, [1, 3, side, side]) });
    await session.run(feed());
    const times: number[] = [];
    for (let run = 0; run < runs; run++) {
      const began = performance.now();
      await session.run(feed());
      times.push(performance.now() - began);
    }
    return times;
  } finally {
    await session.release();
  }
}
