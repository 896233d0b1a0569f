"""The memory holds the directions that matter, largest first."""

import unittest

import numpy as np

from training.memory import leading


class Leading(unittest.TestCase):
    def test_finds_the_directions_of_a_known_moment(self) -> None:
        random = np.random.default_rng(0)
        basis, _ = np.linalg.qr(random.normal(size=(12, 12)))
        values = np.array([9.0, 4.0, 1.0] + [0.01] * 9)
        directions, variances = leading(basis @ np.diag(values) @ basis.T, 3)
        np.testing.assert_allclose(variances, values[:3], rtol=1e-9)
        np.testing.assert_allclose(directions @ directions.T, np.eye(3), atol=1e-9)
        np.testing.assert_allclose(np.abs(directions @ basis[:, :3]), np.eye(3), atol=1e-9)


if __name__ == '__main__':
    unittest.main()
