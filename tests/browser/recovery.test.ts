import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type ClientOptions, RecognizerClient } from '../../src/model/client.ts';
import type { Recognition, RecognizerInfo } from '../../src/model/types.ts';
import { FaultyWorkers } from './lib/fault-worker.ts';
import { filesFromPublic } from './lib/recognizer-files.ts';
import { twoSignHead } from './lib/two-sign-head.ts';

let workers: FaultyWorkers;
let client: RecognizerClient | null = null;

beforeEach(() => {
  workers = new FaultyWorkers();
});
afterEach(async () => {
  workers.restore();
  await client?.dispose().catch(() => undefined);
  client = null;
});

/** A client whose next recovery can be waited for. */
async function start(options: Partial<ClientOptions> = {}) {
  const reasons: string[] = [];
  let done: (info: RecognizerInfo) => void = () => undefined;
  let recovery = new Promise<RecognizerInfo>((resolve) => {
    done = resolve;
  });
  client = await RecognizerClient.start({
    files: await filesFromPublic(),
    backends: ['wasm'],
    inputSize: 128,
    allowSoftwareGl: true,
    onRecovering: (reason) => reasons.push(reason),
    onRecovered: (info) => done(info),
    ...options,
  });
  const recovered = async () => {
    const info = await recovery;
    recovery = new Promise((resolve) => {
      done = resolve;
    });
    return info;
  };
  return { client, reasons, recovered };
}

function ask(recognizer: RecognizerClient, frameId: number): Promise<Recognition | null> {
  const frame = new OffscreenCanvas(320, 240);
  frame.getContext('2d')?.fillRect(0, 0, 10, 10);
  return recognizer.recognize(frame.transferToImageBitmap(), { frameId, capturedAt: 0 });
}

describe('RecognizerClient recovers by itself', () => {
  it('from a worker that dies, and keeps head and fixed frame', async () => {
    const { client: recognizer, reasons, recovered } = await start();
    await recognizer.setFixedFrame(true);
    await recognizer.setHead(twoSignHead(recognizer.info));
    const started = performance.now();
    workers.cause('die');
    await recovered();
    expect(performance.now() - started).toBeLessThan(5000);
    expect(reasons).toEqual(['worker-died']);
    expect((await ask(recognizer, 1))?.probabilities).toHaveLength(2);
    expect(workers.count).toBe(2);
  });

  it('from a worker that hangs: the frame is given up, the next is answered', async () => {
    const { client: recognizer, reasons, recovered } = await start({ answerTimeoutMs: 5000 });
    workers.cause('hang');
    const lost = ask(recognizer, 1);
    await recovered();
    expect(await lost).toBeNull();
    expect(reasons).toEqual(['backend-hung']);
    expect((await ask(recognizer, 2))?.frameId).toBe(2);
  });

  it('from a worker that lives but cannot read a frame', async () => {
    const { client: recognizer, reasons, recovered } = await start();
    workers.cause('go-blind');
    for (let frame = 1; frame <= 3; frame++) expect(await ask(recognizer, frame)).toBeNull();
    await recovered();
    expect(reasons).toEqual(['frames-failed']);
    expect((await ask(recognizer, 4))?.frameId).toBe(4);
  });

  it('from a GPU that does not come back: the next backend takes over', async () => {
    const { client: recognizer, recovered } = await start({
      backends: ['webgl', 'wasm'],
      recoveryTimeoutMs: 1,
    });
    workers.cause('lose-gpu');
    expect((await recovered()).backend).toBe('wasm');
    expect((await ask(recognizer, 1))?.backend).toBe('wasm');
  });

  it('from a backend that hangs when it starts', async () => {
    workers.restore();
    workers = new FaultyWorkers({ hangAtStart: true });
    const { client: recognizer } = await start({ backends: ['webgl', 'wasm'], startTimeoutMs: 5000 });
    expect(recognizer.info.backend).toBe('wasm');
    expect(workers.count).toBe(2);
  });

  it('unless no worker can read a frame: then it says so and stops', async () => {
    workers.restore();
    workers = new FaultyWorkers({ blind: true });
    let failed: (error: unknown) => void = () => undefined;
    const failure = new Promise<unknown>((resolve) => {
      failed = resolve;
    });
    const { client: recognizer, reasons, recovered } = await start({ onFailed: (error) => failed(error) });
    for (let frame = 1; frame <= 3; frame++) await ask(recognizer, frame);
    await recovered();
    for (let frame = 4; frame <= 6; frame++) await ask(recognizer, frame);
    expect(await failure).toMatchObject({
      code: 'frames-failed',
      message: expect.stringContaining('no pixels'),
    });
    expect(reasons).toEqual(['frames-failed']);
    expect(workers.count).toBe(2);
  });

  it('from a lost WebGL context, and leaves a GPU that is lost again', async () => {
    const options = { backends: ['webgl' as const, 'wasm' as const], recoveryTimeoutMs: 60_000 };
    const { client: recognizer, reasons, recovered } = await start(options);
    expect(recognizer.info.backend).toBe('webgl');
    workers.cause('lose-gpu');
    expect((await recovered()).backend).toBe('webgl');
    workers.cause('lose-gpu');
    expect((await recovered()).backend).toBe('wasm');
    expect(reasons).toEqual(['context-lost', 'context-lost']);
    expect((await ask(recognizer, 3))?.backend).toBe('wasm');
  });
});
