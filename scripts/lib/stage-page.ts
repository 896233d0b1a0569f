import { join } from 'node:path';
import { type Browser, chromium, type Page } from '@playwright/test';
import { createServer, type ViteDevServer } from 'vite';
import { chromiumArgs, findBrowser } from './browser.ts';

const ROOT = join(import.meta.dirname, '../..');

/** A headless browser on one of the project's own pages. Close it when done. */
export interface StagePage {
  page: Page;
  close(): Promise<void>;
}

/** Opens scripts/hands/ in a headless browser and waits until the hand is loaded. */
export async function openStage(): Promise<StagePage> {
  let server: ViteDevServer | undefined;
  let browser: Browser | undefined;
  const close = async (): Promise<void> => {
    await browser?.close();
    await server?.close();
  };
  try {
    server = await createServer({
      configFile: false,
      root: join(ROOT, 'scripts/hands'),
      cacheDir: join(ROOT, 'node_modules/.cache/handspell/stage'),
      logLevel: 'error',
      server: { port: 0, host: '127.0.0.1', hmr: false, watch: null, fs: { allow: [ROOT] } },
      optimizeDeps: { include: ['three', 'three/examples/jsm/loaders/GLTFLoader.js'], noDiscovery: true },
    });
    await server.listen();
    const path = findBrowser();
    browser = await chromium.launch({ args: chromiumArgs(), ...(path && { executablePath: path }) });
    const page = await browser.newPage();
    const errors: string[] = [];
    page.on('pageerror', (error) => errors.push(String(error)));
    await page.goto(server.resolvedUrls?.local[0] ?? '');
    await page
      .waitForFunction(() => 'stage' in window, undefined, { timeout: 60_000 })
      .catch((cause) => {
        throw new Error(`The page that renders hands did not start. ${errors.join(' ')}`, { cause });
      });
    return { page, close };
  } catch (error) {
    await close();
    throw error;
  }
}
