import handUrl from '@webxr-input-profiles/assets/dist/profiles/generic-hand/right.glb?url';
import {
  type Bone,
  BufferAttribute,
  type BufferGeometry,
  Color,
  Group,
  type Matrix4,
  MeshPhysicalMaterial,
  SkinnedMesh,
  Vector3,
} from 'three';
import { GLTFLoader } from 'three/examples/jsm/loaders/GLTFLoader.js';
import type { HandPose } from './pose.ts';
import { HandSkeleton } from './skeleton.ts';
import { SKINS, type Skin } from './skins.ts';

/** The rigged hand (the WebXR Input Profiles' generic hand, MIT): `group` lies in the hand frame of skeleton.ts. */
export class HandMesh {
  readonly group = new Group();
  private readonly material = new MeshPhysicalMaterial({ vertexColors: true, roughness: 0.62, sheen: 0.3 });

  private constructor(
    private readonly mesh: SkinnedMesh,
    private readonly skeleton: HandSkeleton,
    /** The unposed bones in the hand frame, m. */
    readonly rest: ReadonlyMap<string, Matrix4>,
  ) {
    mesh.material = this.material;
    tuckIn(mesh.geometry, skeleton.toHand);
    mesh.frustumCulled = false;
    mesh.castShadow = true;
    mesh.receiveShadow = true;
    this.group.add(mesh);
    for (const bone of mesh.skeleton.bones) {
      bone.matrixAutoUpdate = false;
      this.group.add(bone);
    }
    this.setSkin(SKINS[0]);
  }

  static async load(): Promise<HandMesh> {
    const { scene } = await new GLTFLoader().loadAsync(handUrl);
    let mesh: SkinnedMesh | undefined;
    scene.traverse((node) => {
      if (node instanceof SkinnedMesh) mesh = node;
    });
    if (!mesh) throw new Error('the hand model has no skinned mesh');
    const bind = new Map<string, Matrix4>();
    mesh.skeleton.bones.forEach((bone, i) => {
      const inverse = mesh?.skeleton.boneInverses[i];
      if (inverse) bind.set(bone.name, inverse.clone().invert());
    });
    const skeleton = new HandSkeleton(bind);
    const rest = new Map([...bind].map(([name, matrix]) => [name, skeleton.toHand.clone().multiply(matrix)]));
    return new HandMesh(mesh, skeleton, rest);
  }

  setSkin(skin: Skin): void {
    const { geometry, skeleton } = this.mesh;
    const colours = skinColours(geometry, skeleton.bones, skin);
    const old = geometry.getAttribute('color');
    if (old instanceof BufferAttribute) old.copyArray(colours).needsUpdate = true;
    else geometry.setAttribute('color', new BufferAttribute(colours, 3));
  }

  setRoughness(roughness: number): void {
    this.material.roughness = roughness;
  }

  /** Bends the joints; the turn of the whole hand is the caller's. */
  setPose(pose: Omit<HandPose, 'hand'>): void {
    this.setBones(this.skeleton.pose(pose));
  }

  /** @param matrices of the bones in the group's frame, m. */
  setBones(matrices: ReadonlyMap<string, Matrix4>): void {
    for (const bone of this.mesh.skeleton.bones) {
      const matrix = matrices.get(bone.name);
      if (matrix) bone.matrix.copy(matrix);
      bone.matrixWorldNeedsUpdate = true;
    }
  }

  /** Joint positions in the hand frame, m. */
  joints(): Vector3[] {
    return this.mesh.skeleton.bones.map((bone) => new Vector3().setFromMatrixPosition(bone.matrix));
  }
}

/** How much narrower the mesh's open end becomes, and how far above it the narrowing begins, m. */
const TUCK = { share: 0.25, length: 0.022 };

/** Narrows the open end below the wrist, so that the forearm covers its edge however the wrist bends. */
function tuckIn(geometry: BufferGeometry, toHand: Matrix4): void {
  const positions = geometry.getAttribute('position');
  const back = toHand.clone().invert();
  for (let i = 0; i < positions.count; i++) {
    const vertex = new Vector3().fromBufferAttribute(positions, i).applyMatrix4(toHand);
    if (vertex.y >= 0) continue;
    const narrow = 1 - TUCK.share * Math.min(1, -vertex.y / TUCK.length);
    vertex.x *= narrow;
    vertex.z *= narrow;
    vertex.applyMatrix4(back);
    positions.setXYZ(i, vertex.x, vertex.y, vertex.z);
  }
}

/** Palms are lighter than backs, knuckles and fingertips redder: by where each vertex looks and what it hangs on. */
function skinColours(geometry: BufferGeometry, bones: readonly Bone[], skin: Skin): Float32Array {
  const normals = geometry.getAttribute('normal');
  const joints = geometry.getAttribute('skinIndex');
  const weights = geometry.getAttribute('skinWeight');
  const colours = new Float32Array(normals.count * 3);
  const [back, palm, red] = [new Color(skin.back), new Color(skin.palm), new Color(skin.flush)];
  const colour = new Color();
  for (let i = 0; i < normals.count; i++) {
    const palmar = Math.min(1, Math.max(0, 0.5 - normals.getX(i)));
    let flush = 0;
    for (let j = 0; j < 4; j++) {
      const name = bones[joints.getComponent(i, j)]?.name ?? '';
      const share =
        name.includes('tip') || name.includes('distal') ? 0.55 : name.includes('intermediate') ? 0.2 : 0.08;
      flush += share * weights.getComponent(i, j);
    }
    colour
      .copy(back)
      .lerp(palm, palmar)
      .lerp(red, flush)
      .toArray(colours, i * 3);
  }
  return colours;
}
