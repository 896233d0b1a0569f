import { defineConfig } from '@playwright/test';

/**
 * End-to-end tests of the built app in dist (`npm run build` first). Each test has its own server and its own browser
 * profile (tests/e2e/fixtures.ts), because most of them are about what a browser keeps. The times allow for two slow
 * cores without a GPU.
 */
export default defineConfig({
  testDir: 'tests/e2e',
  workers: 1,
  fullyParallel: false,
  retries: 0,
  forbidOnly: Boolean(process.env.CI),
  timeout: 180_000,
  expect: { timeout: 30_000 },
  outputDir: 'test-results',
  reporter: 'list',
});
