import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { findBrowser } from './browser.ts';

const APT_GET = '/usr/bin/apt-get';

/**
 * Makes sure that the tests have a Chromium: an installed one, else Debian's package where this may be installed, else
 * Playwright's own download.
 * @returns the executable's path, or null for Playwright's own.
 * @throws Error when none of them works.
 */
export function ensureBrowser(): string | null {
  const installed = findBrowser();
  if (installed) return installed;
  if (existsSync(APT_GET) && process.getuid?.() === 0) {
    console.log('No Chromium or Chrome is installed: taking the system package');
    const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
    const apt = (...args: string[]) => spawnSync(APT_GET, args, { stdio: 'inherit', env }).status === 0;
    const packages = ['chromium', 'fonts-liberation', 'fonts-noto-core'];
    if (apt('update', '-q') && apt('install', '-q', '-y', '--no-install-recommends', ...packages)) {
      const path = findBrowser();
      if (path) return path;
    }
    console.log('The system has no usable Chromium package');
  }
  console.log("Taking Playwright's own Chromium");
  const cli = join('node_modules', '@playwright', 'test', 'cli.js');
  const withDeps = process.platform === 'linux' && process.getuid?.() === 0 ? ['--with-deps'] : [];
  if (
    spawnSync(process.execPath, [cli, 'install', ...withDeps, 'chromium'], { stdio: 'inherit' }).status !== 0
  ) {
    throw new Error('No browser could be installed. Install Chromium or Chrome, or set CHROME_PATH to one.');
  }
  return null;
}
