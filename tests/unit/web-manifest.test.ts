import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';

interface Picture {
  src: string;
  sizes: string;
  type: string;
  purpose?: string;
  form_factor?: string;
}

const manifest = JSON.parse(readFileSync('public/manifest.webmanifest', 'utf8')) as {
  id: string;
  start_url: string;
  display: string;
  icons: Picture[];
  screenshots: Picture[];
};

/** Width and height from a PNG's IHDR chunk. */
function pngSize(path: string): string {
  const bytes = readFileSync(path);
  expect(bytes.subarray(1, 4).toString()).toBe('PNG');
  return `${bytes.readUInt32BE(16)}x${bytes.readUInt32BE(20)}`;
}

describe('the app manifest', () => {
  test('has what browsers ask for before they offer to install', () => {
    expect(manifest).toMatchObject({ id: 'handspell', start_url: './', display: 'standalone' });
    const kinds = manifest.icons.map((icon) => `${icon.sizes} ${icon.purpose}`);
    expect(kinds).toEqual(
      expect.arrayContaining(['192x192 any', '512x512 any', '192x192 maskable', '512x512 maskable']),
    );
    expect(manifest.screenshots.map((shot) => shot.form_factor).sort()).toEqual(['narrow', 'wide']);
  });

  test.each([...manifest.icons, ...manifest.screenshots])(
    '$src is there, in the size it claims',
    (picture) => {
      const path = join('public', picture.src);
      expect(existsSync(path)).toBe(true);
      if (picture.type === 'image/png') expect(pngSize(path)).toBe(picture.sizes);
    },
  );
});
