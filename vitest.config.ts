import { playwright } from '@vitest/browser-playwright';
import { defineConfig } from 'vitest/config';
import { chromiumArgs, findBrowser } from './scripts/lib/browser.ts';

const executablePath = findBrowser();

export default defineConfig({
  test: {
    projects: [
      // A few train or fuzz for seconds, and a machine may be busy: how long they take is no result.
      {
        test: {
          name: 'unit',
          include: ['tests/unit/**/*.test.ts'],
          environment: 'node',
          testTimeout: 60_000,
        },
      },
      // The nightly form of the fuzz tests that run with the others in a few hundred cases each.
      {
        test: {
          name: 'fuzz',
          include: ['tests/unit/fuzz/*.test.ts'],
          environment: 'node',
          env: { FUZZ_RUNS: '10000' },
        },
      },
      {
        publicDir: 'public',
        // Pictures for tests that lie beside the repository, where there are some.
        server: { fs: { allow: ['.', '../shared/data'] } },
        // Found before the tests run: a dependency that turns up later reloads the page under a running test.
        optimizeDeps: {
          include: [
            '@mediapipe/tasks-vision',
            '@tensorflow/tfjs-backend-wasm',
            '@tensorflow/tfjs-backend-webgl',
            '@tensorflow/tfjs-backend-webgpu',
            '@tensorflow/tfjs-core',
            '@tensorflow/tfjs-core/dist/register_all_gradients.js',
            'comlink',
            'idb',
            'lit',
            'lit/decorators.js',
            'lit/directive.js',
            'lit/directives/keyed.js',
            'lit/directives/ref.js',
            'lit/directives/repeat.js',
            'workbox-window',
          ],
        },
        test: {
          name: 'browser',
          include: ['tests/browser/**/*.test.ts'],
          testTimeout: 120_000,
          fileParallelism: false,
          browser: {
            enabled: true,
            headless: true,
            screenshotFailures: false,
            provider: playwright({
              launchOptions: {
                ...(executablePath ? { executablePath } : {}),
                args: chromiumArgs(),
              },
            }),
            instances: [{ browser: 'chromium' }],
          },
        },
      },
    ],
  },
});
