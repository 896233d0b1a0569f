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
    return new HandMesh(mesh, new HandSkeleton(bind));
  }

  setSkin(skin: Skin): void {
    this.mesh.geometry.setAttribute('color', skinColours(this.mesh.geometry, this.mesh.skeleton.bones, skin));
  }

  /** Bends the joints; the turn of the whole hand is the caller's. */
  setPose(pose: Omit<HandPose, 'hand'>): void {
    const matrices = this.skeleton.pose(pose);
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
function skinColours(geometry: BufferGeometry, bones: readonly Bone[], skin: Skin): BufferAttribute {
  const normals = geometry.getAttribute('normal');
  const joints = geometry.getAttribute('skinIndex');
  const weights = geometry.getAttribute('skinWeight');
  const colours = new Float32Array(normals.count * 3);
  const [back, palm, red] = [skin.back, skin.palm, skin.flush].map((hex) => new Color(hex));
  for (let i = 0; i < normals.count; i++) {
    const palmar = Math.min(1, Math.max(0, 0.5 - normals.getX(i)));
    let flush = 0;
    for (let j = 0; j < 4; j++) {
      const name = bones[joints.getComponent(i, j)]?.name ?? '';
      const share =
        name.includes('tip') || name.includes('distal') ? 0.55 : name.includes('intermediate') ? 0.2 : 0.08;
      flush += share * weights.getComponent(i, j);
    }
    const colour = new Color(back).lerp(palm ?? back ?? new Color(), palmar).lerp(red ?? new Color(), flush);
    colour.toArray(colours, i * 3);
  }
  return new BufferAttribute(colours, 3);
}
