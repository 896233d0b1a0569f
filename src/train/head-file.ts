/**
 * A head as one file that a person can carry to another device: 8 bytes of magic, the header's length as a
 * little-endian uint32, a JSON header, then weight and bias as little-endian float32. It holds numbers and names, never
 * a model's topology: an imported file decides which letters are answered, not what code runs.
 */
import type { Head } from '../model/types.ts';
import type { HeadMetrics, HeadRecord } from '../offline/database.ts';
import { headChecksum } from '../offline/head-store.ts';
import { TrainError } from './errors.ts';
import { checkLabels, MAX_LABELS } from './labels.ts';

const MAGIC = 'HSPHEAD\n';
const VERSION = 1;
const MAX_HEADER_BYTES = 256 * 1024;
const MAX_FEATURES = 16_384;
const MAX_BYTES = MAX_HEADER_BYTES + MAX_LABELS * (MAX_FEATURES + 1) * 4;
const MAX_NAME_LENGTH = 80;
/** Beyond this a weight is a mistake or mischief: logits would overflow what float32 can tell apart. */
const MAX_VALUE = 1e6;

export interface HeadFile {
  head: Omit<Head, 'id' | 'weight' | 'bias'> & Pick<HeadRecord, 'weight' | 'bias'>;
  name: string;
  createdAt: number;
  metrics: HeadMetrics | null;
}

export function writeHeadFile(record: HeadRecord): Blob {
  const { name, createdAt, labels, backboneId, temperature, metrics, checksum } = record;
  const header = new TextEncoder().encode(
    JSON.stringify({
      schemaVersion: VERSION,
      name,
      createdAt,
      labels,
      backboneId,
      featureLength: record.weight.length / labels.length,
      temperature,
      metrics,
      sha256: checksum,
    }),
  );
  const length = new DataView(new ArrayBuffer(4));
  length.setUint32(0, header.length, true);
  return new Blob([MAGIC, length.buffer, header, record.weight, record.bias], {
    type: 'application/octet-stream',
  });
}

/**
 * Reads and checks a head file.
 * @param expected what the running model needs; a head for another backbone is refused.
 * @throws {TrainError} `head-file-invalid`, `head-file-newer`, `head-file-checksum`, `backbone-mismatch`,
 *   `labels-invalid`.
 */
export async function readHeadFile(
  file: Blob,
  expected: { backboneId: string; featureLength: number },
): Promise<HeadFile> {
  if (file.size > MAX_BYTES) throw invalid('too large');
  const bytes = await file.arrayBuffer();
  const start = MAGIC.length + 4;
  if (bytes.byteLength < start || new TextDecoder().decode(bytes.slice(0, MAGIC.length)) !== MAGIC) {
    throw invalid('no magic');
  }
  const headerLength = new DataView(bytes).getUint32(MAGIC.length, true);
  if (headerLength > MAX_HEADER_BYTES || start + headerLength > bytes.byteLength)
    throw invalid('header length');
  const header = parseHeader(new TextDecoder().decode(bytes.slice(start, start + headerLength)));
  const { labels, backboneId, featureLength, temperature } = header;
  checkLabels(labels);
  if (backboneId !== expected.backboneId || featureLength !== expected.featureLength) {
    throw new TrainError('backbone-mismatch', `made for ${backboneId}, running ${expected.backboneId}`);
  }
  const tensors = bytes.slice(start + headerLength);
  const weights = labels.length * featureLength;
  if (tensors.byteLength !== (weights + labels.length) * 4) throw invalid('tensor length');
  const weight = new Float32Array(tensors, 0, weights).slice();
  const bias = new Float32Array(tensors, weights * 4, labels.length).slice();
  for (const values of [weight, bias]) {
    if (!values.every((value) => Math.abs(value) <= MAX_VALUE)) throw invalid('a value out of range');
  }
  const head = { labels, backboneId, temperature, weight, bias };
  if ((await headChecksum(head)) !== header.sha256) throw new TrainError('head-file-checksum', header.name);
  return { head, name: header.name, createdAt: header.createdAt, metrics: header.metrics };
}

function invalid(what: string): TrainError {
  return new TrainError('head-file-invalid', what);
}

interface Header {
  name: string;
  createdAt: number;
  labels: string[];
  backboneId: string;
  featureLength: number;
  temperature: { found: number; missing: number };
  metrics: HeadMetrics | null;
  sha256: string;
}

function parseHeader(json: string): Header {
  const value = parseObject(json);
  if (typeof value.schemaVersion !== 'number') throw invalid('no schema version');
  if (value.schemaVersion > VERSION) throw new TrainError('head-file-newer', `schema ${value.schemaVersion}`);
  const { name, createdAt, labels, backboneId, featureLength, sha256 } = value;
  if (typeof name !== 'string' || name.length > MAX_NAME_LENGTH) throw invalid('name');
  if (typeof createdAt !== 'number' || !Number.isFinite(createdAt)) throw invalid('createdAt');
  if (!Array.isArray(labels) || !labels.every((label) => typeof label === 'string')) throw invalid('labels');
  if (typeof backboneId !== 'string' || typeof sha256 !== 'string') throw invalid('ids');
  if (!Number.isInteger(featureLength) || (featureLength as number) < 1) throw invalid('featureLength');
  if ((featureLength as number) > MAX_FEATURES) throw invalid('featureLength');
  const temperature = value.temperature as Header['temperature'] | null;
  if (!isPositive(temperature?.found) || !isPositive(temperature?.missing)) throw invalid('temperature');
  return {
    name,
    createdAt,
    labels,
    backboneId,
    sha256,
    featureLength: featureLength as number,
    temperature: { found: temperature.found, missing: temperature.missing },
    metrics: parseMetrics(value.metrics),
  };
}

function parseObject(json: string): Record<string, unknown> {
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch (error) {
    throw new TrainError('head-file-invalid', 'header is no JSON', { cause: error });
  }
  if (typeof value !== 'object' || value === null) throw invalid('header is no object');
  return value as Record<string, unknown>;
}

function isPositive(value: unknown): value is number {
  return typeof value === 'number' && value > 0 && value < 1000;
}

const METRIC_KEYS = ['trainLoss', 'trainAccuracy', 'epochs', 'images', 'seconds'] as const;

/** Metrics are shown, nothing depends on them: a file without (or with odd ones) is read without. */
function parseMetrics(value: unknown): HeadMetrics | null {
  if (typeof value !== 'object' || value === null) return null;
  const metrics = value as HeadMetrics;
  const { validationLoss, validationAccuracy, split } = metrics;
  if (METRIC_KEYS.some((key) => typeof metrics[key] !== 'number')) return null;
  if ([validationLoss, validationAccuracy].some((field) => field !== null && typeof field !== 'number'))
    return null;
  if (split !== 'group' && split !== 'random' && split !== 'none') return null;
  const { trainLoss, trainAccuracy, epochs, images, seconds } = metrics;
  return { trainLoss, trainAccuracy, validationLoss, validationAccuracy, epochs, images, seconds, split };
}
