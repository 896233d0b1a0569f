import { AssetCache } from './asset-cache.ts';
import { ASSET_LIST_URL, type AssetEntry, assetKey, parseAssetList } from './cache-name.ts';
import { sha256 } from './digest.ts';
import { download } from './download.ts';
import { OfflineError } from './errors.ts';
import { type AssetProgress, ProgressMeter } from './progress.ts';

export type { AssetProgress };

export interface AssetStoreOptions {
  /** Address that the list's addresses are relative to; the page's own by default. */
  base?: string;
  fetch?: typeof fetch;
  /** Pauses, ms, between tries; see `download`. */
  retryDelaysMs?: readonly number[];
  stallMs?: number;
}

export interface EnsureOptions {
  signal?: AbortSignal;
  onProgress?: (progress: AssetProgress) => void;
}

const PARALLEL_DOWNLOADS = 3;
const RETRY_DELAYS_MS = [500, 1000, 2000, 4000, 8000];
const STALL_MS = 30_000;

/**
 * The large files (weights, hand model, WASM, lexicon): downloads them once, keeps them in Cache Storage, and hands
 * out none whose SHA-256 it has not just checked against the build's list.
 */
export class AssetStore {
  private readonly base: string;
  private readonly fetch: typeof fetch;
  private readonly retryDelaysMs: readonly number[];
  private readonly stallMs: number;
  private entries: Promise<AssetEntry[]> | null = null;
  private cache: Promise<AssetCache | null> | null = null;
  /** Verified files that Cache Storage could not take, by address. */
  private readonly inMemory = new Map<string, Blob>();
  /** Addresses of files whose cached bytes were verified in this visit. */
  private readonly verified = new Set<string>();

  constructor(options: AssetStoreOptions = {}) {
    this.base = options.base ?? document.baseURI;
    this.fetch = options.fetch ?? ((input, init) => fetch(input, init));
    this.retryDelaysMs = options.retryDelaysMs ?? RETRY_DELAYS_MS;
    this.stallMs = options.stallMs ?? STALL_MS;
  }

  /** Every large file of this build. Throws OfflineError `asset-list-unavailable`. */
  list(): Promise<AssetEntry[]> {
    this.entries ??= this.readList().catch((error: unknown) => {
      this.entries = null;
      throw error;
    });
    return this.entries;
  }

  /**
   * The verified bytes of the named files (or of all), downloading what is not here yet. Call it again after a
   * failure: what has arrived is kept.
   * Throws OfflineError (`asset-unknown` for a name that the build does not list, `asset-corrupt` when the server's
   * own bytes are wrong twice, and the codes of `download` and `list`) or the signal's reason.
   */
  async ensure(names: readonly string[] | 'all', options: EnsureOptions = {}): Promise<Map<string, Blob>> {
    const all = await this.list();
    const wanted = names === 'all' ? all : names.map((name) => find(all, name));
    const failure = new AbortController();
    const signal = options.signal ? AbortSignal.any([options.signal, failure.signal]) : failure.signal;
    signal.throwIfAborted();

    const meter = new ProgressMeter(wanted, options.onProgress);
    const result = new Map<string, Blob>();
    const queue = [...wanted];
    const work = async () => {
      for (let entry = queue.shift(); entry; entry = queue.shift()) {
        result.set(entry.name, await this.obtain(entry, signal, meter));
      }
    };
    try {
      await Promise.all(Array.from({ length: PARALLEL_DOWNLOADS }, work));
    } catch (error) {
      failure.abort(error);
      throw error;
    } finally {
      meter.finish();
    }
    if (names === 'all') await this.evictOldVersions(all);
    return result;
  }

  /**
   * True when every file lies in Cache Storage with the right bytes. Bytes that were not verified in this visit are
   * verified now; wrong ones are deleted.
   */
  async isComplete(): Promise<boolean> {
    const cache = await this.openCache();
    if (!cache) return false;
    for (const entry of await this.list()) {
      const key = assetKey(entry, this.base);
      const here = this.verified.has(key) ? await cache.has(key) : await this.readVerified(cache, key, entry);
      if (!here) return false;
    }
    return true;
  }

  /** How much of each file is kept here, for a person who wants to know; nothing is verified for it. */
  async inventory(): Promise<{ entry: AssetEntry; state: 'verified' | 'partial' | 'missing' }[]> {
    const cache = await this.openCache();
    const stateOf = async (entry: AssetEntry) => {
      const key = assetKey(entry, this.base);
      if (this.inMemory.has(key) || this.verified.has(key)) return 'verified';
      if (!cache) return 'missing';
      // A whole file that nobody has read in this visit is checked when it is: until then it counts as partial.
      const begun = (await cache.has(key)) || (await cache.parts(key).read()).length > 0;
      return begun ? 'partial' : 'missing';
    };
    return Promise.all((await this.list()).map(async (entry) => ({ entry, state: await stateOf(entry) })));
  }

  /** Forgets every large file; they are fetched again when they are next needed. */
  async clear(): Promise<void> {
    this.inMemory.clear();
    this.verified.clear();
    await (await this.openCache())?.evictExcept(new Set());
  }

  private async readList(): Promise<AssetEntry[]> {
    try {
      const response = await this.fetch(new URL(ASSET_LIST_URL, this.base).href, { cache: 'no-cache' });
      if (!response.ok) throw new Error(`${ASSET_LIST_URL} answered ${response.status}`);
      return parseAssetList(await response.json()).files;
    } catch (cause) {
      throw new OfflineError('asset-list-unavailable', `${ASSET_LIST_URL} cannot be read`, { cause });
    }
  }

  private openCache(): Promise<AssetCache | null> {
    this.cache ??= AssetCache.open();
    return this.cache;
  }

  private async obtain(entry: AssetEntry, signal: AbortSignal, meter: ProgressMeter): Promise<Blob> {
    const key = assetKey(entry, this.base);
    const cache = await this.openCache();
    // One lock a file, so that two tabs (or two callers) do not download it twice.
    return await withLock(key, signal, async () => {
      const here = this.inMemory.get(key) ?? (cache && (await this.readVerified(cache, key, entry)));
      if (here) {
        meter.set(entry, entry.bytes, 'local');
        return here;
      }
      const blob = await this.downloadVerified(entry, key, cache, signal, meter);
      await this.keep(cache, key, blob);
      return blob;
    });
  }

  private async readVerified(cache: AssetCache, key: string, entry: AssetEntry): Promise<Blob | null> {
    const blob = await cache.get(key);
    if (!blob) return null;
    if (await matches(blob, entry)) {
      this.verified.add(key);
      return blob;
    }
    console.warn(`The stored copy of ${entry.name} was damaged; it is fetched again`);
    this.verified.delete(key);
    await cache.delete(key);
    return null;
  }

  private async downloadVerified(
    entry: AssetEntry,
    key: string,
    cache: AssetCache | null,
    signal: AbortSignal,
    meter: ProgressMeter,
  ): Promise<Blob> {
    const parts = cache?.parts(key) ?? null;
    const tries = 2;
    for (let attempt = 1; attempt <= tries; attempt++) {
      const blob = await download(key, entry.bytes, {
        fetch: this.fetch,
        signal,
        parts,
        retryDelaysMs: this.retryDelaysMs,
        stallMs: this.stallMs,
        onBytes: (have) => meter.set(entry, have, 'network'),
      });
      if (await matches(blob, entry)) return blob;
      console.warn(`${entry.name} came with the wrong bytes (try ${attempt} of ${tries})`);
      await parts?.clear();
    }
    throw new OfflineError('asset-corrupt', `${entry.name} on the server does not have its SHA-256`);
  }

  private async keep(cache: AssetCache | null, key: string, blob: Blob): Promise<void> {
    try {
      if (!cache) throw new Error('This browser has no Cache Storage');
      // Its pieces go first: together they would need the room twice.
      await cache.parts(key).clear();
      await cache.put(key, blob);
      this.verified.add(key);
    } catch (error) {
      console.info('A file is held in memory for this visit only', error);
      this.inMemory.set(key, blob);
    }
  }

  private async evictOldVersions(current: readonly AssetEntry[]): Promise<void> {
    const cache = await this.openCache();
    await cache?.evictExcept(new Set(current.map((entry) => assetKey(entry, this.base))));
  }
}

function find(entries: readonly AssetEntry[], name: string): AssetEntry {
  const entry = entries.find((candidate) => candidate.name === name);
  if (!entry) throw new OfflineError('asset-unknown', `${name} is not in ${ASSET_LIST_URL}`);
  return entry;
}

async function matches(blob: Blob, entry: AssetEntry): Promise<boolean> {
  return blob.size === entry.bytes && (await sha256(await blob.arrayBuffer())) === entry.sha256;
}

async function withLock<T>(name: string, signal: AbortSignal, work: () => Promise<T>): Promise<T> {
  if (!('locks' in navigator)) return await work();
  return await navigator.locks.request(`asset ${name}`, { signal }, work);
}
