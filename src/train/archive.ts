import { pictureOf } from '../offline/database.ts';
import { eachCapture } from './dataset-store.ts';
import { ZipWriter } from './zip-writer.ts';

/**
 * All images of a dataset as a zip with a folder a class: readable anywhere, and importable here as a dataset. Names
 * sort as the images were taken, so that neighbours stay neighbours.
 * @throws {StorageError}; {RangeError} beyond the format's 4 GiB.
 */
export async function exportImages(datasetId: string, signal?: AbortSignal): Promise<Blob> {
  const zip = new ZipWriter();
  for await (const batch of eachCapture(datasetId)) {
    for (const capture of batch) {
      const { label, sourceName } = capture;
      signal?.throwIfAborted();
      const name = sourceName.slice(sourceName.lastIndexOf('/') + 1);
      await zip.add(`${label}/${name}`, pictureOf(capture));
    }
  }
  return zip.finish();
}
