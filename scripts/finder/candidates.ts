import { brightness, hueRotation, saturation, stretch, type Treatment } from '../../src/model/treatments.ts';

/** Treatments that are measured beside the ones in use, to see whether one of them should be. */
export const CANDIDATES: readonly Treatment[] = [
  { name: 'c-stretched0', padding: 0, recolour: stretch },
  { name: 'c-dark', padding: 0, recolour: brightness(0.7) },
  { name: 'c-brighter', padding: 0, recolour: brightness(1.8) },
  { name: 'c-hue+20', padding: 0, recolour: hueRotation(20) },
  { name: 'c-hue+180', padding: 0, recolour: hueRotation(180) },
  { name: 'c-grey35', padding: 0.35, recolour: saturation(0) },
  { name: 'c-bright35', padding: 0.35, recolour: brightness(1.3) },
  { name: 'c-hue35', padding: 0.35, recolour: hueRotation(-20) },
  { name: 'c-sat35', padding: 0.35, recolour: saturation(2) },
  { name: 'c-grey80', padding: 0.8, recolour: saturation(0) },
  { name: 'c-bright80', padding: 0.8, recolour: brightness(1.3) },
  { name: 'c-stretch80', padding: 0.8, recolour: stretch },
  { name: 'c-pad150', padding: 1.5 },
  { name: 'c-pad15', padding: 0.15 },
];
