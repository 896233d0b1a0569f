import { existsSync } from 'node:fs';

const KNOWN_BROWSERS = [
  process.env.CHROME_PATH,
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/usr/bin/google-chrome-stable',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
];

/** Path of an installed Chromium or Chrome, or null: then Playwright's own download is used. */
export function findBrowser(): string | null {
  return KNOWN_BROWSERS.find((path): path is string => Boolean(path) && existsSync(path as string)) ?? null;
}

/**
 * Flags for a quiet headless Chromium that also runs as root and has software WebGL where there is no GPU.
 * @param camera absolute path of an `.mjpeg` or `.y4m` file that is played, looped, as the camera.
 */
export function chromiumArgs(camera?: string): string[] {
  const args = [
    '--no-sandbox',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
    '--disable-quic',
    '--no-first-run',
    '--enable-unsafe-swiftshader',
    '--use-fake-ui-for-media-stream',
    '--use-fake-device-for-media-stream',
  ];
  if (camera) args.push(`--use-file-for-fake-video-capture=${camera}`);
  return args;
}
