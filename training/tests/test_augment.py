import unittest

import numpy as np
import torch

from training.augment import GREY, Batch, augment, compose, cut_mix, plain_crop
from training.data import hand_masks
from training.golden import synthetic_hand
from training.model import features_of, geometry_targets
from training.pose import POSE_FEATURES, augment_pose, pose_features


def hands(count: int) -> tuple[torch.Tensor, torch.Tensor]:
    random = np.random.default_rng(3)
    made = [synthetic_hand(random) for _ in range(count)]
    return torch.tensor(np.stack([m[0] for m in made])).float(), torch.tensor(np.stack([m[1] for m in made])).float()


class Augmentation(unittest.TestCase):
    def setUp(self) -> None:
        self.n = 8
        self.landmarks, self.world = hands(self.n)
        self.images = torch.randint(0, 256, (self.n, 160, 160, 3), generator=torch.Generator().manual_seed(1)).byte()
        self.found = torch.tensor([True] * 6 + [False] * 2)
        self.masks = torch.from_numpy(hand_masks(self.landmarks.numpy(), self.found.numpy()))

    def batch(self, size: int, seed: int = 5):
        return augment(self.images, self.masks, self.landmarks, self.world, self.found, torch.zeros(self.n).bool(),
                       torch.arange(self.n), size, torch.Generator().manual_seed(seed))

    def test_rendered_hands_cover_what_is_behind_them(self) -> None:
        rgba = torch.zeros(self.n, 160, 160, 4, dtype=torch.uint8)
        rgba[:, 40:120, 40:120] = torch.tensor([200, 120, 90, 255], dtype=torch.uint8)
        composed = compose(rgba, self.images, torch.Generator().manual_seed(2))
        self.assertTrue((composed[:, 40:120, 40:120] == rgba[:, 40:120, 40:120, :3]).all())
        self.assertGreater(int(composed[:, :40].unique().numel()), self.n)

    def test_shapes_and_range(self) -> None:
        for size in (64, 96, 144):
            batch = self.batch(size)
            self.assertEqual(batch.pixels.shape, (self.n, 3, size, size))
            self.assertEqual(batch.pixels.dtype, torch.float32)
            self.assertGreater(float(batch.pixels.min()), -0.01)
            self.assertLess(float(batch.pixels.max()), 255.01)
            self.assertEqual(geometry_targets(batch).shape, (self.n, 102))
            self.assertTrue(torch.isfinite(geometry_targets(batch)).all())

    def test_repeats_itself_from_its_seed(self) -> None:
        self.assertTrue(torch.equal(self.batch(64).pixels, self.batch(64).pixels))
        self.assertFalse(torch.equal(self.batch(64).pixels, self.batch(64, 6).pixels))

    def test_landmarks_follow_the_pixels(self) -> None:
        """A bright dot at a landmark is still at that landmark in most augmented views."""
        near = 0
        for seed in range(4):
            dark = torch.zeros_like(self.images)
            for i, (x, y) in enumerate((self.landmarks[:, 9, :2] * 160).long().clamp(4, 155).tolist()):
                dark[i, y - 3:y + 4, x - 3:x + 4] = 255
            self.images = dark
            batch = self.batch(96, seed)
            for i in range(6):
                x, y = ((batch.landmarks[i, 9, :2] + 1) * 48).long().clamp(2, 93).tolist()
                around = batch.pixels[i, :, y - 2:y + 3, x - 2:x + 3].mean()
                near += bool(around > batch.pixels[i].mean())
        self.assertGreater(near, 17)


class CutMix(unittest.TestCase):
    def test_the_labels_share_an_image_as_its_pixels_do(self) -> None:
        n = 32
        flat = torch.arange(n).float().view(n, 1, 1, 1).expand(n, 3, 64, 64).contiguous()
        nowhere = torch.zeros(n, 21, 3)
        batch = Batch(flat, nowhere, nowhere, torch.ones(n).bool(), torch.arange(n), torch.arange(n), torch.ones(n))
        mixed = cut_mix(batch, 0.5, torch.Generator().manual_seed(1))
        for i in range(n):
            own = mixed.pixels[i, 0] == i
            self.assertAlmostEqual(float(mixed.own[i]), float(own.float().mean()) if mixed.other[i] != i else 1, places=5)
            self.assertTrue((mixed.pixels[i, 0][~own] == mixed.other[i]).all())
        self.assertTrue(8 <= int((mixed.own < 1).sum()) <= 24)


class Mirroring(unittest.TestCase):
    def test_a_left_hand_becomes_its_mirror_image(self) -> None:
        images = torch.randint(0, 256, (2, 160, 160, 3)).byte()
        images[1] = images[0].flip(1)
        found = torch.tensor([True, True])
        landmarks = hands(1)[0].repeat(2, 1, 1) * 0.8
        landmarks[1, :, 0] = 1 - landmarks[1, :, 0]
        crops = plain_crop(images, landmarks, found, torch.tensor([False, True]), 128)
        self.assertLess(float((crops[0] - crops[1]).abs().max()), 1e-2)

    def test_no_hand_no_mirror_and_the_whole_image(self) -> None:
        images = torch.full((1, 160, 160, 3), 200).byte()
        images[:, :, :40] = 10
        crop = plain_crop(images, torch.zeros(1, 21, 3), torch.tensor([False]), torch.tensor([True]), 160)
        self.assertTrue(torch.allclose(crop[0].permute(1, 2, 0), images[0].float(), atol=1e-2))
        self.assertNotEqual(GREY, 200)

    def test_features_of_left_and_mirrored_right_agree(self) -> None:
        landmarks, world = hands(4)
        flip = torch.tensor([-1.0, 1, 1])
        left = pose_features(landmarks * flip, world * flip, torch.ones(4).bool())
        self.assertLess(float((left - features_of(landmarks, world)).abs().max()), 1e-4)


class PoseFeatures(unittest.TestCase):
    def test_length_and_invariance(self) -> None:
        landmarks, world = hands(4)
        features = features_of(landmarks, world)
        self.assertEqual(features.shape, (4, POSE_FEATURES))
        self.assertLess(float((features_of(landmarks * 200 + 30, world * 3) - features).abs().max()), 5e-3)

    def test_augmentation_changes_a_little(self) -> None:
        landmarks, world = hands(64)
        moved = features_of(*augment_pose(landmarks, world, torch.Generator().manual_seed(0)))
        difference = (moved - features_of(landmarks, world)).abs().mean()
        self.assertGreater(float(difference), 0.01)
        self.assertLess(float(difference), 0.4)
        same = features_of(*augment_pose(landmarks, world, tilt=0, roll=0, noise=0, lengths=0))
        self.assertLess(float((same - features_of(landmarks, world)).abs().max()), 1e-3)


if __name__ == '__main__':
    unittest.main()
