import { OfflineError } from './errors.ts';

/** Where the pieces of one unfinished download wait. */
export interface PartStore {
  /** The pieces from byte 0 on, without gaps. */
  read(): Promise<Blob[]>;
  write(offset: number, piece: Blob): Promise<void>;
  clear(): Promise<void>;
}

export interface DownloadOptions {
  fetch: typeof fetch;
  signal: AbortSignal;
  /** Null where nothing can be kept: then a cut is resumed only within this call. */
  parts: PartStore | null;
  /** Pauses, ms, between tries that brought no byte; their count is the number of further tries. */
  retryDelaysMs: readonly number[];
  /** A try that is silent for this long, ms, is given up. */
  stallMs: number;
  /** Bytes of the file that are here, kept pieces included; falls when a server cannot resume. */
  onBytes: (have: number) => void;
}

/** Pieces this long, bytes, are put aside while a download runs: what a closed tab can lose. */
const PIECE_BYTES = 2 * 1024 * 1024;

/**
 * Fetches `bytes` bytes of `url`, going on with an HTTP Range request where an earlier try or an earlier visit was
 * cut. Nothing is verified here.
 * Throws OfflineError `asset-missing` (404, 410), `asset-corrupt` (longer than it should be) or `asset-unreachable`
 * (every try failed; the pieces stay for the next call), and the signal's reason when aborted.
 */
export async function download(url: string, bytes: number, options: DownloadOptions): Promise<Blob> {
  const { signal } = options;
  let { parts } = options;
  const pieces = parts ? await parts.read() : [];
  let have = sizeOf(pieces);
  let lastError: unknown;

  const restart = async () => {
    pieces.length = 0;
    have = 0;
    await parts?.clear();
  };
  if (have > bytes) await restart();

  let failures = 0;
  while (have < bytes) {
    options.onBytes(have);
    const before = have;
    try {
      await readOnce();
      if (have < bytes) throw new Error(`The connection ended at byte ${have} of ${bytes}`);
    } catch (error) {
      signal.throwIfAborted();
      if (error instanceof OfflineError) throw error;
      lastError = error;
      failures = have > before ? 0 : failures + 1;
      const delay = options.retryDelaysMs[failures > 0 ? failures - 1 : 0];
      if (delay === undefined) {
        throw new OfflineError('asset-unreachable', `${url} cannot be fetched`, { cause: lastError });
      }
      await pause(delay, signal);
    }
  }
  options.onBytes(have);
  return new Blob(pieces);

  async function readOnce(): Promise<void> {
    const stall = stallGuard(signal, options.stallMs);
    try {
      const response = await options.fetch(url, {
        signal: stall.signal,
        cache: 'no-store',
        credentials: 'omit',
        headers: have > 0 ? { Range: `bytes=${have}-` } : {},
      });
      await accept(response);
      await readBody(response, stall.touch);
    } finally {
      stall.stop();
    }
  }

  /** Leaves `have` where the response's body begins. */
  async function accept(response: Response): Promise<void> {
    if (response.status === 404 || response.status === 410) {
      throw new OfflineError('asset-missing', `${url} is not on the server (${response.status})`);
    }
    if (response.status === 416) await restart();
    if (!response.ok) throw new Error(`${url} answered ${response.status}`);
    const start = response.status === 206 ? rangeStart(response) : 0;
    if (start !== have) await restart();
    if (start !== have) throw new Error(`${url} answered with another range than was asked for`);
  }

  async function readBody(response: Response, touch: () => void): Promise<void> {
    const reader = response.body?.getReader();
    if (!reader) throw new Error(`${url} answered without a body`);
    let chunks: Uint8Array<ArrayBuffer>[] = [];
    const offset = () => have - sizeOf(chunks);
    const setAside = async () => {
      if (chunks.length === 0) return;
      const start = offset();
      const piece = new Blob(chunks);
      chunks = [];
      pieces.push(piece);
      try {
        await parts?.write(start, piece);
      } catch (error) {
        console.info('No room to keep an unfinished download; it goes on in memory', error);
        parts = null;
      }
    };
    try {
      for (;;) {
        const { done, value } = await reader.read();
        if (done) break;
        touch();
        chunks.push(value as Uint8Array<ArrayBuffer>);
        have += value.byteLength;
        if (have > bytes) throw new OfflineError('asset-corrupt', `${url} is longer than ${bytes} bytes`);
        options.onBytes(have);
        if (sizeOf(chunks) >= PIECE_BYTES) await setAside();
      }
    } catch (error) {
      await reader.cancel().catch(() => undefined);
      throw error;
    } finally {
      if (have > bytes) {
        chunks = [];
        await restart();
      } else {
        await setAside();
      }
    }
  }
}

function sizeOf(pieces: readonly (Blob | Uint8Array)[]): number {
  return pieces.reduce((sum, piece) => sum + (piece instanceof Blob ? piece.size : piece.byteLength), 0);
}

/** First byte of a 206 response, or NaN. Servers that leave `Content-Range` out of reach are not trusted. */
function rangeStart(response: Response): number {
  return Number(/^bytes (\d+)-/.exec(response.headers.get('Content-Range') ?? '')?.[1]);
}

/** A signal that also aborts when `touch` was not called for `stallMs`. */
function stallGuard(outer: AbortSignal, stallMs: number) {
  const controller = new AbortController();
  const give = () => controller.abort(new Error(`No byte came for ${stallMs} ms`));
  let timer = setTimeout(give, stallMs);
  return {
    signal: AbortSignal.any([outer, controller.signal]),
    touch() {
      clearTimeout(timer);
      timer = setTimeout(give, stallMs);
    },
    stop() {
      clearTimeout(timer);
    },
  };
}

/** Waits `ms`, or until the device says that it is online again; rejects with the signal's reason when aborted. */
function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const end = () => {
      clearTimeout(timer);
      globalThis.removeEventListener?.('online', go);
      signal.removeEventListener('abort', stop);
    };
    const go = () => {
      end();
      resolve();
    };
    const stop = () => {
      end();
      reject(signal.reason);
    };
    const timer = setTimeout(go, ms);
    globalThis.addEventListener?.('online', go);
    signal.addEventListener('abort', stop);
  });
}
