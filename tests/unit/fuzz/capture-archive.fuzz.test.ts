import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { sourceFromZip } from '../../../src/train/dataset-source.ts';
import { LABELS } from '../../../src/train/default-labels.ts';
import { TrainError } from '../../../src/train/errors.ts';
import { checkImage } from '../../../src/train/image-intake.ts';
import { findClasses, planImport, proposeMapping } from '../../../src/train/import-plan.ts';
import { ZipWriter } from '../../../src/train/zip-writer.ts';
import { fuzz, RUNS, survive, TIMEOUT_MS } from './fuzz.ts';
import { IMAGES } from './images.ts';

/** As `exportImages` writes them: a folder a class, a burst's pictures by their time and place. */
async function archive(names: readonly string[]): Promise<Uint8Array> {
  const picture = readFileSync(join(import.meta.dirname, '../../fixtures/hands/A.jpg'));
  const zip = new ZipWriter();
  for (const [i, name] of names.entries()) {
    await zip.add(name, new Blob([i % 2 ? new Uint8Array(picture) : IMAGES.png]));
  }
  return new Uint8Array(await zip.finish().arrayBuffer());
}

/** Everything between choosing an archive and the first embedding. */
async function takeIn(zip: Uint8Array<ArrayBuffer>): Promise<string[]> {
  const source = await sourceFromZip(new Blob([zip]), 'captures.zip');
  const tree = findClasses(source, LABELS);
  const mapping = proposeMapping(tree);
  const plan = planImport(tree, mapping, null);
  const kept: string[] = [];
  for (const { file, label } of plan) {
    expect(LABELS).toContain(label);
    const image = await survive(async () => checkImage(await file.read(), file.path), TrainError);
    if (image) kept.push(file.path);
  }
  return kept;
}

test(
  'capture archives: what was changed is left out or refused, and the rest is taken in',
  async () => {
    const names = ['A/1700000000000-000.jpg', 'A/1700000000000-001.jpg', 'space/1-000.jpg', 'del/2-000.jpg'];
    const whole = await archive(names);
    expect((await takeIn(new Uint8Array(whole))).sort()).toEqual([...names].sort());
    await fuzz([whole, await archive(['nothing/1-000.jpg', 'B/1-000.jpg'])], async (zip) => {
      await survive(() => takeIn(zip), TrainError);
    });
  },
  TIMEOUT_MS,
);

test(
  'capture archives with any folder and file names',
  async () => {
    const part = fc.oneof(
      fc.string({ maxLength: 12 }),
      fc.constantFrom(
        'A',
        '..',
        '.',
        '',
        '__proto__',
        'constructor',
        '<b>',
        'CON',
        'a\u0000b',
        '\u202e',
        'nul',
      ),
    );
    const name = fc
      .tuple(fc.array(part, { maxLength: 4 }), part)
      .map(([a, b]) => `${[...a, b].join('/')}.jpg`);
    await fc.assert(
      fc.asyncProperty(fc.array(name, { minLength: 1, maxLength: 8 }), async (names) => {
        const zip = new Uint8Array(await archive(names));
        await survive(() => takeIn(zip), TrainError);
      }),
      { numRuns: RUNS },
    );
  },
  TIMEOUT_MS,
);
