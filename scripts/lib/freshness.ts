import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { filesBelow } from './asset-list.ts';

/** What the built app is made from. */
const SOURCES = [
  'index.html',
  'bench.html',
  'sw.ts',
  'vite.config.ts',
  'package-lock.json',
  'src',
  'scripts',
  'public',
];
const STAMP = '.cache/build-stamp';

/** SHA-256 over the paths and contents of all sources. */
export function sourceHash(): string {
  const hash = createHash('sha256');
  for (const source of SOURCES.filter((path) => existsSync(path))) {
    const files = statSync(source).isDirectory() ? filesBelow(source).sort() : [source];
    for (const file of files) hash.update(file).update('\0').update(readFileSync(file)).update('\0');
  }
  return hash.digest('hex');
}

/** True when `outDir` was built from the sources as they are now. */
export function isFresh(outDir: string): boolean {
  return (
    existsSync(join(outDir, 'sw.js')) && existsSync(STAMP) && readFileSync(STAMP, 'utf8') === sourceHash()
  );
}

/** Notes that the build was made from the sources as they are now. */
export function stampBuild(): void {
  mkdirSync(dirname(STAMP), { recursive: true });
  writeFileSync(STAMP, sourceHash());
}
