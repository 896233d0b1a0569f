import { readFileSync } from 'node:fs';
import { Matrix4, Quaternion, Vector3 } from 'three';

const GLB = 'node_modules/@webxr-input-profiles/assets/dist/profiles/generic-hand/right.glb';

/** The 25 joints of the rigged hand as it is stored: nodes of a glTF's JSON chunk. */
export function readBind(): Map<string, Matrix4> {
  const file = readFileSync(GLB);
  const json: { nodes: { name: string; translation?: number[]; rotation?: number[] }[] } = JSON.parse(
    file.subarray(20, 20 + file.readUInt32LE(12)).toString(),
  );
  return new Map(
    json.nodes.map(({ name, translation = [0, 0, 0], rotation = [0, 0, 0, 1] }) => [
      name,
      new Matrix4().compose(
        new Vector3().fromArray(translation),
        new Quaternion().fromArray(rotation),
        new Vector3(1, 1, 1),
      ),
    ]),
  );
}
