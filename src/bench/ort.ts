import type { InputSize } from '../model/types.ts';
import type { OrtFiles } from './types.ts';

/** The little of onnxruntime-web that is used; the library itself is served by the script that measures. */
interface Ort {
  env: { wasm: { numThreads: number; wasmPaths: string; proxy: boolean } };
  Tensor: new (type: 'float32', data: Float32Array, dims: number[]) => unknown;
  InferenceSession: {
    create(
      model: Uint8Array,
      options: { executionProviders: string[]; graphOptimizationLevel: string },
    ): Promise<Session>;
  };
}

interface Session {
  run(feeds: Record<string, unknown>): Promise<unknown>;
}

/** The same network in ONNX Runtime Web, WASM, with as many threads as the app's own backend has: one. */
export class OrtPeer {
  private constructor(
    private readonly ort: Ort,
    private readonly session: Session,
  ) {}

  static async start({ scriptUrl, wasmFolderUrl, modelUrl }: OrtFiles): Promise<OrtPeer> {
    const ort = (await import(/* @vite-ignore */ scriptUrl)) as Ort;
    Object.assign(ort.env.wasm, { numThreads: 1, wasmPaths: wasmFolderUrl, proxy: false });
    const model = new Uint8Array(await (await fetch(modelUrl)).arrayBuffer());
    const session = await ort.InferenceSession.create(model, {
      executionProviders: ['wasm'],
      graphOptimizationLevel: 'all',
    });
    return new OrtPeer(ort, session);
  }

  /** Milliseconds of each run, after one to warm up. */
  async times(side: InputSize, runs: number): Promise<number[]> {
    const data = new Float32Array(3 * side * side).fill(0.1);
    const run = () => this.session.run({ input: new this.ort.Tensor('float32', data, [1, 3, side, side]) });
    await run();
    const times: number[] = [];
    for (let i = 0; i < runs; i++) {
      const began = performance.now();
      await run();
      times.push(performance.now() - began);
    }
    return times;
  }
}
