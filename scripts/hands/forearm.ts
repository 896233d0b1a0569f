import { CylinderGeometry, Group, Mesh, MeshStandardMaterial, Vector3 } from 'three';
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
  private readonly sleeve = tube(this.cloth, 1.35, 1.9, -BARE, -LENGTH);
  private readonly elbow = tube(this.skin, 1.12, 1.8, -BARE - 0.02, -LENGTH);

  constructor() {
    this.group.add(tube(this.skin, 0.86, 1.12, OVERLAP, -BARE - 0.02), this.sleeve, this.elbow);
    this.elbow.visible = false;
  }

  setLook(skin: Skin, seed: number): void {
    this.skin.color.set(skin.back).lerp(this.skin.color.clone().set(skin.palm), 0.5);
    this.cloth.color.set(SLEEVES[seed % SLEEVES.length] ?? '#33475b');
  }

  /** @param up how much of the arm is bare beyond the usual, m; from half a metre on all of it. */
  rollUp(up: number): void {
    this.sleeve.position.y = -up;
    this.sleeve.visible = up < LENGTH;
    this.elbow.visible = true;
  }

  setCloth(colour: string): void {
    this.cloth.color.set(colour);
  }

  /** @param across the hand's width at the wrist, @param down from the wrist to the elbow; both unit, scene frame. @param thickness 1 as the mesh's. */
  point(across: Vector3, down: Vector3, thickness = 1): void {
    const y = down.clone().negate();
    const x = across.clone().addScaledVector(y, -across.dot(y)).normalize();
    this.group.matrixAutoUpdate = false;
    this.group.matrix.makeBasis(x, y, x.clone().cross(y)).scale(new Vector3(thickness, 1, thickness));
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
