import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type BrowserContext, test as base, chromium, expect, type Page } from '@playwright/test';
import { chromiumArgs, findBrowser } from '../../scripts/lib/browser.ts';
import { type RunningServer, type ServerOptions, startServer } from '../../scripts/lib/server.ts';
import { ForeignRequests } from './foreign-requests.ts';

export { expect };

/** The built app's server, which a test can stop, start again on the same port, or point to another build. */
export class AppServer implements ServerOptions {
  private running: RunningServer | null = null;
  /** 0 until the first start: any free one. */
  port = 0;

  /** Sees every request first; true when it answered itself. */
  before: (request: IncomingMessage, response: ServerResponse) => boolean = () => false;

  constructor(public root: string) {}

  get url(): string {
    return `http://localhost:${this.port}/`;
  }

  async start(): Promise<void> {
    // Itself as the options: a `root` or `before` that is set later counts from then on.
    this.running = await startServer(this);
    if (this.port !== 0 && this.running.port !== this.port)
      throw new Error(`Port ${this.port} was taken meanwhile`);
    this.port = this.running.port;
  }

  async stop(): Promise<void> {
    await this.running?.close();
    this.running = null;
  }
}

/** What went wrong in the browser. A test fails on anything here that it did not `allow`. */
export class Watch {
  readonly complaints: string[] = [];
  private readonly allowed = [
    // MediaPipe says everything on stderr, which a browser shows as an error.
    /^console: INFO: Created TensorFlow Lite/,
  ];

  /** Expects complaints of this form: a fault that the test causes itself. */
  allow(complaint: RegExp): void {
    this.allowed.push(complaint);
  }

  note(complaint: string): void {
    this.complaints.push(complaint);
  }

  get unexpected(): string[] {
    return this.complaints.filter((complaint) => !this.allowed.some((pattern) => pattern.test(complaint)));
  }
}

interface Options {
  /** Absolute path of an `.mjpeg` or `.y4m` that is played as the camera; null for Chromium's test pattern. */
  clip: string | null;
  /** Folder of the built app. */
  build: string;
  /** Further flags for the browser. */
  flags: string[];
}

interface Fixtures {
  server: AppServer;
  watch: Watch;
  foreign: ForeignRequests;
  context: BrowserContext;
  page: Page;
}

export const test = base.extend<Options & Fixtures>({
  clip: [null, { option: true }],
  build: ['dist', { option: true }],
  flags: [[], { option: true }],

  server: async ({ build }, use) => {
    const server = new AppServer(build);
    await server.start();
    await use(server);
    await server.stop();
  },

  foreign: async ({ browserName: _ }, use) => {
    const foreign = await ForeignRequests.start();
    await use(foreign);
    await foreign.stop();
    expect(foreign.seen, 'requests to other origins').toEqual([]);
  },

  watch: async ({ browserName: _ }, use) => {
    const watch = new Watch();
    await use(watch);
    expect(watch.unexpected, 'console errors, policy violations, foreign requests').toEqual([]);
  },

  context: async ({ clip, flags, watch, foreign, server }, use) => {
    const profile = mkdtempSync(join(tmpdir(), 'handspell-profile-'));
    const executablePath = findBrowser();
    const context = await chromium.launchPersistentContext(profile, {
      ...(executablePath ? { executablePath } : {}),
      args: [...chromiumArgs(clip ?? undefined), ...foreign.chromiumArgs, ...flags],
      permissions: ['camera'],
      viewport: { width: 1280, height: 800 },
      locale: 'en-US',
    });
    await context.addInitScript(reportViolations);
    observe(context, watch, server);
    await use(context);
    await context.close();
    rmSync(profile, { recursive: true, force: true, maxRetries: 3 });
  },

  page: async ({ context }, use) => {
    await use(context.pages()[0] ?? (await context.newPage()));
  },
});

/** Runs in every page before its own scripts. */
function reportViolations(): void {
  addEventListener('securitypolicyviolation', (event) => {
    const { effectiveDirective, blockedURI, sample } = event as SecurityPolicyViolationEvent;
    console.error(`Policy violation: ${effectiveDirective} ${blockedURI} ${sample}`);
  });
}

/** Runs in every worker, as soon as the tools reach it; what came before is told too. */
function reportWorkerViolations(): void {
  const observer = new ReportingObserver(
    (reports) => {
      for (const report of reports) console.error(`Policy violation in a worker: ${JSON.stringify(report)}`);
    },
    { types: ['csp-violation'], buffered: true },
  );
  observer.observe();
}

function observe(context: BrowserContext, watch: Watch, server: AppServer): void {
  context.on('console', (message) => {
    if (message.type() === 'error') watch.note(`console: ${message.text()} (${message.location().url})`);
  });
  const watchWorkers = (page: Page) =>
    page.on('worker', (worker) => {
      // A worker that is gone by now had nothing left to tell.
      worker.evaluate(reportWorkerViolations).catch(() => undefined);
    });
  for (const page of context.pages()) watchWorkers(page);
  context.on('page', watchWorkers);
  context.on('weberror', (error) => watch.note(`uncaught: ${error.error().message}`));
  context.on('request', (request) => {
    const { protocol, origin } = new URL(request.url());
    const local = origin === new URL(server.url).origin || protocol === 'blob:' || protocol === 'data:';
    if (!local) watch.note(`foreign request: ${request.url()}`);
  });
}

/** A copy of a build that a test may spoil; removed when the process ends. */
export function copyBuild(from: string): string {
  const copy = mkdtempSync(join(tmpdir(), 'handspell-build-'));
  cpSync(from, copy, { recursive: true });
  process.once('exit', () => rmSync(copy, { recursive: true, force: true }));
  return copy;
}

/** Waits until the app says that every byte is here. */
export async function waitForOfflineReady(page: Page): Promise<void> {
  await expect(page.getByText('Offline ready').first()).toBeVisible({ timeout: 120_000 });
}
