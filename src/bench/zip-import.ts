import { sourceFromZip } from '../train/dataset-source.ts';
import { deleteDataset } from '../train/dataset-store.ts';
import { runFeatureJob } from '../train/feature-job.ts';
import { findClasses, planImport, proposeMapping } from '../train/import-plan.ts';

export interface ZipImport {
  images: number;
  seconds: number;
  /** What the browser's storage grew by, an image. */
  bytesPerImage: number;
}

/**
 * Imports a whole zip as Train does, with a stand-in for the network that answers at once: what is measured is the
 * reading, decoding and storing, at the highest rate that they can meet.
 */
export async function importZip(file: File, featureLength: number): Promise<ZipImport> {
  const before = (await navigator.storage.estimate()).usage ?? 0;
  const began = performance.now();
  const source = await sourceFromZip(file, file.name);
  const labels = Array.from({ length: 26 }, (_, i) => String.fromCharCode(65 + i));
  const tree = findClasses(source, labels);
  const datasetId = `bench-zip-${began}`;
  const { done } = await runFeatureJob({
    datasetId,
    plan: planImport(tree, proposeMapping(tree), null),
    startedAt: Date.now(),
    embedder: {
      info: { backboneId: 'bench', featureLength },
      features: async (image) => {
        image.close();
        const values = new Float32Array(featureLength).map(() => Math.random());
        return { values, handFound: true, crop: null, hand: null };
      },
    },
  });
  const seconds = (performance.now() - began) / 1000;
  const after = (await navigator.storage.estimate()).usage ?? 0;
  await deleteDataset(datasetId);
  return { images: done, seconds, bytesPerImage: (after - before) / done };
}
