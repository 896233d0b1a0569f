import datetime
import json
import tempfile
import unittest
from pathlib import Path

import numpy as np
import torch
from PIL import Image

from training import safetensors
from training.config import Config, from_arguments
from training.tests.test_data import sighting
from training.train import Schedule, Trainer


class Runs(unittest.TestCase):
    """Whole runs of two to four steps on small noise with synthetic hands."""

    def setUp(self) -> None:
        self.folder = Path(self.enterContext(tempfile.TemporaryDirectory()))
        random = np.random.default_rng(3)
        rows = []
        for source in ('one', 'two', 'unseen'):
            for label in ('A', 'B', 'nothing'):
                hand = {} if label == 'nothing' else sighting(random, 'Right')
                rows.append({'file': f'{source}-{label}.jpg', 'source': source, 'label': label, 'found': bool(hand), **hand})
                Image.fromarray(random.integers(0, 255, (20, 20, 3), np.uint8)).save(self.folder / rows[-1]['file'])
        (self.folder / 'index.jsonl').write_text('\n'.join(map(json.dumps, rows)))

    def train(self, out: str, **settings: object) -> Trainer:
        common = {'views': 16, 'batch_size': 4, 'stages': '0:32', 'cache_side': 20, 'score_stride': 1, 'validation': 'unseen', 'threads': 1}
        trainer = Trainer(Config(data=str(self.folder), cache=str(self.folder), out=str(self.folder / out), **common | settings))
        trainer.run()
        return trainer

    def test_a_run_that_was_interrupted_ends_as_if_it_had_not_been(self) -> None:
        whole = self.train('whole')
        part = Trainer(whole.config)
        part.out = self.folder / 'part'
        part.out.mkdir()
        for _ in range(2):
            part._step()
            part.schedule.advance(4, 0)
            part.views += 4
        part.save()
        again = self.train('again', resume=str(part.out / 'checkpoint.pt'))
        self.assertEqual((again.step, again.views), (whole.step, whole.views))
        for name, value in whole.average.state_dict().items():
            torch.testing.assert_close(again.average.state_dict()[name], value, rtol=1e-4, atol=1e-5, msg=name)

    def test_a_run_at_the_end_of_its_schedule_says_how_to_go_on(self) -> None:
        first = self.train('first')
        with self.assertRaisesRegex(SystemExit, '--init'):
            self.train('again', resume=str(first.out / 'checkpoint.pt'))

    def test_frozen_parts_stay_and_the_others_learn(self) -> None:
        frozen = 'conv1', 'bn1', 'layer1', 'layer2'
        first = Trainer(self.train('first').config)
        second = self.train('second', frozen=','.join(frozen))
        for name, value in second.model.backbone.state_dict().items():
            same = torch.equal(value, first.model.backbone.state_dict()[name])
            self.assertEqual(same, name.startswith(frozen), name)

    def test_what_no_loss_asks_for_does_not_wear_away(self) -> None:
        first = Trainer(self.train('first').config)
        second = self.train('second', weight_pose=0.0, weight_both=0.0, weight_geometry=0.0)
        for name, value in second.model.named_parameters():
            same = torch.equal(value, first.model.state_dict()[name])
            self.assertEqual(same, name.startswith(('pose.', 'geometry.')), name)

    def test_a_resumed_run_has_its_own_settings_and_the_flags_that_are_given(self) -> None:
        first = self.train('first', learning_rate=3e-4, frozen='conv1', pose_hidden=64)
        resume = ['--resume', str(first.out / 'checkpoint.pt')]
        again, _ = from_arguments([*resume, '--cut-mix', '0.5'])
        self.assertEqual((again.learning_rate, again.frozen, again.pose_hidden, again.cut_mix), (3e-4, 'conv1', 64, 0.5))
        self.assertEqual(again.views, 16)
        Trainer(again)

    def test_a_bare_backbone_and_training_on_everything(self) -> None:
        first = self.train('first')
        backbone = {k: v.numpy() for k, v in first.model.backbone.state_dict().items() if not k.endswith('num_batches_tracked')}
        safetensors.save(backbone, self.folder / 'bare.safetensors')
        second = self.train('second', init=str(self.folder / 'bare.safetensors'), validation='', views=4)
        self.assertGreater(float(second.model.pose.mean.abs().sum()), 0)
        self.assertTrue((second.out / 'checkpoint.pt').exists())


class Until(unittest.TestCase):
    def test_is_the_next_such_time(self) -> None:
        now = datetime.datetime.now()
        for hours in (1, 9, 14, 23):
            schedule = Schedule(Config(until=(now + datetime.timedelta(hours=hours)).strftime('%H:%M')))
            self.assertAlmostEqual(schedule.seconds_left() / 3600, hours, delta=0.05)


if __name__ == '__main__':
    unittest.main()
