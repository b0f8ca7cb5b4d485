import numpy as np

from trainer.c_random import CRandom
from trainer.initialisation import draw_uniform, draw_xavier


def test_parameters_are_drawn_feature_by_feature() -> None:
    draws = CRandom(3).frand(6).astype(np.float64) * 0.001
    params = draw_uniform(CRandom(3), features=2, hidden=2)
    assert params.W[:, 1].tolist() == draws[3:5].astype(np.float32).tolist()
    assert params.b.tolist() == draws[[2, 5]].astype(np.float32).tolist()


def test_normal_weights_are_drawn_column_by_column_and_have_the_variance_of_glorot() -> None:
    params = draw_xavier(CRandom(3), features=300, hidden=200)
    assert (
        params.W[:3, 0].tolist()
        == (CRandom(3).normal(3) * 500**-0.5 * 2**0.5).astype("f4").tolist()
    )
    assert abs(params.W.var(dtype=float) / (2 / 500) - 1) < 0.02
    assert params.b.tolist() == [0] * 300
