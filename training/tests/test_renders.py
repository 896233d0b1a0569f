"""Only trustworthy poses are rendered, and what is rendered so far can be used."""

import tempfile
import unittest
from pathlib import Path

import numpy as np

from training.config import Config
from training.renders import FOLDS, choose, load_renders


class Renders(unittest.TestCase):
    def test_chooses_few_of_each_letter_of_a_source_and_only_usable_ones(self) -> None:
        label = np.repeat([0, 1], 50)
        source = np.array(['one', 'two'] * 50)
        usable = np.flatnonzero(np.arange(100) % 10 != 0)
        rows = choose(label, source, usable, each=7, seed=1)
        self.assertEqual(len(np.unique(rows)), len(rows))
        self.assertTrue(np.isin(rows, usable).all())
        for letter in (0, 1):
            for name in ('one', 'two'):
                self.assertEqual(np.sum((label[rows] == letter) & (source[rows] == name)), 7)
        self.assertTrue((np.diff(rows) < 0).any(), 'the order is random')
        np.testing.assert_array_equal(rows, choose(label, source, usable, each=7, seed=1))

    def test_takes_no_pose_of_a_validation_source(self) -> None:
        named = [name for fold in FOLDS for name in fold]
        self.assertEqual(len(named), len(set(named)))
        self.assertFalse(set(named) & set(Config().validation_sources))

    def test_loads_the_rows_that_are_finished(self) -> None:
        with tempfile.TemporaryDirectory() as folder:
            columns = {'images': np.arange(3 * 64, dtype=np.uint8).reshape(3, 4, 4, 4), 'landmarks': np.ones((2, 21, 3), np.float32),
                       'world': np.ones((2, 21, 3), np.float32), 'label': np.arange(5), 'source': np.array(list('abcde'))}
            for name, column in columns.items():
                np.save(Path(folder) / f'{name}.npy', column)
            renders = load_renders(folder)
            self.assertEqual({len(c) for c in vars(renders).values()}, {2})
            np.testing.assert_array_equal(renders.images, columns['images'][:2])
            self.assertEqual(renders.source.tolist(), ['a', 'b'])


if __name__ == '__main__':
    unittest.main()
