import { ASSET_CACHE, HASH_PARAMETER, PART_PARAMETER } from './cache-name.ts';
import type { PartStore } from './download.ts';
import { mimeType } from './mime.ts';

/**
 * The large files as Cache Storage keeps them, by `assetKey` address, with the pieces of unfinished downloads beside
 * them. It holds bytes and judges none: `AssetStore` verifies.
 */
export class AssetCache {
  private constructor(private readonly cache: Cache) {}

  /** The cache, or null where the browser has none or forbids it (some private modes). */
  static async open(): Promise<AssetCache | null> {
    if (!('caches' in globalThis)) return null;
    try {
      return new AssetCache(await caches.open(ASSET_CACHE));
    } catch (error) {
      console.info('No Cache Storage here; large files stay in memory', error);
      return null;
    }
  }

  async get(key: string): Promise<Blob | null> {
    const response = await this.cache.match(key);
    return response ? await response.blob() : null;
  }

  /** Rejects with QuotaExceededError when the disk has no room. */
  async put(key: string, blob: Blob): Promise<void> {
    const headers = {
      'Content-Type': mimeType(new URL(key).pathname),
      'Content-Length': String(blob.size),
    };
    await this.cache.put(key, new Response(blob, { headers }));
  }

  async delete(key: string): Promise<void> {
    await this.cache.delete(key);
  }

  async has(key: string): Promise<boolean> {
    return (await this.cache.match(key)) !== undefined;
  }

  /** Deletes every entry, finished or not, that is no version of a file named by `keep`. */
  async evictExcept(keep: ReadonlySet<string>): Promise<void> {
    const requests = await this.cache.keys();
    await Promise.all(
      requests
        .filter((request) => !keep.has(withoutPart(request.url)))
        .map((request) => this.cache.delete(request)),
    );
  }

  /** The pieces of the unfinished download of `key`. */
  parts(key: string): PartStore {
    const partKeys = async () => {
      const requests = await this.cache.keys();
      return requests
        .map((request) => new URL(request.url))
        .filter((url) => url.searchParams.has(PART_PARAMETER) && withoutPart(url.href) === key)
        .sort((a, b) => offsetOf(a) - offsetOf(b));
    };
    return {
      read: async () => {
        const pieces: Blob[] = [];
        let end = 0;
        for (const url of await partKeys()) {
          if (offsetOf(url) !== end) break;
          const piece = await this.get(url.href);
          if (!piece) break;
          pieces.push(piece);
          end += piece.size;
        }
        return pieces;
      },
      write: async (offset, piece) => {
        const url = new URL(key);
        url.searchParams.set(PART_PARAMETER, String(offset));
        await this.put(url.href, piece);
      },
      clear: async () => {
        await Promise.all((await partKeys()).map((url) => this.cache.delete(url.href)));
      },
    };
  }
}

function offsetOf(url: URL): number {
  return Number(url.searchParams.get(PART_PARAMETER));
}

function withoutPart(href: string): string {
  const url = new URL(href);
  if (!url.searchParams.has(HASH_PARAMETER)) return href;
  url.searchParams.delete(PART_PARAMETER);
  return url.href;
}
