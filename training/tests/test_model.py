import tempfile
import unittest
from pathlib import Path

import numpy as np
import torch

from training import safetensors
from training.calibrate import balance, calibration_error, combine
from training.config import Config, from_arguments
from training.export import export, load_model
from training.finish import assemble, side_by_side
from training.folds import PoseClassifier
from training.model import Handspell
from training.pose import POSE_FEATURES
from training.resnet import ResNet50, parameter_count
from training.shipped import fill_folded, pairs, unfold


class Backbone(unittest.TestCase):
    def test_parameter_counts_are_torchvisions(self) -> None:
        self.assertEqual(parameter_count(), 23_508_032)
        self.assertEqual(parameter_count(1000), 25_557_032)

    def test_names_are_torchvisions(self) -> None:
        names = set(ResNet50().state_dict())
        for name in ('conv1.weight', 'bn1.running_var', 'layer1.0.downsample.0.weight', 'layer1.0.downsample.1.bias',
                     'layer4.2.conv3.weight', 'layer3.5.bn2.running_mean'):
            self.assertIn(name, names)

    def test_one_set_of_weights_serves_all_sizes(self) -> None:
        model = ResNet50().eval()
        with torch.no_grad():
            for size in (64, 128, 160):
                self.assertEqual(model(torch.zeros(1, 3, size, size)).shape, (1, 2048))


class Shipped(unittest.TestCase):
    def test_folding_and_unfolding_keep_the_function(self) -> None:
        torch.manual_seed(0)
        model = ResNet50().eval()
        for module in model.modules():
            if isinstance(module, torch.nn.BatchNorm2d):
                torch.nn.init.uniform_(module.running_var, 0.5, 2)
                torch.nn.init.normal_(module.running_mean, 0, 0.1)
                torch.nn.init.uniform_(module.weight, 0.2, 0.6)
        folded = {}
        for conv, norm in pairs(model):
            bn = model.get_submodule(norm)
            factor = bn.weight.detach() / (bn.running_var + bn.eps).sqrt()
            folded[conv + '.weight'] = model.get_submodule(conv).weight.detach() * factor[:, None, None, None]
            folded[conv + '.bias'] = bn.bias.detach() - bn.running_mean * factor
        again, pixels = ResNet50().eval(), torch.randn(8, 3, 64, 64)
        fill_folded(again, folded)
        with torch.no_grad():
            expected = model(pixels)
            self.assertLess(float((again(pixels) - expected).abs().max() / expected.abs().max()), 1e-4)
            unfold(again, pixels)
            self.assertLess(float((again(pixels) - expected).abs().max() / expected.abs().max()), 1e-3)


class Files(unittest.TestCase):
    def test_safetensors_round_trip(self) -> None:
        tensors = {'a': np.arange(6, dtype=np.float32).reshape(2, 3), 'b.c': np.array([-5, 7], np.int8)}
        with tempfile.TemporaryDirectory() as folder:
            safetensors.save(tensors, Path(folder) / 'x.safetensors')
            loaded = safetensors.load(Path(folder) / 'x.safetensors')
        self.assertEqual(list(loaded), ['a', 'b.c'])
        for name, array in tensors.items():
            self.assertEqual(loaded[name].dtype, array.dtype)
            np.testing.assert_array_equal(loaded[name], array)

    def test_export_reads_back(self) -> None:
        config = Config(pose_hidden=8, pose_embedding=4)
        model = Handspell(config).eval()
        for layer in (model.pose.fc1, model.pose.fc2):
            layer.weight.data = layer.weight.data.half().float()
        with tempfile.TemporaryDirectory() as folder:
            identity = export(model, Path(folder), {'found': 2.0, 'missing': 3.0}, {})
            again, known = load_model(folder, Config())
        self.assertEqual(known['backbone'], identity)
        self.assertEqual(again.pose.cuts.tolist(), [-1, 0, 1])
        self.assertEqual(known['temperature'], {'found': 2.0, 'missing': 3.0})
        pixels, features = torch.rand(1, 3, 64, 64) * 255, torch.randn(1, POSE_FEATURES)
        with torch.no_grad():
            a, b = (m(pixels, features, torch.tensor([True])).both for m in (model, again))
        self.assertTrue(torch.equal(a, b))

    def test_another_pose_branch_is_another_model(self) -> None:
        # A head that a person trained reads both embeddings.
        model = Handspell(Config(pose_hidden=8, pose_embedding=4)).eval()
        with tempfile.TemporaryDirectory() as folder:
            identity = export(model, Path(folder), {'found': 1.0, 'missing': 1.0}, {})
            with torch.no_grad():
                model.head.bias += 1
            self.assertEqual(export(model, Path(folder), {'found': 1.0, 'missing': 1.0}, {}), identity)
            with torch.no_grad():
                model.pose.fc2.bias += 1
            self.assertNotEqual(export(model, Path(folder), {'found': 1.0, 'missing': 1.0}, {}), identity)


class SecondStage(unittest.TestCase):
    def test_side_by_side_is_the_mean_of_the_members(self) -> None:
        config = Config(pose_hidden=8, pose_embedding=4)
        members = [PoseClassifier(config).eval() for _ in range(3)]
        for member in members:
            member.pose.mean.fill_(0.1)
            member.pose.std.fill_(0.8)
        features = torch.randn(5, POSE_FEATURES)
        with torch.no_grad():
            wide, weight, bias = side_by_side(members, config)
            expected = torch.stack([m(features) for m in members]).mean(0)
            self.assertLess(float((wide(features) @ weight.T + bias - expected).abs().max()), 1e-4)
            model = assemble(Handspell(config).eval(), members, config).eval()
            out = model(torch.rand(5, 3, 64, 64) * 255, features, torch.tensor([True] * 4 + [False]))
            added = out.both - out.image
        self.assertLess(float((added[:4] - expected[:4]).abs().max()), 1e-3)
        self.assertEqual(float(added[4].abs().max()), 0)
        members[1].pose.std.fill_(0.9)
        with self.assertRaisesRegex(ValueError, 'differently'):
            side_by_side(members, config)


class Calibration(unittest.TestCase):
    def test_overconfident_logits_are_softened(self) -> None:
        random = np.random.default_rng(0)
        label = random.integers(0, 29, 4000)
        truth = random.normal(size=(4000, 29)).astype(np.float32)
        truth[np.arange(4000), label] += 2.5
        found = np.arange(4000) % 4 > 0
        source = np.array(['a', 'b'])[np.arange(4000) % 2]
        logits = combine(8 * truth, 0 * truth, found, balance(8 * truth, 0 * truth, label, found, source))
        self.assertLess(calibration_error(logits, label), 0.05)
        self.assertGreater(calibration_error(8 * truth, label), 0.15)


class Settings(unittest.TestCase):
    def test_flags_and_stages(self) -> None:
        config, _ = from_arguments(['--batch-size', '8', '--stages', '0:64,0.5:96+128'])
        self.assertEqual(config.batch_size, 8)
        self.assertEqual(config.sizes_at(0.2), [64])
        self.assertEqual(config.sizes_at(0.5), [96, 128])


if __name__ == '__main__':
    unittest.main()
