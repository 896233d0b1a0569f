import { clientsClaim } from 'workbox-core';
import { cleanupOutdatedCaches, PrecacheController, PrecacheRoute } from 'workbox-precaching';
import { NavigationRoute, registerRoute } from 'workbox-routing';
import { assetResponse } from './src/offline/asset-response.ts';
import {
  ASSET_LIST_URL,
  type AssetEntry,
  HASH_PARAMETER,
  LARGE_FOLDERS,
  parseAssetList,
} from './src/offline/cache-name.ts';
import { SECURITY_HEADERS } from './src/offline/headers.ts';

/**
 * The service worker. The shell is precached whole and served from there; large files come from the cache that the
 * page fills, checked against this build's own list; every response carries the security headers, so that a static
 * host that cannot send them is isolated too. A new version waits until it is asked to take over.
 */
declare const self: ServiceWorkerGlobalScope & {
  __WB_MANIFEST: (string | { url: string; revision: string | null })[];
};

const root = self.registration.scope;
const shell = new PrecacheController({
  plugins: [{ handlerWillRespond: async ({ response }) => secured(response) }],
});
shell.addToCacheList(self.__WB_MANIFEST);
cleanupOutdatedCaches();
clientsClaim();

self.addEventListener('install', (event) => {
  shell.install(event);
});
self.addEventListener('activate', (event) => {
  shell.activate(event);
});
self.addEventListener('message', (event) => {
  const type = (event.data as { type?: unknown } | null)?.type;
  if (type === 'SKIP_WAITING') event.waitUntil(self.skipWaiting());
  if (type === 'SHELL_COMPLETE') {
    event.waitUntil(shellIsComplete().then((complete) => event.ports[0]?.postMessage(complete)));
  }
});

registerRoute(
  // Addresses with a hash are the page's own downloads, which stream and resume: they go past the worker.
  ({ url, sameOrigin }) => sameOrigin && !url.searchParams.has(HASH_PARAMETER) && isLarge(url),
  async ({ request, url }) => {
    const entry = (await largeFiles()).get(url.href);
    return secured(entry ? await assetResponse(entry, root) : await fetch(request));
  },
);
registerRoute(new PrecacheRoute(shell, { cleanURLs: false }));
registerRoute(new NavigationRoute(shell.createHandlerBoundToURL('index.html')));

function isLarge(url: URL): boolean {
  return LARGE_FOLDERS.some((folder) => url.href.startsWith(root + folder));
}

let list: Promise<Map<string, AssetEntry>> | null = null;

/** This build's large files by address. Read late: while the worker installs, the list is not there yet. */
function largeFiles(): Promise<Map<string, AssetEntry>> {
  list ??= readList().catch((error: unknown) => {
    list = null;
    throw error;
  });
  return list;
}

async function readList(): Promise<Map<string, AssetEntry>> {
  const response = await shell.matchPrecache(ASSET_LIST_URL);
  if (!response) throw new Error(`${ASSET_LIST_URL} is not precached`);
  const { files } = parseAssetList(await response.json());
  return new Map(files.map((file) => [new URL(file.url, root).href, file]));
}

async function shellIsComplete(): Promise<boolean> {
  const found = await Promise.all(
    [...shell.getURLsToCacheKeys().keys()].map((url) => shell.matchPrecache(url)),
  );
  return found.every(Boolean);
}

/** `response` with the security headers; opaque and error responses as they are. */
function secured(response: Response): Response {
  if (response.type === 'opaque' || response.type === 'error') return response;
  const headers = new Headers(response.headers);
  for (const [name, value] of Object.entries(SECURITY_HEADERS)) headers.set(name, value);
  return new Response(response.body, { status: response.status, statusText: response.statusText, headers });
}
