import { openDatabase } from '../../offline/database.ts';

/** Pictures kept on this device, own captures and imported ones. */
export async function countCapturePictures(): Promise<number> {
  return (await openDatabase()).count('captures');
}
