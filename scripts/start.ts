import { build, FIRST_LOAD_LIMIT } from './build.ts';
import { isFresh } from './lib/freshness.ts';
import { startServer } from './lib/server.ts';

/** `npm start`: builds what is stale and serves the built app on this machine. */
const PORT = 4173;

if (isFresh('dist')) {
  console.log('The build is up to date');
} else {
  console.log('Building');
  const { gzipBytes } = await build();
  const size = `${(gzipBytes / 1000).toFixed(0)} kB`;
  console.log(`First load ${size} compressed${gzipBytes > FIRST_LOAD_LIMIT ? ', which is too much' : ''}`);
}
const server = await startServer({ root: 'dist', port: PORT });
if (server.port !== PORT) console.log(`Port ${PORT} is taken, so it is ${server.port}`);
console.log(`\n  Handspell is at ${server.url}\n\n  Ctrl+C stops it.`);

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => void server.close().then(() => process.exit(0)));
}
