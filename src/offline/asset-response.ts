import { ASSET_CACHE, type AssetEntry, assetKey } from './cache-name.ts';
import { sha256 } from './digest.ts';
import { mimeType } from './mime.ts';

/**
 * What the service worker answers when a large file is asked for by its plain address (the MediaPipe loader, tfjs's
 * WASM): the cached bytes, else the network's, and either only after their SHA-256 was checked. Nothing is stored
 * here; the page's AssetStore does that.
 * @param root the app's root address.
 */
export async function assetResponse(entry: AssetEntry, root: string): Promise<Response> {
  const key = assetKey(entry, root);
  const cache = await caches.open(ASSET_CACHE);
  const cached = await cache.match(key);
  if (cached) {
    const bytes = await cached.arrayBuffer();
    if (await isRight(bytes, entry)) return respond(bytes, entry);
    await cache.delete(key);
  }
  const fetched = await fetch(key, { cache: 'no-store' });
  if (!fetched.ok) return fetched;
  const bytes = await fetched.arrayBuffer();
  if (await isRight(bytes, entry)) return respond(bytes, entry);
  return new Response(`${entry.name} does not have its SHA-256`, { status: 502 });
}

async function isRight(bytes: ArrayBuffer, entry: AssetEntry): Promise<boolean> {
  return bytes.byteLength === entry.bytes && (await sha256(bytes)) === entry.sha256;
}

function respond(bytes: ArrayBuffer, entry: AssetEntry): Response {
  return new Response(bytes, { headers: { 'Content-Type': mimeType(entry.url) } });
}
