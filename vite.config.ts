import { existsSync, readFileSync } from 'node:fs';
import { defineConfig, type Plugin } from 'vite';
import { listAssets } from './scripts/lib/asset-list.ts';
import { mediapipeWithoutReports } from './scripts/lib/without-reports.ts';
import { ASSET_LIST_URL } from './src/offline/cache-name.ts';
import { contentSecurityPolicy } from './src/offline/headers.ts';

const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };

/** The policy as a meta tag, first in the head, for hosts that send no headers. */
function policyMeta(): Plugin {
  return {
    name: 'policy-meta',
    apply: 'build',
    transformIndexHtml: () => [
      {
        tag: 'meta',
        attrs: { 'http-equiv': 'Content-Security-Policy', content: contentSecurityPolicy('meta') },
        injectTo: 'head-prepend',
      },
    ],
  };
}

/** `assets.json` while developing and in browser tests; the build writes the real one. */
function assetList(): Plugin {
  return {
    name: 'asset-list',
    configureServer(server) {
      server.middlewares.use(`/${ASSET_LIST_URL}`, (_request, response) => {
        response.setHeader('Content-Type', 'application/json');
        response.end(JSON.stringify(listAssets('public')));
      });
    },
  };
}

export default defineConfig({
  // Relative, so that the build works in any folder of any static host.
  base: './',
  define: { __APP_VERSION__: JSON.stringify(version) },
  plugins: [policyMeta(), assetList(), mediapipeWithoutReports()],
  build: {
    target: 'es2022',
    sourcemap: true,
    modulePreload: { polyfill: false },
    // Every asset a file of its own: a data: script or worker would not pass the policy.
    assetsInlineLimit: 0,
    rollupOptions: {
      input: ['index.html', 'bench.html'].filter((page) => existsSync(page)),
      checks: { bundlerTimings: false },
    },
  },
  worker: { format: 'es', plugins: () => [mediapipeWithoutReports()] },
});
