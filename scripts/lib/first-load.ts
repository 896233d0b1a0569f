import { brotliCompressSync, constants, gzipSync } from 'node:zlib';

export interface BuiltFile {
  fileName: string;
  /** Its text, or bytes. */
  content: string | Uint8Array;
  /** Files it imports statically. */
  imports: string[];
}

export interface FirstLoad {
  files: string[];
  rawBytes: number;
  gzipBytes: number;
  brotliBytes: number;
}

/** The files a page loads before anything is asked for lazily: the page, its entry and what that imports. */
export function firstLoad(built: readonly BuiltFile[], page: string): FirstLoad {
  const byName = new Map(built.map((file) => [file.fileName, file]));
  const html = byName.get(page);
  if (!html) throw new Error(`${page} was not built`);
  const text = String(html.content);
  const queue = [
    page,
    ...[...text.matchAll(/(?:src|href)="\.?\/?(assets\/[^"]+)"/g)].map((match) => match[1] ?? ''),
  ];
  const files = new Set<string>();
  for (let name = queue.shift(); name !== undefined; name = queue.shift()) {
    const file = byName.get(name);
    if (!file || files.has(name)) continue;
    files.add(name);
    queue.push(...file.imports);
  }
  const sum = (size: (content: string | Uint8Array) => number) =>
    [...files].reduce((total, name) => total + size(byName.get(name)?.content ?? ''), 0);
  return {
    files: [...files],
    rawBytes: sum((content) => Buffer.byteLength(content)),
    gzipBytes: sum((content) => gzipSync(content).byteLength),
    brotliBytes: sum(
      (content) =>
        brotliCompressSync(content, { params: { [constants.BROTLI_PARAM_QUALITY]: 5 } }).byteLength,
    ),
  };
}
