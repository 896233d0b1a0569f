/**
 * Makes every worker started meanwhile obey orders that cause the faults a device causes: `die` throws outside any
 * call, `hang` never returns, `lose-gpu` loses the WebGL context. The worker's own code runs unchanged. With
 * `hangAtStart` a worker hangs as soon as it asks for WebGL.
 */
export type Fault = 'die' | 'hang' | 'lose-gpu';

const ORDERS = `
  const contexts = [];
  const hangAtStart = new URL(import.meta.url).hash === '#hang';
  const getContext = OffscreenCanvas.prototype.getContext;
  OffscreenCanvas.prototype.getContext = function (kind, ...rest) {
    // MediaPipe asks for one too, with depth.
    if (hangAtStart && kind === 'webgl2' && rest[0]?.depth === false) for (;;);
    const context = getContext.call(this, kind, ...rest);
    if (kind === 'webgl2') contexts.push(context);
    return context;
  };
  addEventListener('message', ({ data }) => {
    if (data === 'die') setTimeout(() => { throw new Error('the worker was told to die'); });
    if (data === 'hang') for (;;);
    if (data === 'lose-gpu') for (const gl of contexts) gl.getExtension('WEBGL_lose_context')?.loseContext();
  });
`;

export class FaultyWorkers {
  private readonly original = globalThis.Worker;
  private readonly workers: Worker[] = [];

  constructor({ hangAtStart = false } = {}) {
    const { original, workers } = this;
    const orders = scriptUrl(ORDERS) + (hangAtStart ? '#hang' : '');
    globalThis.Worker = class extends original {
      constructor(url: string | URL, options?: WorkerOptions) {
        super(scriptUrl(`import ${JSON.stringify(orders)}; import ${JSON.stringify(String(url))};`), options);
        workers.push(this);
      }
    };
  }

  /** How many workers were started. */
  get count(): number {
    return this.workers.length;
  }

  /** Gives an order to the newest worker. */
  cause(fault: Fault): void {
    this.workers.at(-1)?.postMessage(fault);
  }

  restore(): void {
    globalThis.Worker = this.original;
  }
}

function scriptUrl(source: string): string {
  return URL.createObjectURL(new Blob([source], { type: 'text/javascript' }));
}
