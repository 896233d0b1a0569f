import json
import tempfile
import unittest
from pathlib import Path

import numpy as np
from PIL import Image

from training import data
from training.config import Config
from training.golden import synthetic_hand


def sighting(random: np.random.Generator, hand: str) -> dict:
    landmarks, world = synthetic_hand(random)
    return {'landmarks': landmarks.tolist(), 'world': world.tolist(), 'hand': hand}


class HandsFoundAgain(unittest.TestCase):
    def setUp(self) -> None:
        self.folder = Path(self.enterContext(tempfile.TemporaryDirectory()))
        random = np.random.default_rng(4)
        rows = [{'source': 's', 'label': label, 'found': found, **(sighting(random, 'Right') if found else {})}
                for label, found in (('A', True), ('B', False), ('C', True))]
        for i, row in enumerate(rows):
            row['file'] = f'{i}.jpg'
            Image.new('RGB', (20, 20)).save(self.folder / row['file'])
        (self.folder / 'index.jsonl').write_text('\n'.join(map(json.dumps, rows)))
        self.answers = [sighting(random, 'Right') | {'looks': [sighting(random, 'Right'), sighting(random, 'Left')]}, sighting(random, 'Left') | {'looks': []}]
        lines = [{'file': '0.jpg'} | self.answers[0], {'file': '1.jpg'} | self.answers[1], {'file': '2.jpg'}]
        (self.folder / 'hands.jsonl').write_text('\n'.join(map(json.dumps, lines)))

    def load(self, hands: str) -> data.Samples:
        return data.load(Config(data=str(self.folder), cache=str(self.folder), hands=hands and str(self.folder / hands), cache_side=16))

    def test_they_replace_those_of_the_index(self) -> None:
        self.assertEqual(self.load('').found.tolist(), [True, False, True])
        samples = self.load('hands.jsonl')
        self.assertEqual(samples.found.tolist(), [True, True, False])
        np.testing.assert_allclose(samples.landmarks[0], self.answers[0]['landmarks'], atol=1e-6)
        self.assertTrue((samples.landmarks[2] == 0).all())

    def test_training_sees_every_look_and_the_answer(self) -> None:
        samples = self.load('hands.jsonl')
        samples.odd[:] = False
        seen = samples.seen(np.zeros(200, np.int64), np.random.default_rng(1))
        wanted = [self.answers[0], *self.answers[0]['looks']]
        for one in wanted:
            same = np.abs(seen.landmarks - np.array(one['landmarks'], np.float32)).max((1, 2)) < 1e-6
            self.assertGreater(same.sum(), 20)
            self.assertTrue((seen.left[same] == (one['hand'] == 'Left')).all())

    def test_an_unfinished_search_is_named(self) -> None:
        whole = self.folder / 'hands.jsonl'
        (self.folder / 'part.jsonl').write_text(whole.read_text().splitlines()[0])
        with self.assertRaisesRegex(ValueError, 'lacks 2 of 3 images, 1.jpg first'):
            self.load('part.jsonl')

    def test_without_them_there_is_the_index_alone(self) -> None:
        samples = self.load('')
        seen = samples.seen(np.array([0, 2]), np.random.default_rng(1))
        np.testing.assert_array_equal(seen.landmarks, samples.landmarks[[0, 2]])


if __name__ == '__main__':
    unittest.main()
