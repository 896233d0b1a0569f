import { html, type SVGTemplateResult, svg, type TemplateResult } from 'lit';

/** One set: 24 px grid, 1.75 px round strokes, no fills. */
const PATHS = {
  spell: svg`<path d="M4 18 8.5 6h1L14 18M5.5 14h7M18 5v14M16 5h4M16 19h4"/>`,
  practice: svg`<circle cx="12" cy="12" r="8.5"/><circle cx="12" cy="12" r="4.5"/><path d="M12 12h.01"/>`,
  train: svg`<path d="M3 9.5 12 5l9 4.5-9 4.5zM7 11.6v4.2c0 1.2 2.3 2.7 5 2.7s5-1.5 5-2.7v-4.2M21 9.5V15"/>`,
  networks: svg`<circle cx="5" cy="7" r="2"/><circle cx="5" cy="17" r="2"/><circle cx="12.5" cy="12" r="2"/><circle cx="20" cy="12" r="2"/><path d="m6.7 8.1 4.1 2.8M6.7 15.9l4.1-2.8M14.5 12H18"/>`,
  about: svg`<rect x="3.5" y="4.5" width="17" height="12" rx="2"/><path d="M9 20h6M12 16.5V20M12 8v.01M12 10.8v2.6"/>`,
  settings: svg`<path d="M4 7h9M17.5 7H20M4 17h2.5M11 17h9"/><circle cx="15.2" cy="7" r="2.2"/><circle cx="8.8" cy="17" r="2.2"/>`,
  copy: svg`<rect x="8.5" y="8.5" width="11" height="11" rx="2"/><path d="M15.5 8.500V6.500a2 2 0 0 0-2-2h-7a2 2 0 0 0-2 2v7a2 2 0 0 0 2 2h2"/>`,
  share: svg`<path d="M12 15V4M8 7.5 12 3.800l4 3.700M7.5 11H6a1.5 1.5 0 0 0-1.5 1.500v6A1.5 1.5 0 0 0 6 20h12a1.5 1.5 0 0 0 1.5-1.500v-6A1.5 1.5 0 0 0 18 11h-1.5"/>`,
  clear: svg`<path d="M5 7h14M10 4.500h4M7 7l.8 11a1.7 1.7 0 0 0 1.7 1.500h5a1.7 1.7 0 0 0 1.7-1.500L17 7M10.3 10.800v5M13.7 10.800v5"/>`,
  undo: svg`<path d="M8.5 5 4.5 9l4 4M5 9h9a5.5 5.5 0 0 1 0 11h-3.5"/>`,
  speak: svg`<path d="M4 9.700v4.600h3.200L12 18.500v-13L7.2 9.700zM15.5 9a4.2 4.2 0 0 1 0 6M18 6.500a7.8 7.8 0 0 1 0 11"/>`,
  stop: svg`<rect x="6.5" y="6.5" width="11" height="11" rx="1.5"/>`,
  space: svg`<path d="M4 10v4.500A1.5 1.5 0 0 0 5.5 16h13a1.5 1.5 0 0 0 1.5-1.500V10"/>`,
  delete: svg`<path d="M9 6h10a1.5 1.5 0 0 1 1.5 1.500v9A1.5 1.5 0 0 1 19 18H9l-6-6zM11.5 9.500l5 5M16.5 9.500l-5 5"/>`,
  camera: svg`<rect x="3" y="6.5" width="12.5" height="11" rx="2"/><path d="m15.5 11 5-3v8l-5-3"/>`,
  'camera-off': svg`<path d="M6.5 6.500H13.500a2 2 0 0 1 2 2V11l5-3v8l-2-1.200M15.5 15.500a2 2 0 0 1-2 2H5a2 2 0 0 1-2-2v-7A2 2 0 0 1 4 6.800M3.5 3.500l17 17"/>`,
  flip: svg`<path d="M4 11a8 8 0 0 1 13.7-4.600L20 8.700M20 4v4.700h-4.700M20 13a8 8 0 0 1-13.7 4.600L4 15.300M4 20v-4.700h4.7"/>`,
  pause: svg`<path d="M9 6v12M15 6v12"/>`,
  play: svg`<path d="M8 5.500v13l10-6.500z"/>`,
  close: svg`<path d="m6 6 12 12M18 6 6 18"/>`,
  download: svg`<path d="M12 4v11M8 11.500l4 3.8 4-3.800M5 19.500h14"/>`,
  check: svg`<path d="m5 12.5 4.5 4.500L19 7.5"/>`,
  warning: svg`<path d="M12 4.5 3.5 19h17zM12 10v4.500M12 16.800v.01"/>`,
  light: svg`<circle cx="12" cy="12" r="4"/><path d="M12 3.500v1.500M12 19v1.500M3.5 12H5M19 12h1.500M6 6l1 1M17 17l1 1M6 18l1-1M17 7l1-1"/>`,
  hand: svg`<path d="M8 12.500V6.200a1.5 1.5 0 0 1 3 0V11M11 10.500V4.700a1.5 1.5 0 0 1 3 0V11M14 10.800V6.200a1.5 1.5 0 0 1 3 0V14c0 4-2 6.5-5.5 6.5-3 0-4.3-1.5-5.7-4L4 13.300a1.4 1.4 0 0 1 2.3-1.600L8 13.7"/>`,
  closer: svg`<path d="M14.5 4.500h5v5M19.5 4.5 14 10M9.5 19.500h-5v-5M4.5 19.5 10 14"/>`,
  next: svg`<path d="M5 12h14M13 6l6 6-6 6"/>`,
  retry: svg`<path d="M20 12a8 8 0 1 1-2.3-5.700L20 8.700M20 4v4.700h-4.7"/>`,
} satisfies Record<string, SVGTemplateResult>;

export type IconName = keyof typeof PATHS;

/** An icon in the text's colour, hidden from screen readers: the control that holds it carries the name. */
export function icon(name: IconName): TemplateResult {
  return html`<svg
    class="icon"
    viewBox="0 0 24 24"
    width="24"
    height="24"
    fill="none"
    stroke="currentColor"
    stroke-width="1.75"
    stroke-linecap="round"
    stroke-linejoin="round"
    aria-hidden="true"
  >${PATHS[name]}</svg>`;
}
