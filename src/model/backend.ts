/** Starts one of tfjs's backends inside a worker. Only this file and embedder.ts know which library computes. */
import {
  backend as activeBackend,
  env,
  registerBackend,
  removeBackend,
  setBackend,
} from '@tensorflow/tfjs-core';
import { ModelError } from './errors.ts';
import type { BackendName } from './types.ts';

export interface BackendOptions {
  /** URL of each tfjs-backend-wasm binary by its file name. */
  wasmUrls: Record<string, string>;
  /** Accept WebGL without a GPU: for checking that it works, never for speed. */
  allowSoftwareGl: boolean;
  onContextLost: () => void;
}

export interface StartedBackend {
  name: BackendName;
  /** What the driver calls the GPU, or null. */
  gpu: string | null;
  /** Compiles a program's shaders, where there are any, without waiting for each in turn; `run` must use every one. */
  compile(run: () => void): Promise<void>;
  /** Makes it the one that computes, after another was started. */
  activate(): Promise<void>;
  stop(): void;
}

/** @throws ModelError `no-backend` when this device cannot run it. */
export async function startBackend(name: BackendName, options: BackendOptions): Promise<StartedBackend> {
  try {
    switch (name) {
      case 'webgl':
        return await startWebGl(options);
      case 'webgpu':
        return await startWebGpu(options);
      case 'wasm':
        return await startWasm(options);
    }
  } catch (cause) {
    if (cause instanceof ModelError) throw cause;
    throw new ModelError('no-backend', `${name}: ${cause instanceof Error ? cause.message : String(cause)}`, {
      cause,
    });
  }
}

async function activate(name: BackendName): Promise<void> {
  if (!(await setBackend(name))) throw new ModelError('no-backend', `${name} did not initialise`);
}

/** Renderers that compute on the CPU, slower than WASM does. */
const SOFTWARE_GL = /swiftshader|llvmpipe|softpipe|software|basic render/i;

async function startWebGl({ allowSoftwareGl, onContextLost }: BackendOptions): Promise<StartedBackend> {
  const { MathBackendWebGL } = await import('@tensorflow/tfjs-backend-webgl');
  const canvas = new OffscreenCanvas(1, 1);
  // Our own context: tfjs would look for a <canvas> in Safari, where a worker has none, and it tells nobody of a loss.
  const gl = canvas.getContext('webgl2', {
    alpha: false,
    antialias: false,
    depth: false,
    stencil: false,
    powerPreference: 'high-performance',
    failIfMajorPerformanceCaveat: !allowSoftwareGl,
  });
  if (!gl) throw new ModelError('no-backend', 'no WebGL 2 context on a GPU');
  const info = gl.getExtension('WEBGL_debug_renderer_info');
  const gpu = String(gl.getParameter(info ? info.UNMASKED_RENDERER_WEBGL : gl.RENDERER));
  // Chromium's forced software GL does not own up to the caveat.
  if (!allowSoftwareGl && SOFTWARE_GL.test(gpu)) throw new ModelError('no-backend', `only ${gpu}`);
  let stopped = false;
  canvas.addEventListener('webglcontextlost', (event) => {
    event.preventDefault();
    if (!stopped) onContextLost();
  });
  env().set('WEBGL_VERSION', 2);
  env().set('WEBGL_USE_SHAPES_UNIFORMS', true);
  const backend = new MathBackendWebGL(canvas);
  removeBackend('webgl');
  registerBackend('webgl', () => backend);
  await activate('webgl');
  return {
    name: 'webgl',
    gpu,
    async compile(run) {
      env().set('ENGINE_COMPILE_ONLY', true);
      try {
        run();
        await backend.checkCompileCompletionAsync();
        backend.getUniformLocations();
      } finally {
        env().set('ENGINE_COMPILE_ONLY', false);
      }
    },
    activate: () => activate('webgl'),
    stop() {
      stopped = true;
      removeBackend('webgl');
      gl.getExtension('WEBGL_lose_context')?.loseContext();
    },
  };
}

async function startWebGpu({ onContextLost }: BackendOptions): Promise<StartedBackend> {
  const adapter = 'gpu' in navigator ? await navigator.gpu.requestAdapter() : null;
  if (!adapter) throw new ModelError('no-backend', 'no adapter');
  if (adapter.info.isFallbackAdapter) throw new ModelError('no-backend', 'only a software adapter');
  const { WebGPUBackend } = await import('@tensorflow/tfjs-backend-webgpu');
  await activate('webgpu');
  const backend = activeBackend();
  let stopped = false;
  if (backend instanceof WebGPUBackend) {
    void backend.device.lost.then(() => {
      if (!stopped) onContextLost();
    });
  }
  const { vendor, architecture, description } = adapter.info;
  return {
    name: 'webgpu',
    gpu: description || [vendor, architecture].filter(Boolean).join(' ') || null,
    compile: async (run) => run(),
    activate: () => activate('webgpu'),
    stop() {
      stopped = true;
      removeBackend('webgpu');
    },
  };
}

async function startWasm({ wasmUrls }: BackendOptions): Promise<StartedBackend> {
  const { setWasmPaths } = await import('@tensorflow/tfjs-backend-wasm');
  // Threads stay off: the pool starts from blob scripts that a strict content policy forbids.
  env().set('WASM_HAS_MULTITHREAD_SUPPORT', false);
  setWasmPaths(wasmUrls);
  await activate('wasm');
  return {
    name: 'wasm',
    gpu: null,
    compile: async () => undefined,
    activate: () => activate('wasm'),
    stop: () => removeBackend('wasm'),
  };
}
