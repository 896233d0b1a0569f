import { mkdtempSync, readdirSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { Browser, Page } from '@playwright/test';
import { chromiumArgs } from './browser.ts';
import { ensureBrowser } from './ensure-browser.ts';
import { exclusively } from './exclusive.ts';
import { isFresh } from './freshness.ts';
import { startServer } from './server.ts';

// Playwright and the build are loaded where they are used: a mistake in a command is told in half the time.

const ROOT = resolve(import.meta.dirname, '../..');
const BUILD_LOCK = '.cache/build.lock';

/** WebGPU and a GPU of the driver's own choice where there is one. */
const GPU_ARGS = ['--enable-unsafe-webgpu', '--ignore-gpu-blocklist'];

export interface AppOptions {
  /** Page of the built app: `bench.html`, or `` for the app itself. */
  page: string;
  /** Files or folders that the page may fetch, by their name below its address. */
  mounts?: Record<string, string>;
  /** Absolute path of an .mjpeg or .y4m file that is played as the camera. */
  camera?: string;
  /** Called before the page is opened, to add scripts or listeners. */
  prepare?: (page: Page) => Promise<void>;
}

/** esbuild, which runs these scripts, names functions by a helper that a browser does not have. */
const NAME_HELPER = 'globalThis.__name ??= (named) => named;';

export interface AppPage {
  page: Page;
  url: string;
  close(): Promise<void>;
}

/** Opens a page of the built app in a headless browser, building the app first when it is missing or stale. */
export async function openApp({ page: path, mounts = {}, camera, prepare }: AppOptions): Promise<AppPage> {
  const dist = await builtApp();
  // One folder of links, so that the app and the mounts come from one origin with the production headers.
  const root = mkdtempSync(join(tmpdir(), 'handspell-'));
  const undo: (() => unknown)[] = [() => rmSync(root, { recursive: true, force: true })];
  const close = async () => {
    for (const step of undo.reverse()) await step();
    undo.length = 0;
  };
  try {
    for (const name of readdirSync(dist)) symlinkSync(join(dist, name), join(root, name));
    for (const [name, target] of Object.entries(mounts)) symlinkSync(resolve(target), join(root, name));
    const server = await startServer({ root });
    undo.push(() => server.close());
    const browser = await launch(camera);
    undo.push(() => browser.close());
    const page = await browser.newPage();
    await page.addInitScript(NAME_HELPER);
    await prepare?.(page);
    await page.goto(server.url + path);
    return { page, url: server.url, close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** Opens the measuring page and waits until it can be called. */
export async function openBench(options: Omit<AppOptions, 'page'> = {}): Promise<AppPage> {
  const app = await openApp({ ...options, page: 'bench.html' });
  await app.page.waitForFunction(() => 'handspellBench' in window, undefined, { timeout: 30_000 });
  return app;
}

async function launch(camera?: string): Promise<Browser> {
  const path = ensureBrowser();
  const { chromium } = await import('@playwright/test');
  return chromium.launch({
    args: [...chromiumArgs(camera), ...GPU_ARGS],
    ...(path ? { executablePath: path } : {}),
  });
}

async function builtApp(): Promise<string> {
  process.chdir(ROOT);
  const dist = join(ROOT, 'dist');
  // Two commands that start together share one build.
  await exclusively(BUILD_LOCK, async () => {
    if (isFresh('dist')) return;
    console.error('Building the app first');
    const { build } = await import('../build.ts');
    await build({ quiet: true });
  });
  return dist;
}

/** The address of a file below a mount. */
export function mountedUrl(mount: string, ...path: string[]): string {
  return [mount, ...path].map(encodeURIComponent).join('/');
}
