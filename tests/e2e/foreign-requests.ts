import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Whom Chromium itself asks, whatever page is open: its updates, its sign-in, its autofill, its hints. */
const BROWSER_HOUSEKEEPING = new Set([
  'accounts.google.com',
  'clients2.google.com',
  'content-autofill.googleapis.com',
  'optimizationguide-pa.googleapis.com',
  'redirector.gvt1.com',
  'update.googleapis.com',
]);

/**
 * A proxy that the browser is made to use for everything but this machine. It lets nothing through and writes down
 * who was asked for: page, worker, service worker, beacon or socket alike, whatever the tools see of them.
 */
export class ForeignRequests {
  readonly seen: string[] = [];

  private constructor(private readonly server: Server) {
    server.on('request', (request, response) => {
      this.note(request.url ?? '');
      response.writeHead(502).end();
    });
    server.on('connect', (request, socket) => {
      // The browser may hang up before it hears the answer.
      socket.on('error', () => undefined);
      this.note(request.url ?? '');
      socket.end('HTTP/1.1 502 Bad Gateway\r\n\r\n');
    });
  }

  static async start(): Promise<ForeignRequests> {
    const server = createServer();
    const foreign = new ForeignRequests(server);
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    return foreign;
  }

  /** Flags that send the browser here. Loopback addresses never go through a proxy. */
  get chromiumArgs(): string[] {
    return [`--proxy-server=http://127.0.0.1:${(this.server.address() as AddressInfo).port}`];
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((done) => this.server.close(done));
  }

  private note(target: string): void {
    const host = target.replace(/^https?:\/\//, '').split(/[:/]/)[0] ?? '';
    if (!BROWSER_HOUSEKEEPING.has(host)) this.seen.push(target);
  }
}
