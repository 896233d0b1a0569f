/**
 * Cache Storage name of the large files (weights, hand model, WASM). Shared by the page, which alone downloads into
 * it, and the service worker, which serves from it. Raise the number only when the key scheme below changes.
 */
export const ASSET_CACHE = 'handspell-assets-v1';

/** Where the build lists every large file; see `AssetList`. */
export const ASSET_LIST_URL = 'assets.json';

/** Query parameter that makes one version of one file one address: the content's SHA-256, lower-case hex. */
export const HASH_PARAMETER = 'sha256';

/** Query parameter of one stored piece of an unfinished download: its first byte's offset. */
export const PART_PARAMETER = 'part';

/** One large file as the build saw it. */
export interface AssetEntry {
  /** Path below the app's root, also its name: `models/default/backbone.safetensors`. */
  name: string;
  /** Address relative to the app's root. */
  url: string;
  bytes: number;
  /** Lower-case hex. */
  sha256: string;
}

export interface AssetList {
  version: 1;
  files: AssetEntry[];
}

/** The address one version of a file is fetched from and cached under. */
export function assetKey(entry: AssetEntry, base: string): string {
  const url = new URL(entry.url, base);
  url.searchParams.set(HASH_PARAMETER, entry.sha256);
  return url.href;
}

/** Reads `assets.json`; throws TypeError on any other shape. */
export function parseAssetList(value: unknown): AssetList {
  const list = value as Partial<AssetList> | null;
  if (list?.version !== 1 || !Array.isArray(list.files) || !list.files.every(isEntry)) {
    throw new TypeError('assets.json is not a list of files of version 1');
  }
  return { version: 1, files: list.files };
}

function isEntry(value: unknown): value is AssetEntry {
  const entry = value as Partial<AssetEntry> | null;
  return (
    typeof entry?.name === 'string' &&
    typeof entry.url === 'string' &&
    Number.isSafeInteger(entry.bytes) &&
    Number(entry.bytes) >= 0 &&
    typeof entry.sha256 === 'string' &&
    /^[0-9a-f]{64}$/.test(entry.sha256)
  );
}

/** Folders of the app's root whose files are large: never precached, always verified. */
export const LARGE_FOLDERS = ['models/', 'vision/', 'tfjs/', 'lexicon/'] as const;
