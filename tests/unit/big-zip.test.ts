import { mkdtempSync, openAsBlob, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { writeBigZip } from '../../scripts/lib/big-zip.ts';
import { readImageHeader } from '../../src/train/image-header.ts';
import { readZipDirectory } from '../../src/train/zip-directory.ts';
import { readZipEntry } from '../../src/train/zip-reader.ts';

test('the zip that the bench makes is read, each image different, as large as was asked', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'handspell-'));
  try {
    const path = join(folder, 'big.zip');
    const count = await writeBigZip(path, 3e6);
    const blob = await openAsBlob(path);
    expect(blob.size).toBeGreaterThan(3e6);
    const entries = await readZipDirectory(blob);
    expect(entries.length).toBe(count);
    expect(entries.map(({ problem }) => problem)).toEqual(entries.map(() => null));
    const seen = new Set<number>();
    for (const entry of entries) {
      expect(readImageHeader(await readZipEntry(blob, entry))).toMatchObject({ width: 256, height: 256 });
      seen.add(entry.crc32);
    }
    expect(seen.size).toBe(count);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
