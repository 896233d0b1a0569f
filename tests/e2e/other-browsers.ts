import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect, createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A browser that Playwright cannot drive as its makers ship it, through its own WebDriver. */
export interface OtherBrowser {
  open(url: string): Promise<void>;
  /** Runs a function in the page; it may use nothing from outside. @throws what it throws, as text */
  ask<A extends unknown[], T>(question: (...args: A) => T, ...args: A): Promise<T>;
  close(): Promise<void>;
}

type Send = (command: 'Navigate' | 'ExecuteScript', parameters: object) => Promise<unknown>;

function through(send: Send, close: () => Promise<void>): OtherBrowser {
  return {
    open: async (url) => void (await send('Navigate', { url })),
    ask: async <A extends unknown[], T>(question: (...args: A) => T, ...args: A) =>
      (await send('ExecuteScript', { script: `return (${question})(...arguments)`, args })) as T,
    close,
  };
}

const FIREFOX = ['/usr/bin/firefox-esr', '/usr/bin/firefox'].find(existsSync);
const WEBKIT_DRIVER = '/usr/bin/WebKitWebDriver';
const XVFB_RUN = '/usr/bin/xvfb-run';

export interface OtherBrowserKind {
  name: string;
  /** What is missing to start it here, or null. */
  missing: string | null;
  start(): Promise<OtherBrowser>;
}

export const OTHER_BROWSERS: OtherBrowserKind[] = [
  { name: 'Firefox', missing: FIREFOX ? null : 'firefox-esr is not installed', start: startFirefox },
  {
    name: 'WebKit',
    missing:
      existsSync(WEBKIT_DRIVER) && existsSync(XVFB_RUN)
        ? null
        : 'webkit2gtk-driver and xvfb are not installed',
    start: startWebKit,
  },
];

/** Firefox speaks WebDriver's commands through Marionette: JSON with its length before it, over TCP. */
async function startFirefox(): Promise<OtherBrowser> {
  const port = await freePort();
  const profile = mkdtempSync(join(tmpdir(), 'handspell-firefox-'));
  writeFileSync(join(profile, 'user.js'), `user_pref('marionette.port', ${port});\n`);
  const flags = ['--headless', '--new-instance', '--marionette', '--profile', profile];
  const firefox = spawn(FIREFOX ?? '', flags, { stdio: 'ignore' });
  const close = async () => {
    await ended(firefox);
    rmSync(profile, { recursive: true, force: true, maxRetries: 3 });
  };
  return orElse(close, async () => {
    const marionette = await Marionette.connect(port);
    await marionette.send('NewSession', {});
    const send: Send = async (command, parameters) =>
      ((await marionette.send(command, parameters)) as { value?: unknown }).value;
    return through(send, close);
  });
}

class Marionette {
  private received = Buffer.alloc(0);
  private count = 0;
  private readonly waiting = new Map<number, { resolve(value: unknown): void; reject(error: Error): void }>();

  private constructor(private readonly socket: Socket) {
    socket.on('data', (data) => {
      this.received = Buffer.concat([this.received, data]);
      for (let message = this.next(); message !== null; message = this.next()) this.take(message);
    });
  }

  static async connect(port: number): Promise<Marionette> {
    const socket = await persistently(
      () =>
        new Promise<Socket>((resolve, reject) => {
          const trying = connect(port, '127.0.0.1', () => resolve(trying));
          trying.once('error', reject);
        }),
    );
    return new Marionette(socket);
  }

  send(command: string, parameters: object): Promise<unknown> {
    const id = ++this.count;
    const message = Buffer.from(JSON.stringify([0, id, `WebDriver:${command}`, parameters]));
    this.socket.write(Buffer.concat([Buffer.from(`${message.length}:`), message]));
    return new Promise((resolve, reject) => this.waiting.set(id, { resolve, reject }));
  }

  private next(): string | null {
    const colon = this.received.indexOf(':');
    const end = colon + 1 + Number(this.received.subarray(0, colon));
    if (colon < 0 || this.received.length < end) return null;
    const message = this.received.subarray(colon + 1, end).toString();
    this.received = this.received.subarray(end);
    return message;
  }

  private take(message: string): void {
    const parsed: unknown = JSON.parse(message);
    // What it says of itself first is no answer.
    if (!Array.isArray(parsed)) return;
    const [, id, error, value] = parsed as [number, number, { message: string } | null, unknown];
    const question = this.waiting.get(id);
    this.waiting.delete(id);
    if (error) question?.reject(new Error(error.message));
    else question?.resolve(value);
  }
}

/** WebKitGTK's browser, in a private session as its driver starts it, on a screen of its own. */
async function startWebKit(): Promise<OtherBrowser> {
  const port = await freePort();
  const driver = spawn(XVFB_RUN, ['--auto-servernum', WEBKIT_DRIVER, `--port=${port}`], {
    stdio: 'ignore',
    env: { ...process.env, LIBGL_ALWAYS_SOFTWARE: '1' },
    detached: true,
  });
  const request = async (method: string, path: string, body?: object): Promise<unknown> => {
    const answer = await fetch(`http://127.0.0.1:${port}${path}`, {
      method,
      ...(body ? { body: JSON.stringify(body) } : {}),
    });
    const { value } = (await answer.json()) as { value: unknown };
    if (!answer.ok) throw new Error((value as { message: string }).message);
    return value;
  };
  const close = () => ended(driver);
  return orElse(close, async () => {
    const { sessionId } = (await persistently(() => request('POST', '/session', { capabilities: {} }))) as {
      sessionId: string;
    };
    const path = `/session/${sessionId}`;
    const paths = { Navigate: `${path}/url`, ExecuteScript: `${path}/execute/sync` };
    return through(
      (command, parameters) => request('POST', paths[command], parameters),
      async () => {
        await request('DELETE', path);
        await close();
      },
    );
  });
}

/** A browser that did not start leaves nothing behind. */
async function orElse<T>(close: () => Promise<void>, start: () => Promise<T>): Promise<T> {
  try {
    return await start();
  } catch (error) {
    await close();
    throw error;
  }
}

/** Tries for 20 s: a program that has just been started does not listen yet. */
async function persistently<T>(attempt: () => Promise<T>): Promise<T> {
  for (let left = 100; ; left--) {
    try {
      return await attempt();
    } catch (error) {
      if (left === 0) throw error;
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
  }
}

async function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' ? (address?.port ?? 0) : 0));
    });
  });
}

/** Ends a program, and what it started where it leads a group of its own. */
async function ended(program: ChildProcess): Promise<void> {
  const { pid } = program;
  if (pid === undefined || program.exitCode !== null) return;
  const over = new Promise((resolve) => program.once('exit', resolve));
  try {
    process.kill(-pid);
  } catch {
    program.kill();
  }
  await over;
}
