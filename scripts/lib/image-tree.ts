import { type Dirent, readdirSync, realpathSync, statSync } from 'node:fs';
import { basename, dirname, extname, join, relative } from 'node:path';
import { UsageError } from './cli.ts';

const IMAGES = new Set(['.jpg', '.jpeg', '.png', '.webp', '.bmp', '.gif', '.avif']);

export interface LabelledImage {
  /** Absolute path. */
  path: string;
  /** As the model spells it. */
  label: string;
  source: string;
}

export interface ImageTree {
  images: LabelledImage[];
  /** Folders with images whose name is no label, with how many images each has. */
  unknown: { folder: string; images: number }[];
}

/**
 * Images below a folder, by class and source. A folder with images in it is a class, named by its label in any case;
 * the folder it stands in is its source. Deeper nesting, as in Kaggle's doubled folders, is fine.
 * @throws UsageError when there is nothing to score
 */
export function readImageTree(folder: string, labels: readonly string[]): ImageTree {
  const byName = new Map(labels.map((label) => [label.toLowerCase(), label]));
  const tree: ImageTree = { images: [], unknown: [] };
  for (const [directory, files] of imageFolders(folder)) {
    const label = byName.get(basename(directory).toLowerCase());
    const name = relative(folder, directory) || basename(directory);
    if (label === undefined) {
      tree.unknown.push({ folder: name, images: files.length });
      continue;
    }
    const source = relative(folder, dirname(directory)) || basename(folder);
    for (const file of files) {
      tree.images.push({
        path: join(directory, file),
        label,
        source: source.startsWith('..') ? basename(folder) : source,
      });
    }
  }
  if (tree.images.length === 0) {
    const why =
      tree.unknown.length > 0
        ? `no folder is named after a class (${labels.slice(0, 3).join(', ')}, ...), only ${tree.unknown[0]?.folder}`
        : 'there are no images below it';
    throw new UsageError(`Nothing can be scored in ${folder}: ${why}.`);
  }
  return tree;
}

/** @throws UsageError when it is missing or is no folder. */
export function requireFolder(path: string): void {
  const info = statSync(path, { throwIfNoEntry: false });
  if (!info) throw new UsageError(`There is no folder ${path}.`);
  if (!info.isDirectory()) throw new UsageError(`${path} is not a folder.`);
}

/** Evenly spaced items, the first among them; all when there are fewer. */
export function evenlySpaced<T>(items: readonly T[], count: number): T[] {
  if (items.length <= count) return [...items];
  return Array.from({ length: count }, (_, i) => items[Math.floor((i * items.length) / count)] as T);
}

/** Image files of one folder in their natural order: frame 2 before frame 10. */
export function imageFiles(folder: string): string[] {
  const byNumber = new Intl.Collator('en', { numeric: true });
  return readdirSync(folder, { withFileTypes: true })
    .filter(
      (entry) => (entry.isFile() || entry.isSymbolicLink()) && IMAGES.has(extname(entry.name).toLowerCase()),
    )
    .map((entry) => entry.name)
    .sort(byNumber.compare);
}

/** Links to folders are followed; a folder that was there before, as in a circle of links, is not read again. */
function* imageFolders(
  folder: string,
  seen = new Set<string>(),
): Generator<[directory: string, files: string[]]> {
  const place = realpathSync(folder);
  if (seen.has(place)) return;
  seen.add(place);
  const files = imageFiles(folder);
  if (files.length > 0) yield [folder, files];
  const below = readdirSync(folder, { withFileTypes: true })
    .filter((entry) => isFolder(folder, entry) && !entry.name.startsWith('.'))
    .map((entry) => entry.name)
    .sort();
  for (const name of below) yield* imageFolders(join(folder, name), seen);
}

function isFolder(parent: string, entry: Dirent): boolean {
  if (!entry.isSymbolicLink()) return entry.isDirectory();
  return statSync(join(parent, entry.name), { throwIfNoEntry: false })?.isDirectory() ?? false;
}
