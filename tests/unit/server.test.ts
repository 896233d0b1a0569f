import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { filePath, parseRange, type RunningServer, startServer } from '../../scripts/lib/server.ts';

let folder: string;
let server: RunningServer;
const script = 'export const letter = "A";\n'.repeat(200);

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'serve-'));
  mkdirSync(join(folder, 'site/assets'), { recursive: true });
  writeFileSync(join(folder, 'secret.txt'), 'secret');
  writeFileSync(join(folder, 'site/index.html'), '<!doctype html><title>x</title>');
  writeFileSync(join(folder, 'site/assets/main-12345678.js'), script);
  writeFileSync(join(folder, 'site/weights.bin'), Buffer.from(Array.from({ length: 256 }, (_, i) => i)));
  server = await startServer({ root: join(folder, 'site') });
});
afterAll(async () => {
  await server.close();
  rmSync(folder, { recursive: true });
});

/** A raw request: fetch would tidy the path up and undo compression. */
function get(path: string, headers: Record<string, string> = {}, method = 'GET') {
  return new Promise<{ status: number; headers: Record<string, unknown>; body: Buffer }>(
    (resolve, reject) => {
      const call = request({ port: server.port, path, headers, method }, (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('end', () =>
          resolve({
            status: response.statusCode ?? 0,
            headers: response.headers,
            body: Buffer.concat(chunks),
          }),
        );
      });
      call.on('error', reject).end();
    },
  );
}

describe('the server', () => {
  test('sends the page with every security header', async () => {
    const { status, headers } = await get('/');
    expect(status).toBe(200);
    expect(headers['content-type']).toBe('text/html; charset=utf-8');
    expect(headers['content-security-policy']).toContain("default-src 'none'");
    expect(headers['content-security-policy']).toContain("frame-ancestors 'none'");
    expect(headers['permissions-policy']).toContain('camera=(self)');
    expect(headers['cross-origin-opener-policy']).toBe('same-origin');
    expect(headers['cross-origin-embedder-policy']).toBe('require-corp');
    expect(headers['x-content-type-options']).toBe('nosniff');
    expect(headers['referrer-policy']).toBe('no-referrer');
  });

  test('compresses text, and keeps hashed names for ever', async () => {
    const { headers, body } = await get('/assets/main-12345678.js', { 'Accept-Encoding': 'gzip' });
    expect(headers['content-encoding']).toBe('gzip');
    expect(headers['cache-control']).toContain('immutable');
    expect(gunzipSync(body).toString()).toBe(script);
    const brotli = await get('/assets/main-12345678.js', { 'Accept-Encoding': 'gzip, br' });
    expect(brotli.headers['content-encoding']).toBe('br');
  });

  test('answers ranges as RFC 9110 says', async () => {
    const middle = await get('/weights.bin', { Range: 'bytes=10-19' });
    expect([middle.status, middle.headers['content-range']]).toEqual([206, 'bytes 10-19/256']);
    expect([...middle.body]).toEqual([10, 11, 12, 13, 14, 15, 16, 17, 18, 19]);
    expect([...(await get('/weights.bin', { Range: 'bytes=250-' })).body]).toEqual([
      250, 251, 252, 253, 254, 255,
    ]);
    expect([...(await get('/weights.bin', { Range: 'bytes=-2' })).body]).toEqual([254, 255]);
    const beyond = await get('/weights.bin', { Range: 'bytes=256-' });
    expect([beyond.status, beyond.headers['content-range']]).toEqual([416, 'bytes */256']);
    expect((await get('/weights.bin', { Range: 'letters=1-2' })).status).toBe(200);
  });

  test('answers an ETag it knows with 304', async () => {
    const { headers } = await get('/weights.bin');
    expect((await get('/weights.bin', { 'If-None-Match': String(headers.etag) })).status).toBe(304);
  });

  test('keeps to its folder and to GET and HEAD', async () => {
    for (const path of [
      '/../secret.txt',
      '/%2e%2e/secret.txt',
      '/..%2fsecret.txt',
      '/%00',
      '/%',
      '/assets',
    ]) {
      expect((await get(path)).status, path).toBe(404);
    }
    expect((await get('/', {}, 'POST')).status).toBe(405);
    const head = await get('/weights.bin', {}, 'HEAD');
    expect([head.headers['content-length'], head.body.length]).toEqual(['256', 0]);
  });

  test('takes the next port when one is taken', async () => {
    const other = createServer().listen(0, 'localhost');
    await new Promise((done) => other.once('listening', done));
    const taken = (other.address() as { port: number }).port;
    const second = await startServer({ root: folder, port: taken });
    expect(second.port).toBeGreaterThan(taken);
    await second.close();
    other.close();
  });
});

test('no address leads out of the root', () => {
  fc.assert(
    fc.property(fc.webPath(), fc.string(), (path, noise) => {
      const found = filePath('/srv/site', `${path}/${noise}`);
      expect(found === null || found.startsWith('/srv/site/')).toBe(true);
    }),
  );
});

test('a range lies within the file or is refused', () => {
  fc.assert(
    fc.property(fc.string(), fc.nat(), fc.nat(), fc.nat(1000), (noise, from, to, size) => {
      for (const header of [noise, `bytes=${from}-${to}`, `bytes=-${from}`, `bytes=${from}-`]) {
        const range = parseRange(header, size);
        if (range === null || range === 'unsatisfiable') continue;
        expect(range.start).toBeGreaterThanOrEqual(0);
        expect(range.end).toBeGreaterThanOrEqual(range.start);
        expect(range.end).toBeLessThan(size);
      }
    }),
  );
});
