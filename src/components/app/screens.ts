import type { IconName } from '../icons.ts';

export const SCREENS = ['spell', 'practice', 'train', 'networks', 'about'] as const;
export type ScreenName = (typeof SCREENS)[number];

export interface ScreenDefinition {
  icon: IconName;
  /** The element's tag, for the screens that are loaded when first opened. */
  tag: string;
  load: (() => Promise<unknown>) | null;
}

/** Only Spell comes with the first load. */
export const SCREEN_DEFINITIONS: Record<ScreenName, ScreenDefinition> = {
  spell: { icon: 'spell', tag: 'handspell-spell', load: null },
  practice: {
    icon: 'practice',
    tag: 'handspell-practice',
    load: () => import('../practice/handspell-practice.ts'),
  },
  train: { icon: 'train', tag: 'handspell-train', load: () => import('../train/train-screen.ts') },
  networks: {
    icon: 'networks',
    tag: 'handspell-networks',
    load: () => import('../networks/networks-screen.ts'),
  },
  about: { icon: 'about', tag: 'handspell-about', load: () => import('../about/handspell-about.ts') },
};

/** What an address like `#/train/M` names on its screen, or nothing. */
export function detailFromHash(hash: string): string {
  try {
    return decodeURIComponent(hash.replace(/^#\/?/, '').split('/')[1] ?? '');
  } catch {
    // Not an address that this app wrote.
    return '';
  }
}

/** The screen that an address like `#/train` names; anything unknown is Spell. */
export function screenFromHash(hash: string): ScreenName {
  const name = hash.replace(/^#\/?/, '').split(/[/?]/)[0];
  return SCREENS.find((screen) => screen === name) ?? 'spell';
}
