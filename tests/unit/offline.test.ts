import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { firstLoad } from '../../scripts/lib/first-load.ts';
import { headersFile, nginxSnippet, vercelFile } from '../../scripts/lib/static-hosts.ts';
import { assetKey, parseAssetList } from '../../src/offline/cache-name.ts';
import { contentSecurityPolicy, SECURITY_HEADERS } from '../../src/offline/headers.ts';
import { isIos } from '../../src/offline/install.ts';
import { ProgressMeter } from '../../src/offline/progress.ts';
import { allowScriptUrl } from '../../src/trusted-types.ts';

const hash = 'a'.repeat(64);
const file = { name: 'models/a.bin', url: 'models/a.bin', bytes: 10, sha256: hash };

describe('the policy', () => {
  test('lets nothing in that is not this origin, and no inline script or style', () => {
    const policy = contentSecurityPolicy('header');
    expect(policy).toMatch(/^default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self';/);
    expect(policy).not.toMatch(/unsafe-inline|'unsafe-eval'|https?:|\*/);
    expect(policy).toContain("require-trusted-types-for 'script'");
  });

  test('leaves out of the meta tag what only a header can say', () => {
    expect(contentSecurityPolicy('meta')).not.toContain('frame-ancestors');
  });

  test('is the same in the files for static hosts and in the guide', () => {
    const guide = readFileSync('docs/deploy.md', 'utf8').replace(/^ +/gm, '');
    expect(guide).toContain(nginxSnippet());
    for (const [name, value] of Object.entries(SECURITY_HEADERS)) {
      expect(headersFile()).toContain(`  ${name}: ${value}\n`);
      expect(JSON.parse(vercelFile()).headers[0].headers).toContainEqual({ key: name, value });
    }
  });

  test('script addresses of other origins are refused', () => {
    const base = 'https://app.example/hands/';
    expect(allowScriptUrl('assets/worker.js', base)).toBe('assets/worker.js');
    expect(allowScriptUrl('blob:https://app.example/1-2', base)).toBe('blob:https://app.example/1-2');
    for (const url of [
      'https://evil.example/x.js',
      '//evil.example/x.js',
      'data:text/javascript,1',
      'javascript:1',
    ]) {
      expect(() => allowScriptUrl(url, base), url).toThrow(TypeError);
    }
  });
});

describe('the asset list', () => {
  test('is read when it is whole', () => {
    expect(parseAssetList({ version: 1, files: [file] }).files).toEqual([file]);
    expect(assetKey(file, 'https://app.example/hands/')).toBe(
      `https://app.example/hands/models/a.bin?sha256=${hash}`,
    );
  });

  test.each([
    null,
    'text',
    {},
    { version: 2, files: [] },
    { version: 1, files: [{ ...file, sha256: 'A' }] },
    { version: 1, files: [{ ...file, bytes: -1 }] },
    { version: 1, files: [{ ...file, name: 5 }] },
  ])('is refused otherwise (%j)', (value) => {
    expect(() => parseAssetList(value)).toThrow(TypeError);
  });
});

test('progress adds up files and does not count kept bytes as speed', () => {
  const seen: number[][] = [];
  const other = { ...file, name: 'b', bytes: 30 };
  const meter = new ProgressMeter([file, other], (p) =>
    seen.push([p.doneBytes, p.totalBytes, p.bytesPerSecond]),
  );
  meter.set(file, 8, 'network');
  meter.set(other, 30, 'local');
  meter.finish();
  expect(seen.at(-1)).toEqual([38, 40, 0]);
  meter.set(file, 10, 'network');
  meter.finish();
  expect(seen.at(-1)?.[2]).toBeGreaterThan(0);
});

test('the first load follows static imports only', () => {
  const load = firstLoad(
    [
      {
        fileName: 'index.html',
        content: '<script type="module" src="./assets/main.js"></script><link href="./assets/main.css">',
        imports: [],
      },
      {
        fileName: 'assets/main.js',
        content: 'import "./shared.js"; import("./lazy.js")',
        imports: ['assets/shared.js'],
      },
      { fileName: 'assets/shared.js', content: 'x', imports: ['assets/main.js'] },
      { fileName: 'assets/main.css', content: 'a{}', imports: [] },
      { fileName: 'assets/lazy.js', content: 'y', imports: [] },
    ],
    'index.html',
  );
  expect(load.files.sort()).toEqual(['assets/main.css', 'assets/main.js', 'assets/shared.js', 'index.html']);
});

test('an iPad that calls itself a Mac is known by its touch screen', () => {
  const mac = 'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15';
  expect(isIos({ userAgent: mac, maxTouchPoints: 5 })).toBe(true);
  expect(isIos({ userAgent: mac, maxTouchPoints: 0 })).toBe(false);
  expect(isIos({ userAgent: 'Mozilla/5.0 (iPhone; CPU iPhone OS 18_0)', maxTouchPoints: 5 })).toBe(true);
});
