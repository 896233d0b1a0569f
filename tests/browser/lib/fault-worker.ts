/**
 * Makes every worker started meanwhile obey orders that cause the faults a device causes: `die` throws outside any
 * call, `hang` never returns, `lose-gpu` loses the WebGL context, `go-blind` gives no pixels of any frame. The worker's
 * own code runs unchanged.
 */
export type Fault = 'die' | 'hang' | 'lose-gpu' | 'go-blind';

interface Born {
  /** Hangs as soon as it asks for WebGL. */
  hangAtStart?: boolean;
  /** Every worker is blind from its start. */
  blind?: boolean;
}

const ORDERS = `
  const contexts = [];
  const born = new URL(import.meta.url).hash;
  const goBlind = () => {
    OffscreenCanvasRenderingContext2D.prototype.getImageData = () => {
      throw new Error('no pixels');
    };
  };
  if (born === '#blind') goBlind();
  const getContext = OffscreenCanvas.prototype.getContext;
  OffscreenCanvas.prototype.getContext = function (kind, ...rest) {
    if (born === '#hang' && kind === 'webgl2') for (;;);
    const context = getContext.call(this, kind, ...rest);
    if (kind === 'webgl2') contexts.push(context);
    return context;
  };
  addEventListener('message', ({ data }) => {
    if (data === 'die') setTimeout(() => { throw new Error('the worker was told to die'); });
    if (data === 'hang') for (;;);
    if (data === 'go-blind') goBlind();
    if (data === 'lose-gpu') for (const gl of contexts) gl.getExtension('WEBGL_lose_context')?.loseContext();
  });
`;

export class FaultyWorkers {
  private readonly original = globalThis.Worker;
  private readonly workers: Worker[] = [];

  constructor({ hangAtStart = false, blind = false }: Born = {}) {
    const { original, workers } = this;
    const orders = scriptUrl(ORDERS) + (hangAtStart ? '#hang' : blind ? '#blind' : '');
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
