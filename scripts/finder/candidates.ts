import { brightness, hueRotation, saturation, stretch, type Treatment } from '../../src/model/treatments.ts';

/** Treatments that are measured beside the ones in use, to see whether one of them should be. */
export const CANDIDATES: readonly Treatment[] = [
  { name: 'grey', padding: 0, recolour: saturation(0) },
  { name: 'stretched', padding: 0.35, recolour: stretch },
  { name: 'dark', padding: 0, recolour: brightness(0.7) },
  { name: 'brighter', padding: 0, recolour: brightness(1.8) },
  { name: 'hue, padded', padding: 0.35, recolour: hueRotation(-20) },
  { name: 'saturated, padded', padding: 0.35, recolour: saturation(2) },
];
