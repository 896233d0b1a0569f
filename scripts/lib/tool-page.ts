import { join } from 'node:path';
import type { Browser, Page } from '@playwright/test';
import type { ViteDevServer } from 'vite';
import { chromiumArgs } from './browser.ts';
import { ensureBrowser } from './ensure-browser.ts';

const ROOT = join(import.meta.dirname, '../..');

/** A headless browser on one of the tools' own pages. Close it when done. */
export interface ToolPage {
  page: Page;
  close(): Promise<void>;
}

/** Opens scripts/hands/, where `window.stage` makes pictures. @throws Error when it does not start. */
export function openStage(): Promise<ToolPage> {
  return openToolPage('hands', 'stage', ['three', 'three/examples/jsm/loaders/GLTFLoader.js']);
}

/** Opens scripts/renders/, where `window.sheets` renders many hands at once. @throws Error when it does not start. */
export function openSheets(): Promise<ToolPage> {
  return openToolPage('renders', 'sheets', ['three', 'three/examples/jsm/loaders/GLTFLoader.js']);
}

/** Opens scripts/finder/, where `window.finder` looks for hands. @throws Error when it does not start. */
export function openFinder(): Promise<ToolPage> {
  return openToolPage('finder', 'finder', ['@mediapipe/tasks-vision', 'comlink']);
}

/** Serves a page's TypeScript as it is, and waits until it has put its `global` on the window. */
async function openToolPage(folder: string, global: string, packages: string[]): Promise<ToolPage> {
  let server: ViteDevServer | undefined;
  let browser: Browser | undefined;
  const close = async (): Promise<void> => {
    await browser?.close();
    await server?.close();
  };
  try {
    // Loaded where they are used: a mistake in a command is told in half the time.
    const [{ chromium }, { createServer }] = await Promise.all([import('@playwright/test'), import('vite')]);
    server = await createServer({
      configFile: false,
      root: join(ROOT, 'scripts', folder),
      publicDir: join(ROOT, 'public'),
      cacheDir: join(ROOT, 'node_modules/.cache/handspell', folder),
      logLevel: 'error',
      server: { port: 0, host: '127.0.0.1', hmr: false, watch: null, fs: { allow: [ROOT] } },
      // Everything is named beforehand: a package found late would reload the page in the middle of its work.
      optimizeDeps: { include: packages, noDiscovery: true },
    });
    await server.listen();
    const path = ensureBrowser();
    browser = await chromium.launch({ args: chromiumArgs(), ...(path && { executablePath: path }) });
    const page = await browser.newPage();
    const errors: string[] = [];
    page.on('pageerror', (error) => errors.push(String(error)));
    await page.goto(server.resolvedUrls?.local[0] ?? '');
    await page
      .waitForFunction((name) => name in window, global, { timeout: 60_000 })
      .catch((cause) => {
        throw new Error(`The page scripts/${folder} did not start. ${errors.join(' ')}`, { cause });
      });
    return { page, close };
  } catch (error) {
    await close();
    throw error;
  }
}
