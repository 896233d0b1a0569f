import { SECURITY_HEADERS } from '../../src/offline/headers.ts';

/** Hashed names never change; everything else is asked for again, cheaply, by ETag. */
export function cacheControl(path: string): string {
  return /(^|\/)assets\/[^/]+-[\w-]{8,}\.\w+$/.test(path)
    ? 'public, max-age=31536000, immutable'
    : 'no-cache';
}

/** `_headers`, as Netlify and Cloudflare Pages read it from the published folder. */
export function headersFile(): string {
  const lines = Object.entries(SECURITY_HEADERS).map(([name, value]) => `  ${name}: ${value}`);
  return `/*\n${lines.join('\n')}\n\n/assets/*\n  Cache-Control: ${cacheControl('assets/a-12345678.js')}\n`;
}

/** `vercel.json`, for a deployment of the built folder. */
export function vercelFile(): string {
  const headers = Object.entries(SECURITY_HEADERS).map(([key, value]) => ({ key, value }));
  return `${JSON.stringify({ headers: [{ source: '/(.*)', headers }] }, null, 2)}\n`;
}

/** `add_header` lines for an nginx `location`, which are shown in docs/deploy.md. */
export function nginxSnippet(): string {
  return Object.entries(SECURITY_HEADERS)
    .map(([name, value]) => `add_header ${name} "${value}" always;`)
    .join('\n');
}
