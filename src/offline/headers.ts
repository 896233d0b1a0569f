/**
 * The one place where the app's security headers are written. The project's own server sends them, the build writes
 * them for static hosts and into a meta tag, and the service worker adds them where a host cannot.
 */

const POLICY: Record<string, string> = {
  'default-src': "'none'",
  'script-src': "'self' 'wasm-unsafe-eval'",
  'style-src': "'self'",
  'img-src': "'self' blob: data:",
  'media-src': "'self' blob: mediastream:",
  'worker-src': "'self' blob:",
  'connect-src': "'self' blob:",
  'manifest-src': "'self'",
  'base-uri': "'none'",
  'form-action': "'none'",
  'frame-ancestors': "'none'",
  'require-trusted-types-for': "'script'",
  // lit-html marks its own templates; goog#html is the MediaPipe loader's; default is trusted-types.ts.
  'trusted-types': 'default lit-html goog#html',
};

/** Directives that a browser ignores, with a console error, in a meta tag. */
const HEADER_ONLY = new Set(['frame-ancestors']);

/** The Content-Security-Policy, for a header or, less what a meta tag cannot carry, for `<meta http-equiv>`. */
export function contentSecurityPolicy(carrier: 'header' | 'meta'): string {
  return Object.entries(POLICY)
    .filter(([directive]) => carrier === 'header' || !HEADER_ONLY.has(directive))
    .map(([directive, sources]) => `${directive} ${sources}`)
    .join('; ');
}

/** Permissions the app asks for (camera) and gives up (everything else that can watch or identify a person). */
const PERMISSIONS = [
  'camera=(self)',
  ...[
    'accelerometer',
    'display-capture',
    'geolocation',
    'gyroscope',
    'hid',
    'magnetometer',
    'microphone',
    'midi',
    'payment',
    'publickey-credentials-get',
    'serial',
    'usb',
    'xr-spatial-tracking',
  ].map((feature) => `${feature}=()`),
].join(', ');

/** Headers of every response. */
export const SECURITY_HEADERS: Readonly<Record<string, string>> = {
  'Content-Security-Policy': contentSecurityPolicy('header'),
  'Permissions-Policy': PERMISSIONS,
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'no-referrer',
};
