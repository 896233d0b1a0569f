/** Colours of one person's hand. */
export interface Skin {
  back: string;
  palm: string;
  /** Where blood shows: fingertips and joints. */
  flush: string;
}

/** From light to dark, after the spacing of the Monk Skin Tone scale. */
export const SKINS: readonly [Skin, ...Skin[]] = [
  { back: '#e3b594', palm: '#edc2a6', flush: '#d98a72' },
  { back: '#f0d2bb', palm: '#f3d3c0', flush: '#e0a08c' },
  { back: '#c68e66', palm: '#dba583', flush: '#b86b52' },
  { back: '#9a6544', palm: '#c08b68', flush: '#8a4a38' },
  { back: '#6b442f', palm: '#a87455', flush: '#6f3d30' },
  { back: '#4a2e22', palm: '#8f6048', flush: '#553026' },
];
