import type { DatasetSource, SourceFile } from './dataset-source.ts';
import { naturalOrder } from './natural-order.ts';

/** A folder of images that is (probably) one class. */
export interface ClassFolder {
  /** The folder's path inside the source: the key of the mapping. */
  folder: string;
  /** The label that its name suggests, or null. */
  proposal: string | null;
  /** In natural order. */
  files: SourceFile[];
}

/** A test image whose label stands in its name, as in Kaggle's `A_test.jpg`. */
export interface TestImage {
  label: string;
  file: SourceFile;
}

export interface ClassTree {
  folders: ClassFolder[];
  tests: TestImage[];
}

/** One image that an import will take. */
export interface PlannedImage {
  file: SourceFile;
  label: string;
  /** A run of neighbours: never cut by a split. */
  group: string;
  /** Place among its class's files. */
  order: number;
}

export const DEFAULT_CAP = 300;
/** Runs that a class's files are cut into: neighbouring files are neighbouring video frames. */
const RUNS_A_CLASS = 10;

const SYNONYMS: Record<string, string> = {
  delete: 'del',
  backspace: 'del',
  blank: 'nothing',
  none: 'nothing',
};

/** The label that a folder or file name means, whatever its case; null when it is none of `labels`. */
export function proposeLabel(name: string, labels: readonly string[]): string | null {
  const wanted = name.trim().toLowerCase();
  const match = (target: string) => labels.find((label) => label.toLowerCase() === target);
  return match(wanted) ?? match(SYNONYMS[wanted] ?? '') ?? null;
}

/**
 * Finds the classes of a source: every folder that holds images is one, however deep it lies (Kaggle doubles
 * `asl_alphabet_train/asl_alphabet_train/`). A folder of `X_test.jpg` files is a test set instead: as in the lesson,
 * the label is the name up to the first `_`.
 */
export function findClasses(source: DatasetSource, labels: readonly string[]): ClassTree {
  const byFolder = new Map<string, SourceFile[]>();
  for (const file of source.files) {
    const folder = file.path.slice(0, Math.max(file.path.lastIndexOf('/'), 0));
    const files = byFolder.get(folder);
    if (files) files.push(file);
    else byFolder.set(folder, [file]);
  }
  const tree: ClassTree = { folders: [], tests: [] };
  for (const [folder, files] of byFolder) {
    files.sort((a, b) => naturalOrder(a.path, b.path));
    const tests = files.flatMap((file) => testImage(file, labels));
    if (tests.length > files.length / 2) tree.tests.push(...tests);
    else tree.folders.push({ folder, proposal: proposeLabel(lastPart(folder), labels), files });
  }
  tree.folders.sort((a, b) => naturalOrder(a.folder, b.folder));
  return tree;
}

function testImage(file: SourceFile, labels: readonly string[]): TestImage[] {
  const name = lastPart(file.path);
  const label = /_test\.\w+$/i.test(name) ? proposeLabel(name.split('_')[0] ?? '', labels) : null;
  return label === null ? [] : [{ label, file }];
}

function lastPart(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

/** The proposed mapping: folder -> label, or null to leave it out. */
export function proposeMapping(tree: ClassTree): Record<string, string | null> {
  return Object.fromEntries(tree.folders.map(({ folder, proposal }) => [folder, proposal]));
}

/**
 * What an import takes: at most `cap` images a class (null takes all), evenly spaced through its files. Classes take
 * turns, so that an import that is stopped early has some of each.
 */
export function planImport(
  tree: ClassTree,
  mapping: Record<string, string | null>,
  cap: number | null,
): PlannedImage[] {
  const byLabel = new Map<string, Omit<PlannedImage, 'label'>[]>();
  for (const { folder, files } of tree.folders) {
    const label = mapping[folder];
    if (!label) continue;
    const images = byLabel.get(label) ?? [];
    byLabel.set(label, images);
    files.forEach((file, i) => {
      const group = `${folder}#${Math.floor((i * RUNS_A_CLASS) / files.length)}`;
      images.push({ file, group, order: images.length });
    });
  }
  const classes = Array.from(byLabel, ([label, images]) =>
    evenlySpaced(images, cap ?? images.length).map((image) => ({ label, ...image })),
  );
  const longest = Math.max(0, ...classes.map((images) => images.length));
  const plan: PlannedImage[] = [];
  for (let i = 0; i < longest; i++) {
    for (const images of classes) {
      const image = images[i];
      if (image) plan.push(image);
    }
  }
  return plan;
}

/** `count` items at equal distances, in order; all of them when there are no more. */
export function evenlySpaced<T>(items: readonly T[], count: number): T[] {
  if (count >= items.length) return [...items];
  return Array.from({ length: count }, (_, i) => items[Math.floor((i * items.length) / count)] as T);
}
