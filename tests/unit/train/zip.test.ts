import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { unzipSync, zipSync } from 'fflate';
import { describe, expect, test } from 'vitest';
import { crc32 } from '../../../src/train/crc32.ts';
import { sourceFromZip } from '../../../src/train/dataset-source.ts';
import { TrainError } from '../../../src/train/errors.ts';
import { checkImage } from '../../../src/train/image-intake.ts';
import { findClasses } from '../../../src/train/import-plan.ts';
import { readZipDirectory, ZIP_LIMITS, type ZipEntry } from '../../../src/train/zip-directory.ts';
import { readZipEntry } from '../../../src/train/zip-reader.ts';
import { ZipWriter } from '../../../src/train/zip-writer.ts';

const text = (value: string) => new TextEncoder().encode(value);

async function readAll(blob: Blob): Promise<Map<string, Uint8Array | string>> {
  const found = new Map<string, Uint8Array | string>();
  for (const entry of await readZipDirectory(blob)) {
    found.set(entry.path, entry.problem ?? (await readZipEntry(blob, entry)));
  }
  return found;
}

/** A zip with one stored file, with hooks to spoil its central record and its end record. */
function handmade(options: {
  path?: string;
  spoil?: (central: DataView) => void;
  extra?: Uint8Array;
  zip64End?: boolean;
}): Blob {
  const data = text('hello');
  const name = text(options.path ?? 'A/1.jpg');
  const extra = options.extra ?? new Uint8Array(0);
  const local = new DataView(new ArrayBuffer(30));
  local.setUint32(0, 0x04034b50, true);
  local.setUint16(26, name.length, true);
  const central = new DataView(new ArrayBuffer(46));
  central.setUint32(0, 0x02014b50, true);
  central.setUint32(16, crc32(data), true);
  central.setUint32(20, data.length, true);
  central.setUint32(24, data.length, true);
  central.setUint16(28, name.length, true);
  central.setUint16(30, extra.length, true);
  options.spoil?.(central);
  const directoryAt = 30 + name.length + data.length;
  const directorySize = 46 + name.length + extra.length;
  const end = new DataView(new ArrayBuffer(22));
  end.setUint32(0, 0x06054b50, true);
  end.setUint16(8, options.zip64End ? 0xffff : 1, true);
  end.setUint16(10, options.zip64End ? 0xffff : 1, true);
  end.setUint32(12, options.zip64End ? 0xffffffff : directorySize, true);
  end.setUint32(16, options.zip64End ? 0xffffffff : directoryAt, true);
  const parts: BlobPart[] = [local.buffer, name, data, central.buffer, name, new Uint8Array(extra)];
  if (options.zip64End) {
    const record = new DataView(new ArrayBuffer(56));
    record.setUint32(0, 0x06064b50, true);
    record.setBigUint64(32, 1n, true);
    record.setBigUint64(40, BigInt(directorySize), true);
    record.setBigUint64(48, BigInt(directoryAt), true);
    const locator = new DataView(new ArrayBuffer(20));
    locator.setUint32(0, 0x07064b50, true);
    locator.setBigUint64(8, BigInt(directoryAt + directorySize), true);
    parts.push(record.buffer, locator.buffer);
  }
  return new Blob([...parts, end.buffer]);
}

async function onlyEntry(blob: Blob): Promise<ZipEntry> {
  const [entry] = await readZipDirectory(blob);
  if (!entry) throw new Error('no entry');
  return entry;
}

const files = fc.dictionary(
  fc.stringMatching(/^[A-Za-z]{1,6}\/[a-z0-9 ]{1,8}\.jpg$/),
  fc.uint8Array({ maxLength: 3000 }),
  { minKeys: 1, maxKeys: 8 },
);

describe('reading', () => {
  test('gives back what another writer packed, stored and deflated', async () => {
    await fc.assert(
      fc.asyncProperty(files, fc.constantFrom(0, 6) as fc.Arbitrary<0 | 6>, async (tree, level) => {
        const blob = new Blob([new Uint8Array(zipSync(tree, { level }))]);
        const found = await readAll(blob);
        expect([...found.keys()].sort()).toEqual(Object.keys(tree).sort());
        for (const [path, bytes] of Object.entries(tree)) {
          expect(Buffer.from(found.get(path) as Uint8Array).equals(Buffer.from(bytes))).toBe(true);
        }
      }),
      { numRuns: 40 },
    );
  });

  test('reads a ZIP64 directory and ZIP64 sizes', async () => {
    expect(await readAll(handmade({ zip64End: true }))).toEqual(new Map([['A/1.jpg', text('hello')]]));
    const extra = new DataView(new ArrayBuffer(4 + 16));
    extra.setUint16(0, 1, true);
    extra.setUint16(2, 16, true);
    extra.setBigUint64(4, 5n, true);
    extra.setBigUint64(12, 5n, true);
    const blob = handmade({
      extra: new Uint8Array(extra.buffer),
      spoil: (central) => {
        central.setUint32(20, 0xffffffff, true);
        central.setUint32(24, 0xffffffff, true);
      },
    });
    expect(await readAll(blob)).toEqual(new Map([['A/1.jpg', text('hello')]]));
  });

  test('finds the end behind a comment, and leaves folders out', async () => {
    const zip = zipSync({ 'A/': new Uint8Array(0), 'A/x': text('1') });
    const comment = text('a comment');
    zip[zip.length - 2] = comment.length;
    const blob = new Blob([new Uint8Array(zip), comment]);
    expect([...(await readAll(blob)).keys()]).toEqual(['A/x']);
  });

  test('stops when aborted', async () => {
    const blob = handmade({});
    await expect(readZipEntry(blob, await onlyEntry(blob), AbortSignal.abort())).rejects.toThrow(/abort/i);
  });
});

describe('refusing', () => {
  test.each([
    ['../A/1.jpg', 'path-escape'],
    ['A/../../1.jpg', 'path-escape'],
    ['/etc/1.jpg', 'path-escape'],
    ['C:\\1.jpg', 'path-escape'],
    ['..\\1.jpg', 'path-escape'],
  ])('a path that escapes: %s', async (path, problem) => {
    expect((await onlyEntry(handmade({ path }))).problem).toBe(problem);
  });

  test.each([
    ['encrypted', (central: DataView) => central.setUint16(8, 1, true)],
    ['symlink', (central: DataView) => central.setUint32(38, 0o120777 << 16, true)],
    ['unsupported-compression', (central: DataView) => central.setUint16(10, 12, true)],
    ['size-mismatch', (central: DataView) => central.setUint32(24, 6, true)],
    ['data-corrupt', (central: DataView) => central.setUint32(42, 5000, true)],
  ])('%s', async (problem, spoil) => {
    expect((await onlyEntry(handmade({ spoil }))).problem).toBe(problem);
  });

  test('a wrong checksum', async () => {
    const blob = handmade({ spoil: (central) => central.setUint32(16, 1, true) });
    await expect(readZipEntry(blob, await onlyEntry(blob))).rejects.toMatchObject({
      code: 'checksum-mismatch',
    });
  });

  test('a bomb by ratio, and one file too large', async () => {
    const zeros = new Uint8Array(3_000_000);
    const blob = new Blob([new Uint8Array(zipSync({ 'A/bomb.jpg': zeros }, { level: 9 }))]);
    expect((await onlyEntry(blob)).problem).toBe('bomb');
    const small = await readZipDirectory(blob, { ...ZIP_LIMITS, entryBytes: 1000 });
    expect(small[0]?.problem).toBe('file-too-large');
  });

  test('a deflated entry that unpacks to more than it says is stopped', async () => {
    const blob = new Blob([new Uint8Array(zipSync({ 'A/1.jpg': new Uint8Array(500_000) }, { level: 9 }))]);
    const entry = { ...(await onlyEntry(blob)), size: 100 };
    await expect(readZipEntry(blob, entry)).rejects.toMatchObject({ code: 'size-mismatch' });
  });

  test('entries that share their data, and a name that comes twice', async () => {
    const writer = new ZipWriter();
    await writer.add('A/1.jpg', new Blob(['one']));
    await writer.add('A/1.jpg', new Blob(['two']));
    const twice = await readZipDirectory(writer.finish());
    expect(twice.map((entry) => entry.problem)).toEqual([null, 'duplicate-name']);

    const other = new ZipWriter();
    await other.add('A/1.jpg', new Blob(['one']));
    await other.add('A/2.jpg', new Blob(['two']));
    const bytes = new Uint8Array(await other.finish().arrayBuffer());
    const second = bytes.length - 22 - (46 + 7);
    new DataView(bytes.buffer).setUint32(second + 42, 0, true);
    const shared = await readZipDirectory(new Blob([bytes]));
    expect(shared.map((entry) => entry.problem)).toEqual([null, 'overlapping-data']);
  });

  test('too many entries, and a directory too large to hold', async () => {
    const blob = handmade({});
    const code = (limits: Partial<typeof ZIP_LIMITS>) =>
      readZipDirectory(blob, { ...ZIP_LIMITS, ...limits }).catch((error: TrainError) => error.code);
    expect(await code({ entries: 0 })).toBe('zip-too-many-entries');
    expect(await code({ directoryBytes: 10 })).toBe('zip-too-large');
  });

  test('what is no zip, and every way of cutting one short', async () => {
    await expect(readZipDirectory(new Blob(['nothing here']))).rejects.toMatchObject({ code: 'not-a-zip' });
    await expect(readZipDirectory(new Blob([]))).rejects.toMatchObject({ code: 'not-a-zip' });
    const whole = zipSync({ 'A/1.jpg': text('one'), 'B/2.jpg': text('two') });
    for (let length = 4; length < whole.length; length++) {
      const cut = new Blob([new Uint8Array(whole.subarray(0, length))]);
      await expect(readZipDirectory(cut)).rejects.toMatchObject({ code: 'zip-truncated' });
    }
  });
});

test('a picture that is a zip too is no way in: neither its pictures nor its zip are read as the other', async () => {
  const picture = readFileSync(join(import.meta.dirname, '../../fixtures/hands/A.jpg'));
  const zip = zipSync({ '../evil.jpg': text('x'), 'A/1.jpg': text('y') });
  const both = new Uint8Array([...picture, ...zip]);
  await expect(readZipDirectory(new Blob([both]))).rejects.toMatchObject({ code: 'zip-corrupt' });
  expect(checkImage(both, 'A/1.jpg').type).toBe('image/jpeg');
});

test('a path longer than any system opens is left out, and a directory full of them is sorted at once', async () => {
  const long = 'p/'.repeat(15_000);
  const tree = Object.fromEntries(Array.from({ length: 300 }, (_, i) => [`${long}${i}.jpg`, text('x')]));
  const began = performance.now();
  const source = await sourceFromZip(new Blob([new Uint8Array(zipSync(tree, { level: 0 }))]), 'long.zip');
  findClasses(source, ['A', 'B']);
  expect(performance.now() - began).toBeLessThan(2000);
  expect(source.files).toEqual([]);
  expect(source.problems).toHaveLength(300);
});

test('whatever bytes are changed, the answer is right or an error of ours', async () => {
  const tree = { 'A/1.jpg': text('first file, first file, first file'), 'B/2.jpg': text('second') };
  const whole = zipSync(tree, { level: 6 });
  const change = fc.record({ at: fc.nat(whole.length - 1), to: fc.integer({ min: 0, max: 255 }) });
  await fc.assert(
    fc.asyncProperty(fc.array(change, { minLength: 1, maxLength: 6 }), async (changes) => {
      const bytes = new Uint8Array(whole);
      for (const { at, to } of changes) bytes[at] = to;
      const blob = new Blob([bytes]);
      try {
        for (const entry of await readZipDirectory(blob)) {
          const content = await readZipEntry(blob, entry);
          expect(content.length).toBe(entry.size);
          expect(crc32(content)).toBe(entry.crc32);
        }
      } catch (error) {
        expect(error).toBeInstanceOf(TrainError);
      }
    }),
    { numRuns: 500 },
  );
});

describe('writing', () => {
  test('another reader and our own find every file', async () => {
    await fc.assert(
      fc.asyncProperty(files, async (tree) => {
        const writer = new ZipWriter();
        for (const [path, bytes] of Object.entries(tree))
          await writer.add(path, new Blob([new Uint8Array(bytes)]));
        const zip = writer.finish();
        const other = unzipSync(new Uint8Array(await zip.arrayBuffer()));
        const own = await readAll(zip);
        expect(Object.keys(other).sort()).toEqual(Object.keys(tree).sort());
        for (const [path, bytes] of Object.entries(tree)) {
          expect(Buffer.from(other[path] ?? []).equals(Buffer.from(bytes))).toBe(true);
          expect(Buffer.from(own.get(path) as Uint8Array).equals(Buffer.from(bytes))).toBe(true);
        }
      }),
      { numRuns: 25 },
    );
  });

  test('CRC-32 has its published check value', () => {
    expect(crc32(text('123456789'))).toBe(0xcbf43926);
    expect(crc32(text('456789'), crc32(text('123')))).toBe(0xcbf43926);
  });
});
