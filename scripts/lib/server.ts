import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { resolve, sep } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import { SECURITY_HEADERS } from '../../src/offline/headers.ts';
import { mimeType } from '../../src/offline/mime.ts';
import { cacheControl } from './static-hosts.ts';

export interface ServerOptions {
  /** Folder to serve, looked up at every request; nothing outside it is reachable. */
  root: string;
  /** 0 takes any free port. When the port is taken the next free one of sixteen is used. */
  port?: number;
  /** Only this machine by default. */
  host?: string;
  /** Sees every request first; true when it answered itself. Tests cause faults with it. */
  before?: (request: IncomingMessage, response: ServerResponse) => boolean;
}

export interface RunningServer {
  url: string;
  port: number;
  /** Ends open connections too. */
  close(): Promise<void>;
}

const COMPRESSIBLE = /^(text\/|application\/(json|wasm|manifest)|image\/svg)/;
const COMPRESS_FROM_BYTES = 1024;
/** From 4173 on, the next would soon be 4190, which browsers refuse. */
const PORTS_TRIED = 16;
/** Compressed bodies by encoding and ETag; every server of the process has the use of them. */
const compressed = new Map<string, Promise<Buffer>>();

/** Serves a folder as a static host would, with the app's security headers, ranges, ETags and compression. */
export async function startServer(options: ServerOptions): Promise<RunningServer> {
  const server = createServer((request, response) => {
    if (options.before?.(request, response)) return;
    answer(resolve(options.root), request, response).catch((error: NodeJS.ErrnoException) => {
      // A client that went away in the middle is not the server's trouble.
      if (error.code !== 'ERR_STREAM_PREMATURE_CLOSE') console.error(error);
      if (response.headersSent) response.destroy();
      else plain(response, 500, 'Internal error');
    });
  });
  const host = options.host ?? 'localhost';
  const first = options.port ?? 0;
  for (let port = first; ; port++) {
    try {
      await new Promise<void>((done, fail) => {
        server.once('error', fail);
        server.listen(port, host, () => {
          server.off('error', fail);
          done();
        });
      });
      break;
    } catch (error) {
      const taken = (error as NodeJS.ErrnoException).code === 'EADDRINUSE';
      if (!taken || first === 0 || port >= first + PORTS_TRIED) throw error;
    }
  }
  const { port } = server.address() as AddressInfo;
  return {
    port,
    url: `http://localhost:${port}/`,
    close: () =>
      new Promise((done, fail) => {
        server.close((error) => (error ? fail(error) : done()));
        server.closeAllConnections();
      }),
  };
}

async function answer(root: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
  for (const [name, value] of Object.entries(SECURITY_HEADERS)) response.setHeader(name, value);
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    response.setHeader('Allow', 'GET, HEAD');
    return plain(response, 405, 'Method not allowed');
  }
  const path = filePath(root, request.url ?? '/');
  const info = path ? await stat(path).catch(() => null) : null;
  if (!path || !info?.isFile()) return plain(response, 404, 'Not found');

  const type = mimeType(path);
  const etag = `"${createHash('sha1').update(`${path} ${info.size} ${info.mtimeMs}`).digest('base64url')}"`;
  response.setHeader('Content-Type', type);
  response.setHeader('ETag', etag);
  response.setHeader('Cache-Control', cacheControl(path));
  response.setHeader('Accept-Ranges', 'bytes');
  response.setHeader('Vary', 'Accept-Encoding');
  if (request.headers['if-none-match'] === etag) {
    response.writeHead(304).end();
    return;
  }

  const range = request.headers.range ? parseRange(request.headers.range, info.size) : null;
  if (range === 'unsatisfiable') {
    response.setHeader('Content-Range', `bytes */${info.size}`);
    return plain(response, 416, 'Range not satisfiable');
  }
  if (!range && info.size >= COMPRESS_FROM_BYTES && COMPRESSIBLE.test(type)) {
    const encoding = preferredEncoding(request.headers['accept-encoding'] ?? '');
    if (encoding) {
      const body = await compressedBody(`${encoding} ${etag}`, () => compress(path, encoding));
      response.writeHead(200, { 'Content-Encoding': encoding, 'Content-Length': body.byteLength });
      response.end(request.method === 'HEAD' ? undefined : body);
      return;
    }
  }
  const { start, end } = range ?? { start: 0, end: info.size - 1 };
  if (range) response.setHeader('Content-Range', `bytes ${start}-${end}/${info.size}`);
  response.writeHead(range ? 206 : 200, { 'Content-Length': end - start + 1 });
  if (request.method === 'HEAD' || info.size === 0) {
    response.end();
    return;
  }
  await pipeline(createReadStream(path, { start, end }), response);
}

function plain(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, { 'Content-Type': 'text/plain; charset=utf-8' }).end(text);
}

/** The file that an address names, or null when it is malformed or leads out of `root`. */
export function filePath(root: string, address: string): string | null {
  try {
    const pathname = decodeURIComponent(new URL(address, 'http://localhost').pathname);
    if (pathname.includes('\0')) return null;
    const path = resolve(root, `.${pathname.endsWith('/') ? `${pathname}index.html` : pathname}`);
    return path.startsWith(root + sep) ? path : null;
  } catch (error) {
    if (error instanceof URIError || error instanceof TypeError) return null;
    throw error;
  }
}

/** One byte range of RFC 9110, section 14; null for a form that a server may ignore (several ranges, other units). */
export function parseRange(
  header: string,
  size: number,
): { start: number; end: number } | 'unsatisfiable' | null {
  const match = /^bytes=(\d*)-(\d*)$/.exec(header.trim());
  if (!match || (match[1] === '' && match[2] === '')) return null;
  const suffix = match[1] === '';
  const start = suffix ? Math.max(0, size - Number(match[2])) : Number(match[1]);
  const end = suffix || match[2] === '' ? size - 1 : Math.min(Number(match[2]), size - 1);
  if (!suffix && match[2] !== '' && Number(match[2]) < start) return null;
  return start > end ? 'unsatisfiable' : { start, end };
}

function preferredEncoding(accepted: string): 'br' | 'gzip' | null {
  const codings = accepted.split(',').map((coding) => coding.split(';')[0]?.trim());
  if (codings.includes('br')) return 'br';
  return codings.includes('gzip') ? 'gzip' : null;
}

async function compress(path: string, encoding: 'br' | 'gzip'): Promise<Buffer> {
  const content = await readFile(path);
  if (encoding === 'gzip') return await promisify(gzip)(content);
  return await promisify(brotliCompress)(content, { params: { [constants.BROTLI_PARAM_QUALITY]: 5 } });
}

function compressedBody(key: string, make: () => Promise<Buffer>): Promise<Buffer> {
  const known = compressed.get(key);
  if (known) return known;
  const made = make();
  made.catch(() => compressed.delete(key));
  compressed.set(key, made);
  return made;
}
