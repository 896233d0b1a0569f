import { CAPTURE_SCALE_OVER_CROP } from '../../model/crop.ts';
import { openDatabase, pictureOf } from '../../offline/database.ts';
import { greyPicture } from './grey-picture.ts';
import type { LabelledImages } from './labelled-images.ts';

/** What a split needs of each picture, and the key of its stored features. */
export interface CapturePictures extends LabelledImages {
  takenAt: number[];
  contentHashes: string[];
}

/**
 * Reads every picture kept on this device as a small grey square, own captures cut as the live crop is. One that does
 * not decode is left out.
 * @throws StorageError when the database does not open; the signal's reason when aborted
 */
export async function capturePictures(side: number): Promise<CapturePictures> {
  const records = await (await openDatabase()).getAll('captures');
  const pictures: { picture: Float32Array; record: (typeof records)[number] }[] = [];
  for (const record of records) {
    const cut = record.kind === 'capture' && record.handFound;
    const share = cut ? 1 / CAPTURE_SCALE_OVER_CROP : 1;
    const picture = await greyPicture(pictureOf(record), side, share).catch(() => null);
    if (picture) pictures.push({ picture, record });
  }
  const labels = [...new Set(pictures.map(({ record }) => record.label))].sort();
  const pixels = new Float32Array(pictures.length * side * side);
  pictures.forEach(({ picture }, i) => {
    pixels.set(picture, i * side * side);
  });
  return {
    side,
    pixels,
    classes: Int32Array.from(pictures, ({ record }) => labels.indexOf(record.label)),
    labels,
    groups: pictures.map(({ record }) => record.group),
    takenAt: pictures.map(({ record }) => record.takenAt),
    contentHashes: pictures.map(({ record }) => record.contentHash),
  };
}
