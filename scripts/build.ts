import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build as viteBuild } from 'vite';
import { injectManifest } from 'workbox-build';
import { ASSET_LIST_URL, LARGE_FOLDERS } from '../src/offline/cache-name.ts';
import { listAssets } from './lib/asset-list.ts';
import { type BuiltFile, type FirstLoad, firstLoad } from './lib/first-load.ts';
import { stampBuild } from './lib/freshness.ts';
import { headersFile, vercelFile } from './lib/static-hosts.ts';
import { prepareAssets } from './prepare-assets.ts';

export interface BuildOptions {
  /** Folder of the built app, emptied first. */
  outDir?: string;
  quiet?: boolean;
}

const DIST = 'dist';

/** Most bytes, compressed, that the page may load before it asks for models. */
export const FIRST_LOAD_LIMIT = 200_000;

/** Builds the whole app into `outDir`: page, workers, large files and their list, service worker, host files. */
export async function build(options: BuildOptions = {}): Promise<FirstLoad> {
  const outDir = options.outDir ?? DIST;
  const logLevel = options.quiet ? 'error' : 'warn';
  // A test runner says "test" here, and libraries would then give their development code.
  process.env.NODE_ENV = 'production';
  await prepareAssets();

  const built = await viteBuild({ logLevel, build: { outDir, emptyOutDir: true } });
  const list = listAssets(outDir);
  writeFileSync(join(outDir, ASSET_LIST_URL), JSON.stringify(list, null, 1));
  writeFileSync(join(outDir, '_headers'), headersFile());
  writeFileSync(join(outDir, 'vercel.json'), vercelFile());
  await buildServiceWorker(outDir, logLevel);
  if (outDir === DIST) stampBuild();
  return firstLoad(builtFiles(built), 'index.html');
}

async function buildServiceWorker(outDir: string, logLevel: 'error' | 'warn'): Promise<void> {
  const bundle = 'sw.bundle.js';
  await viteBuild({
    configFile: false,
    publicDir: false,
    logLevel,
    define: { 'process.env.NODE_ENV': '"production"' },
    build: {
      target: 'es2022',
      outDir,
      emptyOutDir: false,
      lib: { entry: 'sw.ts', formats: ['iife'], name: 'serviceWorker', fileName: () => bundle },
    },
  });
  const { count, warnings } = await injectManifest({
    swSrc: join(outDir, bundle),
    swDest: join(outDir, 'sw.js'),
    globDirectory: outDir,
    globPatterns: ['**/*.{html,js,css,json,svg,png,webp,ico,webmanifest,txt}'],
    globIgnores: [
      ...LARGE_FOLDERS.map((folder) => `${folder}**`),
      'screenshots/**',
      // The measuring page is for the commands, not for people.
      'bench.html',
      'assets/bench-*',
      'vercel.json',
      'sw.js',
      bundle,
    ],
    maximumFileSizeToCacheInBytes: 4 * 1024 * 1024,
    dontCacheBustURLsMatching: /^assets\//,
  });
  rmSync(join(outDir, bundle));
  if (warnings.length > 0) throw new Error(`The shell cannot be precached whole: ${warnings.join('; ')}`);
  if (count === 0) throw new Error('The list of the shell is empty');
}

type ViteResult = Awaited<ReturnType<typeof viteBuild>>;

function builtFiles(result: ViteResult): BuiltFile[] {
  if (!('output' in result)) throw new Error('Vite returned more or less than one build');
  return result.output.map((file) =>
    file.type === 'chunk'
      ? { fileName: file.fileName, content: file.code, imports: file.imports }
      : { fileName: file.fileName, content: file.source, imports: [] },
  );
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { files, gzipBytes, brotliBytes } = await build();
  const large = JSON.parse(readFileSync(join('dist', ASSET_LIST_URL), 'utf8')) as ReturnType<
    typeof listAssets
  >;
  const megabytes = large.files.reduce((sum, file) => sum + file.bytes, 0) / 1e6;
  console.log(
    `Built dist: first load ${(brotliBytes / 1000).toFixed(1)} kB brotli, ${(gzipBytes / 1000).toFixed(1)} kB gzip ` +
      `(${files.length} files, limit ${FIRST_LOAD_LIMIT / 1000} kB), ` +
      `then ${megabytes.toFixed(1)} MB of models in ${large.files.length} files, once`,
  );
  if (gzipBytes > FIRST_LOAD_LIMIT) {
    console.error(`The first load is over its limit`);
    process.exitCode = 1;
  }
}
