import { CylinderGeometry, Group, Mesh, MeshStandardMaterial, type Vector3 } from 'three';
import type { Skin } from './skins.ts';

const SLEEVES = ['#33475b', '#7a3b3b', '#4c5b45', '#54505f', '#8c8f94', '#2f2f33'];
/** Half the wrist's width and thickness, m. */
const WRIST = { width: 0.0285, thickness: 0.02 };
const LENGTH = 0.5;
const BARE = 0.045;
/** The arm starts a little inside the hand, so that no gap shows when the wrist bends. */
const OVERLAP = 0.004;

/** A forearm in a sleeve, from the wrist at the origin down along -y. */
export class Forearm {
  readonly group = new Group();
  private readonly skin = new MeshStandardMaterial({ roughness: 0.62 });
  private readonly cloth = new MeshStandardMaterial({ roughness: 0.95 });

  constructor() {
    this.group.add(
      tube(this.skin, 0.86, 1.12, OVERLAP, -BARE - 0.02),
      tube(this.cloth, 1.35, 1.9, -BARE, -LENGTH),
    );
  }

  setLook(skin: Skin, seed: number): void {
    this.skin.color.set(skin.back).lerp(this.skin.color.clone().set(skin.palm), 0.5);
    this.cloth.color.set(SLEEVES[seed % SLEEVES.length] ?? '#33475b');
  }

  /** @param across the hand's width at the wrist, @param down from the wrist to the elbow; both unit, scene frame. */
  point(across: Vector3, down: Vector3): void {
    const y = down.clone().negate();
    const x = across.clone().addScaledVector(y, -across.dot(y)).normalize();
    this.group.matrixAutoUpdate = false;
    this.group.matrix.makeBasis(x, y, x.clone().cross(y));
    this.group.matrixWorldNeedsUpdate = true;
  }
}

function tube(material: MeshStandardMaterial, top: number, bottom: number, from: number, to: number): Mesh {
  const geometry = new CylinderGeometry(top, bottom, from - to, 28, 6, true);
  geometry.translate(0, (from + to) / 2, 0);
  geometry.scale(WRIST.width, 1, WRIST.thickness);
  geometry.computeVertexNormals();
  const mesh = new Mesh(geometry, material);
  mesh.castShadow = true;
  mesh.receiveShadow = true;
  return mesh;
}
