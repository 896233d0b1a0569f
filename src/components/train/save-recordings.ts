import type { DataActions } from '../../app/train/state.ts';
import { saveBlob } from './save-blob.ts';

export const RECORDINGS = 'captures';

/** Hands everything that was recorded here to the person, as a zip that can be imported again. */
export async function saveRecordings(data: DataActions): Promise<void> {
  const zip = await data.exportImages(RECORDINGS);
  if (zip) saveBlob(zip, 'handspell-recordings.zip');
}
