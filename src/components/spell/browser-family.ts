/** Which browser's way of allowing a camera to explain. */
export type BrowserFamily = 'ios' | 'android' | 'firefox' | 'edge' | 'safari' | 'chrome' | 'other';

/**
 * @param userAgent as `navigator.userAgent` says it
 * @param touchPoints `navigator.maxTouchPoints`: an iPad calls itself a Mac, but a Mac has no touch screen
 */
export function browserFamily(userAgent: string, touchPoints: number): BrowserFamily {
  if (/iPhone|iPad|iPod/.test(userAgent) || (/Macintosh/.test(userAgent) && touchPoints > 1)) return 'ios';
  if (/Android/.test(userAgent)) return 'android';
  if (/Firefox\//.test(userAgent)) return 'firefox';
  if (/Edg\//.test(userAgent)) return 'edge';
  if (/Chrome\/|Chromium\//.test(userAgent)) return 'chrome';
  if (/Safari\//.test(userAgent)) return 'safari';
  return 'other';
}
