import {
  DirectionalLight,
  Group,
  HemisphereLight,
  PCFShadowMap,
  PerspectiveCamera,
  Scene,
  Vector3,
  WebGLRenderer,
} from 'three';
import { Forearm } from '../hands/forearm.ts';
import { HandMesh } from '../hands/hand-mesh.ts';
import { type LandmarkPose, poseFromLandmarks } from '../hands/landmark-skeleton.ts';
import type { HandShot } from './variation.ts';

/** The stored square's side over the longer side of the landmarks' box, as in the data that the recipe trains on. */
const STORED_SCALE = 1.7;
/** MediaPipe's depths of an image's landmarks are about this share of true ones (measured by its world landmarks). */
const DEPTH_SHARE = 0.5;
const FIELD_OF_VIEW = 70;
const LIGHT_DISTANCE = 0.9;

/** Many hands side by side on one canvas: reading pixels back is what costs. */
export class Sheet {
  private readonly renderer: WebGLRenderer;
  private readonly camera = new PerspectiveCamera(FIELD_OF_VIEW, 1, 0.05, 5);
  private readonly scene = new Scene();
  private readonly arm = new Group();
  private readonly forearm = new Forearm();
  private readonly sky = new HemisphereLight();
  private readonly lights = [new DirectionalLight(), new DirectionalLight()];

  private constructor(
    private readonly hand: HandMesh,
    private readonly side: number,
    private readonly columns: number,
  ) {
    const canvas = new OffscreenCanvas(side * columns, side * columns);
    this.renderer = new WebGLRenderer({ canvas, antialias: true, alpha: true, preserveDrawingBuffer: true });
    this.renderer.setSize(canvas.width, canvas.height, false);
    this.renderer.autoClear = false;
    this.renderer.setScissorTest(true);
    this.renderer.setClearColor(0, 0);
    this.renderer.shadowMap.enabled = true;
    this.renderer.shadowMap.type = PCFShadowMap;
    const [key] = this.lights;
    if (key) {
      key.castShadow = true;
      key.shadow.mapSize.set(512, 512);
      key.shadow.bias = -0.0008;
      key.shadow.normalBias = 0.002;
      Object.assign(key.shadow.camera, {
        left: -0.16,
        right: 0.16,
        top: 0.16,
        bottom: -0.16,
        near: 0.1,
        far: 2,
      });
    }
    this.arm.add(hand.group, this.forearm.group);
    this.scene.add(this.arm, this.sky, ...this.lights.flatMap((light) => [light, light.target]));
  }

  /** @param side of each picture, px. @param columns and as many rows on the canvas. */
  static async create(side: number, columns: number): Promise<Sheet> {
    return new Sheet(await HandMesh.load(), side, columns);
  }

  /**
   * Renders at most columns x columns hands on a transparent ground.
   * @returns base64 of RGBA bytes, not multiplied by alpha, picture after picture; and landmarks 21 x [x, y, z] each,
   * in pictures' sides as MediaPipe gives them.
   */
  render(shots: HandShot[]): { pixels: string; landmarks: [number, number, number][][] } {
    this.renderer.setScissor(0, 0, this.side * this.columns, this.side * this.columns);
    this.renderer.clear();
    const landmarks = shots.map((shot, i) => this.draw(shot, i));
    return { pixels: base64(this.read(shots.length)), landmarks };
  }

  private draw(shot: HandShot, place: number): [number, number, number][] {
    const pose = poseFromLandmarks(
      this.hand.rest,
      shot.landmarks.map((point) => new Vector3(...point)),
      shot.build,
    );
    this.dress(shot, pose);
    const middle = pose.joints.reduce((sum, joint) => sum.add(joint), new Vector3()).divideScalar(21);
    const [x, y] = shot.aside;
    const centre = new Vector3(x * shot.distance, y * shot.distance, 0);
    this.arm.position.copy(centre).sub(middle);
    this.light(shot, centre);
    const landmarks = this.aim(shot.distance, pose.joints);

    const [column, row] = [place % this.columns, Math.floor(place / this.columns)];
    const bottom = (this.columns - 1 - row) * this.side;
    this.renderer.setViewport(column * this.side, bottom, this.side, this.side);
    this.renderer.setScissor(column * this.side, bottom, this.side, this.side);
    this.renderer.render(this.scene, this.camera);
    return landmarks;
  }

  private dress(shot: HandShot, { bones, turn }: LandmarkPose): void {
    this.hand.setBones(bones);
    this.hand.setSkin(shot.skin);
    this.hand.setRoughness(shot.roughness);
    this.forearm.setLook(shot.skin, 0);
    this.forearm.setCloth(shot.cloth);
    this.forearm.rollUp(shot.bare);
    const down = new Vector3(0, -1, 0).applyQuaternion(turn);
    const elbow = new Vector3(...shot.elbow).normalize().lerp(down, 0.6).normalize();
    this.forearm.point(new Vector3(1, 0, 0).applyQuaternion(turn), elbow, shot.build.thickness);
  }

  private light({ lights, sky }: HandShot, centre: Vector3): void {
    this.lights.forEach((light, i) => {
      const look = lights[i];
      light.visible = look !== undefined;
      if (!look) return;
      light.position
        .set(...look.direction)
        .multiplyScalar(LIGHT_DISTANCE)
        .add(centre);
      light.target.position.copy(centre);
      light.color.set(look.colour);
      light.intensity = look.intensity;
    });
    this.sky.color.set(sky.colour);
    this.sky.groundColor.set(sky.ground);
    this.sky.intensity = sky.intensity;
  }

  /** Cuts the camera's picture to the hand's square. @returns the landmarks in it. */
  private aim(distance: number, joints: readonly Vector3[]): [number, number, number][] {
    this.camera.position.z = distance;
    this.camera.clearViewOffset();
    this.camera.updateMatrixWorld();
    const points = joints.map((joint) => {
      const point = joint.clone().add(this.arm.position);
      const depth = distance - point.z;
      point.project(this.camera);
      return { x: (1 + point.x) / 2, y: (1 - point.y) / 2, depth };
    });
    const [left, right] = range(points.map(({ x }) => x));
    const [top, bottom] = range(points.map(({ y }) => y));
    const side = STORED_SCALE * Math.max(right - left, bottom - top);
    const corner = { x: (left + right - side) / 2, y: (top + bottom - side) / 2 };
    this.camera.setViewOffset(1, 1, corner.x, corner.y, side, side);
    const wrist = points[0]?.depth ?? distance;
    const metres = side * 2 * wrist * Math.tan((FIELD_OF_VIEW * Math.PI) / 360);
    return points.map(({ x, y, depth }) => [
      (x - corner.x) / side,
      (y - corner.y) / side,
      (DEPTH_SHARE * (depth - wrist)) / metres,
    ]);
  }

  /** RGBA of the first pictures, each from its top row on. */
  private read(count: number): Uint8Array {
    const { side, columns } = this;
    const rows = Math.ceil(count / columns);
    const width = side * columns;
    const gl = this.renderer.getContext();
    const raw = new Uint8Array(width * side * rows * 4);
    gl.readPixels(0, (columns - rows) * side, width, side * rows, gl.RGBA, gl.UNSIGNED_BYTE, raw);
    const out = new Uint8Array(count * side * side * 4);
    for (let i = 0; i < count; i++) {
      const [column, row] = [i % columns, Math.floor(i / columns)];
      for (let y = 0; y < side; y++) {
        // WebGL's first row is the lowest.
        const from = ((side * rows - 1 - (row * side + y)) * width + column * side) * 4;
        out.set(raw.subarray(from, from + side * 4), (i * side + y) * side * 4);
      }
    }
    for (let i = 0; i < out.length; i += 4) {
      const alpha = out[i + 3] ?? 0;
      if (alpha === 0 || alpha === 255) continue;
      for (let c = i; c < i + 3; c++) out[c] = Math.min(255, Math.round(((out[c] ?? 0) * 255) / alpha));
    }
    return out;
  }
}

function range(values: readonly number[]): [number, number] {
  return [Math.min(...values), Math.max(...values)];
}

function base64(bytes: Uint8Array): string {
  const parts: string[] = [];
  for (let i = 0; i < bytes.length; i += 0x8000) {
    parts.push(String.fromCharCode(...bytes.subarray(i, i + 0x8000)));
  }
  return btoa(parts.join(''));
}
