import {
  CanvasTexture,
  Color,
  DirectionalLight,
  Group,
  HemisphereLight,
  PCFShadowMap,
  PerspectiveCamera,
  Quaternion,
  Scene,
  SRGBColorSpace,
  type Texture,
  Vector3,
  WebGLRenderer,
} from 'three';
import { paintBackdrop } from './backdrop.ts';
import { Forearm } from './forearm.ts';
import { HandMesh } from './hand-mesh.ts';
import type { HandPose } from './pose.ts';
import { seededRandom } from './random.ts';
import { SKINS } from './skins.ts';

/** One picture to render; plain data, because it comes from another process. */
export interface Shot {
  /** Null shows the room without a hand. */
  pose: Omit<HandPose, 'hand'> | null;
  /** The hand's rotation, unit quaternion x, y, z, w. */
  rotation: [number, number, number, number];
  /** How far the hand is from the picture's middle, m; y up. */
  offset: [number, number];
}

/** What stays the same during a clip. */
export interface Look {
  width: number;
  height: number;
  skin: number;
  seed: number;
  /** Standard deviation of the camera's noise, in levels of 255. */
  noise: number;
  /** A plain ground of this CSS colour instead of a room. */
  plain?: string;
}

/** The frame shows about this much of the world at the hand's distance, m: a hand fills some 45% of its height. */
const VIEW_HEIGHT = 0.37;
const FIELD_OF_VIEW = 42;

/** A hand before a room, as a webcam sees it. */
export class HandScene {
  readonly canvas = new OffscreenCanvas(640, 480);
  private readonly renderer = new WebGLRenderer({ canvas: this.canvas, antialias: true });
  private readonly camera = new PerspectiveCamera(FIELD_OF_VIEW, 4 / 3, 0.05, 5);
  private readonly scene = new Scene();
  private readonly arm = new Group();
  private readonly forearm = new Forearm();
  private readonly sky = new HemisphereLight('#ffffff', '#8a8078', 1.6);
  private readonly key = new DirectionalLight('#fff4e6', 2.2);

  private constructor(private readonly hand: HandMesh) {
    this.renderer.shadowMap.enabled = true;
    this.renderer.shadowMap.type = PCFShadowMap;
    this.key.castShadow = true;
    this.key.shadow.mapSize.set(1024, 1024);
    this.key.shadow.bias = -0.0008;
    this.key.shadow.normalBias = 0.002;
    Object.assign(this.key.shadow.camera, {
      left: -0.2,
      right: 0.2,
      top: 0.2,
      bottom: -0.2,
      near: 0.1,
      far: 2,
    });
    this.camera.position.z = VIEW_HEIGHT / 2 / Math.tan((FIELD_OF_VIEW * Math.PI) / 360);
    this.arm.add(hand.group, this.forearm.group);
    this.scene.add(this.arm, this.sky, this.key);
  }

  static async create(): Promise<HandScene> {
    return new HandScene(await HandMesh.load());
  }

  setLook({ width, height, skin, seed, plain }: Omit<Look, 'noise'>): void {
    const random = seededRandom(seed + 101);
    this.renderer.setSize(width, height, false);
    this.camera.aspect = width / height;
    this.camera.updateProjectionMatrix();
    const tone = SKINS[skin % SKINS.length] ?? SKINS[0];
    this.hand.setSkin(tone);
    this.forearm.setLook(tone, seed);
    this.scene.background = plain ? new Color(plain) : roomBehind(width, height, seed);
    this.key.position.set((random() - 0.5) * 1.2, 0.5 + 0.4 * random(), 0.9);
    this.key.color = new Color().setHSL(0.09 + 0.04 * random(), 0.5, 0.9);
    this.key.intensity = 1.8 + 0.8 * random();
    this.sky.intensity = 1.3 + 0.6 * random();
  }

  render({ pose, rotation, offset }: Shot): void {
    this.arm.visible = pose !== null;
    if (pose) {
      const turn = new Quaternion(...rotation);
      this.hand.setPose(pose);
      this.hand.group.quaternion.copy(turn);
      this.forearm.point(
        new Vector3(1, 0, 0).applyQuaternion(turn),
        elbowDirection(new Vector3(0, -1, 0).applyQuaternion(turn)),
      );
      this.arm.position.copy(this.middle(turn)).negate();
      this.arm.position.x += offset[0];
      this.arm.position.y += offset[1];
    }
    this.renderer.render(this.scene, this.camera);
  }

  /** Middle of the hand's box, so that every letter stands in the picture's middle. */
  private middle(turn: Quaternion): Vector3 {
    const min = new Vector3(Infinity, Infinity, Infinity);
    const max = min.clone().negate();
    for (const joint of this.hand.joints()) {
      joint.applyQuaternion(turn);
      min.min(joint);
      max.max(joint);
    }
    return min.add(max).multiplyScalar(0.5);
  }
}

function roomBehind(width: number, height: number, seed: number): Texture {
  const backdrop = new OffscreenCanvas(width, height);
  paintBackdrop(backdrop, seed);
  const texture = new CanvasTexture(backdrop);
  texture.colorSpace = SRGBColorSpace;
  return texture;
}

/** The elbow hangs below the hand; the wrist takes up half of what the hand's own direction differs from that. */
function elbowDirection(handDown: Vector3): Vector3 {
  return new Vector3(-0.12, -1, -0.1).normalize().lerp(handDown, 0.5).normalize();
}
