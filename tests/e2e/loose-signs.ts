import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { Quaternion } from 'three';
import { shots } from '../../scripts/hands/motion.ts';
import { FINGERS, type HandPose } from '../../scripts/hands/pose.ts';
import type { Shot } from '../../scripts/hands/scene.ts';
import { mountedUrl } from '../../scripts/lib/app-page.ts';
import { startRecognizer } from '../../scripts/lib/bench-page.ts';
import { renderedFrames } from '../../scripts/lib/clip-frames.ts';
import type { Segment } from '../../scripts/lib/clip-plan.ts';
import { joinMjpeg } from '../../scripts/lib/mjpeg.ts';
import { openStage } from '../../scripts/lib/tool-page.ts';
import { LABELS } from '../../src/train/default-labels.ts';

/** A letter as one person makes it: every joint a share of the way to its look-alike. */
export interface LooseSign {
  letter: string;
  like: string;
  /** 0 is the letter as the alphabet has it, 1 is its look-alike. */
  share: number;
  skin: number;
}

const CAMERA_RATE = 30;
const FRAMES_PER_SECOND = 10;
const LOOK = { width: 640, height: 480, seed: 1, noise: 2 };

/** Twice for two seconds, then away for long enough to end a word: what the camera shows over and over. */
const CLIP_PLAN = (label: string): Segment[] => [
  { kind: 'away', seconds: 0.6 },
  { kind: 'sign', label, seconds: 2.2, repeated: false },
  { kind: 'away', seconds: 0.8 },
  { kind: 'sign', label, seconds: 2.2, repeated: false },
  { kind: 'away', seconds: 1.6 },
];

/** Writes a video of a person who shows the sign, for the fake camera. */
export async function filmSign(stage: Page, sign: LooseSign, out: string): Promise<void> {
  await setLook(stage, sign);
  const frames: Buffer[] = [];
  for await (const frame of renderedFrames(stage, looseShots(CLIP_PLAN, sign, FRAMES_PER_SECOND))) {
    for (let k = 0; k < CAMERA_RATE / FRAMES_PER_SECOND; k++) frames.push(frame);
  }
  writeFileSync(out, joinMjpeg(frames));
}

/** What the built app reads in a few moments of each sign: probabilities, [sign][moment][label]. */
export async function readSigns(signs: readonly LooseSign[], moments: number): Promise<number[][][]> {
  const folder = mkdtempSync(join(tmpdir(), 'handspell-signs-'));
  const plan = (label: string): Segment[] => [{ kind: 'sign', label, seconds: moments, repeated: false }];
  const stage = await openStage();
  try {
    for (const [i, sign] of signs.entries()) {
      await setLook(stage.page, sign);
      const jpegs = await stage.page.evaluate(
        (some) => window.stage.film(some),
        [...looseShots(plan, sign, 1)],
      );
      for (const [k, jpeg] of jpegs.entries()) {
        writeFileSync(join(folder, `${i}-${k}.jpg`), Buffer.from(jpeg, 'base64'));
      }
    }
  } finally {
    await stage.close();
  }
  const recognizer = await startRecognizer({ backend: 'auto', size: 'auto', mounts: { signs: folder } });
  try {
    const readings: number[][][] = [];
    for (const i of signs.keys()) {
      const urls = Array.from({ length: moments }, (_, k) => mountedUrl('signs', `${i}-${k}.jpg`));
      const answers = await recognizer.page.evaluate((list) => window.handspellBench?.classify(list), urls);
      readings.push((answers ?? []).map(({ probabilities }) => probabilities ?? []));
    }
    return readings;
  } finally {
    await recognizer.close();
    rmSync(folder, { recursive: true });
  }
}

/** Mean probability of a label over some moments. */
export function meanOf(moments: readonly number[][], label: string): number {
  const at = LABELS.indexOf(label);
  return moments.reduce((sum, probabilities) => sum + (probabilities[at] ?? 0), 0) / moments.length;
}

async function setLook(stage: Page, { skin }: LooseSign): Promise<void> {
  await stage.evaluate((look) => window.stage.setLook(look), { ...LOOK, skin });
}

/** The look-alike moves as the letter does, moment for moment, so that the two can be blended. */
function* looseShots(plan: (label: string) => Segment[], sign: LooseSign, rate: number): Generator<Shot> {
  const likes = shots(plan(sign.like), rate, LOOK.seed);
  for (const shot of shots(plan(sign.letter), rate, LOOK.seed)) {
    const like = likes.next();
    yield like.done ? shot : blend(shot, like.value, sign.share);
  }
}

function blend(a: Shot, b: Shot, share: number): Shot {
  if (!a.pose || !b.pose) return a;
  const turn = new Quaternion(...a.rotation).slerp(new Quaternion(...b.rotation), share);
  const pose = { thumb: mix(a.pose.thumb, b.pose.thumb, share) } as Omit<HandPose, 'hand'>;
  for (const finger of FINGERS) pose[finger] = mix(a.pose[finger], b.pose[finger], share);
  return { pose, rotation: [turn.x, turn.y, turn.z, turn.w], offset: mix(a.offset, b.offset, share) };
}

function mix<T extends number[]>(a: T, b: T, share: number): T {
  return a.map((value, i) => value + ((b[i] ?? value) - value) * share) as T;
}
