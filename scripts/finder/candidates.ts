import { brightness, hueRotation, saturation, stretch, type Treatment } from '../../src/model/treatments.ts';

/** Treatments that are measured beside the ones in use, to see whether one of them should be. */
export const CANDIDATES: readonly Treatment[] = [
  { name: 'grey', padding: 0, recolour: saturation(0) },
  { name: 'hue', padding: 0, recolour: hueRotation(-20) },
  { name: 'bright', padding: 0, recolour: brightness(1.3) },
  { name: 'wide-padded', padding: 0.35 },
  { name: 'bright-padded', padding: 0.35, recolour: brightness(1.3) },
  { name: 'stretched-padded', padding: 0.35, recolour: stretch },
];
