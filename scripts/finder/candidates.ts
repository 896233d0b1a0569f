import { brightness, hueRotation, saturation, type Treatment } from '../../src/model/treatments.ts';

/** Treatments that are measured beside the ones in use, to see whether one of them should be. */
export const CANDIDATES: readonly Treatment[] = [
  { name: 'pad150', padding: 1.5 },
  { name: 'hue35', padding: 0.35, recolour: hueRotation(-20) },
  { name: 'bright18', padding: 0, recolour: brightness(1.8) },
  { name: 'dark', padding: 0, recolour: brightness(0.7) },
  { name: 'hue150', padding: 1.5, recolour: hueRotation(-20) },
  { name: 'bright18-80', padding: 0.8, recolour: brightness(1.8) },
  { name: 'dark35', padding: 0.35, recolour: brightness(0.7) },
  { name: 'saturated35', padding: 0.35, recolour: saturation(2) },
  { name: 'hue30-80', padding: 0.8, recolour: hueRotation(-30) },
];
