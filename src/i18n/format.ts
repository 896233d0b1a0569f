/** Numbers as the person's language writes them. */
import { currentLanguage } from './language.ts';

const MEGABYTE = 1_000_000;

/** `12` or `0.4`, without a unit: for "12 of 41 MB". */
export function megabytes(bytes: number): string {
  const value = bytes / MEGABYTE;
  return new Intl.NumberFormat(currentLanguage(), { maximumFractionDigits: value < 10 ? 1 : 0 }).format(
    value,
  );
}

/** `12 MB`, or `296 GB` where that is shorter. */
export function formatMegabytes(bytes: number): string {
  const value = bytes / MEGABYTE;
  if (value >= 1000) return unit(value / 1000, 'gigabyte', value < 10_000 ? 1 : 0);
  return unit(value, 'megabyte', value < 10 ? 1 : 0);
}

/** `97%` from a share in [0, 1]. */
export function formatPercent(share: number, fractionDigits = 0): string {
  return new Intl.NumberFormat(currentLanguage(), {
    style: 'percent',
    maximumFractionDigits: fractionDigits,
  }).format(share);
}

/** `0.7 sec` from milliseconds. */
export function formatSeconds(ms: number, fractionDigits = 1): string {
  return unit(ms / 1000, 'second', fractionDigits);
}

/** `12 ms`. */
export function formatMilliseconds(ms: number): string {
  return unit(ms, 'millisecond', ms < 10 ? 1 : 0);
}

/** `31` or `7.5`. */
export function formatNumber(value: number, fractionDigits = 0): string {
  return new Intl.NumberFormat(currentLanguage(), { maximumFractionDigits: fractionDigits }).format(value);
}

function unit(value: number, name: string, fractionDigits: number): string {
  return new Intl.NumberFormat(currentLanguage(), {
    style: 'unit',
    unit: name,
    maximumFractionDigits: fractionDigits,
  }).format(value);
}

/** `40 sec` or `3 min`: a rough time left, from milliseconds. */
export function formatDuration(ms: number): string {
  const seconds = Math.max(1, Math.round(ms / 1000));
  return seconds < 90 ? unit(seconds, 'second', 0) : unit(Math.round(seconds / 60), 'minute', 0);
}
