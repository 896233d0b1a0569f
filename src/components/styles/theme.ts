import type { Settings } from '../../app/settings.ts';

/** Sets the colours of the whole document; `auto` follows the device. The browser's own bar follows too. */
export function applyTheme(theme: Settings['theme']): void {
  const root = document.documentElement;
  if (theme === 'auto') delete root.dataset.theme;
  else root.dataset.theme = theme;
  for (const meta of document.querySelectorAll<HTMLMetaElement>('meta[name="theme-color"]')) {
    const dark = theme === 'auto' ? meta.media.includes('dark') : theme === 'dark';
    meta.content = dark ? '#0d1312' : '#f5f7f6';
  }
}
