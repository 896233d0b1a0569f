import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { cameraScript, fakeCamera } from './fake-cameras.ts';
import { type AppServer, expect, test } from './fixtures.ts';
import type { AppElement } from './live-page.ts';
import { OTHER_BROWSERS, type OtherBrowser } from './other-browsers.ts';

/** No driver of theirs runs a script before a page's own: the page brings its camera with it. */
function serveCamera(server: AppServer): void {
  const script = cameraScript([fakeCamera('desk', { framesPerSecond: 15 })]);
  server.before = ({ url }, response) => {
    const asked = new URL(url ?? '/', server.url).pathname;
    if (asked === '/camera.js') {
      response.setHeader('Content-Type', 'text/javascript').end(script);
      return true;
    }
    if (asked !== '/' && asked !== '/index.html') return false;
    const page = readFileSync(join(server.root, 'index.html'), 'utf8');
    response
      .setHeader('Content-Type', 'text/html')
      .end(page.replace('<head>', '<head><script src="./camera.js"></script>'));
    return true;
  };
}

interface Sight {
  status: string;
  text: string;
  backend: string | null;
  offlineReady: boolean;
}

function look(browser: OtherBrowser): Promise<Sight | null> {
  return browser.ask(() => {
    const live = document.querySelector<AppElement>('handspell-app')?.live;
    if (!live) return null;
    const { status, text, stats } = live;
    return { status: status.kind, text, backend: stats.backend, offlineReady: stats.offlineReady };
  });
}

/** Clicks the first button of this name, wherever it is. @returns the name of the first that matches, or null. */
function button(browser: OtherBrowser, name: string, click: boolean): Promise<string | null> {
  return browser.ask(
    (wanted, press) => {
      const all = (root: ParentNode): HTMLButtonElement[] =>
        [...root.querySelectorAll('*')].flatMap((element) => [
          ...(element.matches('button') ? [element as HTMLButtonElement] : []),
          ...(element.shadowRoot ? all(element.shadowRoot) : []),
        ]);
      const nameOf = (each: HTMLElement) => each.getAttribute('aria-label') ?? each.textContent?.trim() ?? '';
      const found = all(document).find((each) => !each.disabled && new RegExp(wanted).test(nameOf(each)));
      if (press) found?.click();
      return found ? nameOf(found) : null;
    },
    name,
    click,
  );
}

for (const { name, missing, start } of OTHER_BROWSERS) {
  test(`${name} reads a hand, keeps what is recorded, and opens with the server stopped`, async ({
    server,
  }) => {
    test.skip(missing !== null, missing ?? '');
    const slow = { timeout: 90_000 };
    serveCamera(server);
    const browser = await start();
    try {
      await browser.open(server.url);
      await expect.poll(async () => (await look(browser))?.text, slow).toMatch(/^L/);
      await browser.open(`${server.url}#/train`);
      const tile = () => button(browser, '^L: \\d+ recorded', false);
      await expect.poll(tile, slow).toMatch(/^L: 0/);
      await button(browser, '^L: ', true);
      await expect.poll(() => button(browser, '^Hands-free', true), slow).not.toBeNull();
      await expect.poll(tile, slow).toMatch(/^L: \d\d/);
      await expect.poll(async () => (await look(browser))?.offlineReady, slow).toBe(true);

      await server.stop();
      await browser.open('about:blank');
      await browser.open(`${server.url}#/train`);
      await expect.poll(tile, slow).toMatch(/^L: \d\d/);
      await expect.poll(async () => (await look(browser))?.backend, slow).not.toBeNull();
    } finally {
      await browser.close();
    }
  });
}
