import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { type AssetList, LARGE_FOLDERS } from '../../src/offline/cache-name.ts';

/** Kinds of file in the large folders that the app itself never loads. */
const NOT_LOADED = /\.(md|map|png)$|(^|\/)\./;

/** Every large file below `root` (a built app or `public/`), with its size and SHA-256, in a stable order. */
export function listAssets(root: string): AssetList {
  const names = LARGE_FOLDERS.flatMap((folder) => filesBelow(join(root, folder)))
    .map((path) => relative(root, path).split(sep).join('/'))
    .filter((name) => !NOT_LOADED.test(name))
    .sort();
  const files = names.map((name) => {
    const content = readFileSync(join(root, name));
    const sha256 = createHash('sha256').update(content).digest('hex');
    return { name, url: name, bytes: content.byteLength, sha256 };
  });
  return { version: 1, files };
}

/** Paths of all files below `folder`; none when it does not exist. */
export function filesBelow(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
}
