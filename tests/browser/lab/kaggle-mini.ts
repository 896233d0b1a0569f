/** The small copy of the Kaggle data set beside the repository, where there is one. */
import { greyPicture } from '../../../src/train/lab/grey-picture.ts';
import type { LabelledImages } from '../../../src/train/lab/labelled-images.ts';

const files = import.meta.glob<string>(
  '../../../../shared/data/kaggle-mini/asl_alphabet_train/asl_alphabet_train/*/*.jpg',
  { query: '?url', import: 'default' },
);

export const haveKaggleMini = Object.keys(files).length > 0;

/** Its training pictures as grey squares, in the order of their numbers within each class. */
export async function kaggleMini(side: number): Promise<LabelledImages> {
  const named = Object.keys(files).map((path) => {
    const [, label = '', number = ''] = /([^/]+)\/[^/]*?(\d+)\.jpg$/.exec(path) ?? [];
    return { path, label, number: Number(number) };
  });
  named.sort((a, b) => a.label.localeCompare(b.label) || a.number - b.number);
  const labels = [...new Set(named.map((file) => file.label))];
  const pixels = new Float32Array(named.length * side * side);
  // All at once: the server's answers take longer than the pictures.
  await Promise.all(
    named.map(async ({ path }, i) => {
      const response = await fetch((await files[path]?.()) ?? '');
      if (!response.ok) throw new Error(`${path}: ${response.status}`);
      pixels.set(await greyPicture(await response.blob(), side), i * side * side);
    }),
  );
  return {
    side,
    pixels,
    classes: Int32Array.from(named, ({ label }) => labels.indexOf(label)),
    labels,
    groups: named.map(({ label, number }) => `${label} ${number}`),
  };
}
