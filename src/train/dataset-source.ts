/** Where labelled images come from. Every source becomes the same list of files, read one by one. */
import { TrainError, type TrainErrorCode } from './errors.ts';
import { looksLikeImage, MAX_IMAGE_BYTES } from './image-intake.ts';
import { readZipDirectory, ZIP_LIMITS } from './zip-directory.ts';
import { readZipEntry } from './zip-reader.ts';

export interface SourceFile {
  /** Path inside the source, forward slashes, unique. */
  path: string;
  /** Bytes, before reading. */
  size: number;
  /** @throws {TrainError} with a FileErrorCode. */
  read(signal?: AbortSignal): Promise<Uint8Array<ArrayBuffer>>;
}

/** A file that is left out, and why. */
export interface SourceProblem {
  path: string;
  code: TrainErrorCode;
}

export interface DatasetSource {
  name: string;
  kind: 'zip' | 'folder' | 'files';
  /** Images only; other files are ignored without a word. */
  files: SourceFile[];
  problems: SourceProblem[];
}

/** A zip on the person's device. @throws {TrainError} with an ArchiveErrorCode, or `empty-source`. */
export async function sourceFromZip(blob: Blob, name: string): Promise<DatasetSource> {
  const entries = await readZipDirectory(blob, { ...ZIP_LIMITS, entryBytes: MAX_IMAGE_BYTES });
  const source: DatasetSource = { name, kind: 'zip', files: [], problems: [] };
  for (const entry of entries) {
    if (!looksLikeImage(entry.path)) continue;
    if (entry.problem) source.problems.push({ path: entry.path, code: entry.problem });
    else {
      source.files.push({
        path: entry.path,
        size: entry.size,
        read: (signal) => readZipEntry(blob, entry, signal),
      });
    }
  }
  return nonEmpty(source);
}

/** What `showDirectoryPicker()` or a drop gives. @throws {TrainError} `empty-source`. */
export async function sourceFromDirectory(
  directory: FileSystemDirectoryHandle,
  signal?: AbortSignal,
): Promise<DatasetSource> {
  const source: DatasetSource = { name: directory.name, kind: 'folder', files: [], problems: [] };
  await walk(directory, '', source, signal);
  return nonEmpty(source);
}

async function walk(
  directory: FileSystemDirectoryHandle,
  prefix: string,
  source: DatasetSource,
  signal?: AbortSignal,
): Promise<void> {
  for await (const handle of directory.values()) {
    signal?.throwIfAborted();
    const path = prefix + handle.name;
    if (handle.kind === 'directory') await walk(handle, `${path}/`, source, signal);
    else if (looksLikeImage(path)) {
      source.files.push({ path, size: 0, read: async () => readFile(await handle.getFile(), path) });
    }
  }
}

/** What `<input type="file" multiple>` gives, with or without `webkitdirectory`. @throws {TrainError} `empty-source`. */
export function sourceFromFiles(files: Iterable<File>): DatasetSource {
  const source: DatasetSource = { name: '', kind: 'files', files: [], problems: [] };
  const seen = new Set<string>();
  for (const file of files) {
    const path = file.webkitRelativePath || file.name;
    source.name ||= path.split('/')[0] ?? '';
    if (!looksLikeImage(path)) continue;
    if (seen.has(path)) source.problems.push({ path, code: 'duplicate-name' });
    else source.files.push({ path, size: file.size, read: () => readFile(file, path) });
    seen.add(path);
  }
  return nonEmpty(source);
}

/**
 * What was dropped on the page: one zip, or folders, or loose images. The items are taken out at once, because a
 * DataTransfer is empty after its event.
 * @throws {TrainError} as the other sources.
 */
export async function sourceFromDrop(transfer: DataTransfer): Promise<DatasetSource> {
  const items = Array.from(transfer.items).filter((item) => item.kind === 'file');
  const entries = items.map((item) => item.webkitGetAsEntry()).filter((entry) => entry !== null);
  const files = Array.from(transfer.files);
  const [first] = files;
  if (files.length === 1 && first && /\.zip$/i.test(first.name)) return sourceFromZip(first, first.name);
  if (!entries.some((entry) => entry.isDirectory)) return sourceFromFiles(files);
  const source: DatasetSource = { name: entries[0]?.name ?? '', kind: 'folder', files: [], problems: [] };
  for (const entry of entries) await walkEntry(entry, source);
  return nonEmpty(source);
}

async function walkEntry(entry: FileSystemEntry, source: DatasetSource): Promise<void> {
  const path = entry.fullPath.replace(/^\//, '');
  if (entry.isFile) {
    if (!looksLikeImage(path)) return;
    const fileEntry = entry as FileSystemFileEntry;
    const open = () => new Promise<File>((resolve, reject) => fileEntry.file(resolve, reject));
    source.files.push({ path, size: 0, read: async () => readFile(await open(), path) });
    return;
  }
  const reader = (entry as FileSystemDirectoryEntry).createReader();
  for (;;) {
    // Chromium hands out at most 100 entries at a time; an empty answer is the end.
    const batch = await new Promise<FileSystemEntry[]>((resolve, reject) => {
      reader.readEntries(resolve, reject);
    });
    if (batch.length === 0) return;
    for (const child of batch) await walkEntry(child, source);
  }
}

async function readFile(file: File, path: string): Promise<Uint8Array<ArrayBuffer>> {
  if (file.size > MAX_IMAGE_BYTES) throw new TrainError('file-too-large', path);
  try {
    return new Uint8Array(await file.arrayBuffer());
  } catch (error) {
    throw new TrainError('unreadable', path, { cause: error });
  }
}

function nonEmpty(source: DatasetSource): DatasetSource {
  if (source.files.length === 0 && source.problems.length === 0) {
    throw new TrainError('empty-source', `no images in ${source.name}`);
  }
  return source;
}
