import numpy as np
import pytest
from matplotlib import rc_context

from animator.geometry import Array
from animator.scene.colours import faded, feature_colours, luminance
from animator.scene.themes import THEMES

PAPER = {"light": 1.0, "dark": 0.09}

# What the colour-blind see of linear red, green and blue (Machado et al. 2009, severity 1).
BLINDNESS = {
    "none": np.eye(3),
    "protanopia": np.array(
        [[0.1523, 1.0526, -0.2049], [0.1145, 0.7863, 0.0992], [-0.0039, -0.0481, 1.0520]]
    ),
    "deuteranopia": np.array(
        [[0.3673, 0.8606, -0.2280], [0.2801, 0.6725, 0.0474], [-0.0118, 0.0429, 0.9689]]
    ),
    "tritanopia": np.array(
        [[1.2555, -0.0767, -0.1788], [-0.0784, 0.9308, 0.1476], [0.0047, 0.6914, 0.3039]]
    ),
}


def reach_of(features: int, *represented: int) -> Array:
    reach = np.zeros(features)
    reach[list(represented)] = 1.2
    return reach


def distances(colours: Array, blindness: str) -> Array:
    """Return how different colours (n, 3) look, each from each: distances in OKLab."""
    linear = np.clip((colours**2.2) @ BLINDNESS[blindness].T, 0, 1)
    to_lms = [[0.4122, 0.5363, 0.0514], [0.2119, 0.6807, 0.1074], [0.0883, 0.2817, 0.6300]]
    to_lab = [[0.2105, 0.7936, -0.0041], [1.9780, -2.4286, 0.4506], [0.0259, 0.7828, -0.8087]]
    lab = np.cbrt(linear @ np.array(to_lms).T) @ np.array(to_lab).T
    return np.asarray(np.linalg.norm(lab[:, None] - lab, axis=2))


@pytest.mark.parametrize("features", [1, 2, 5, 32, 200])
@pytest.mark.parametrize("represented", [0, 1, 2, 200])
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_each_feature_has_a_colour_of_its_own_that_stands_out_from_the_paper(
    features: int, represented: int, theme: str
) -> None:
    reach = np.zeros(features)
    reach[:represented] = np.random.default_rng(0).random(features)[:represented]
    with rc_context(THEMES[theme]):  # type: ignore[index]
        colours = feature_colours(reach)
    assert colours.shape == (features, 3)
    assert len(np.unique(colours, axis=0)) == features
    assert ((colours >= 0) & (colours <= 1)).all()
    assert np.abs(luminance(colours) - PAPER[theme]).min() > 0.2


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("blindness", BLINDNESS)
@pytest.mark.parametrize(
    ("features", "represented"),
    [(5, [0, 1, 2, 3, 4]), (32, [0, 1, 2, 3, 4, 7]), (32, [0, 3, 4, 5, 20, 31])],
)
def test_everybody_can_tell_the_represented_features_apart(
    features: int, represented: list[int], blindness: str, theme: str
) -> None:
    with rc_context(THEMES[theme]):  # type: ignore[index]
        colours = feature_colours(reach_of(features, *represented))[represented]
    apart = distances(colours, blindness)[~np.eye(len(represented), dtype=bool)]
    assert apart.min() > 0.09


@pytest.mark.parametrize(("theme", "sign"), [("light", 1), ("dark", -1)])
def test_the_more_important_a_feature_is_the_farther_it_is_from_the_paper(
    theme: str, sign: int
) -> None:
    with rc_context(THEMES[theme]):  # type: ignore[index]
        lightness = luminance(feature_colours(np.ones(6)))
    assert (sign * np.diff(lightness) > 0).all()


def test_a_colour_fades_towards_the_paper_but_never_into_it() -> None:
    colours = np.array([[1.0, 0, 0]] * 3)
    shown = faded(colours, np.array([1, 0.5, 0]), (0.0, 0.0, 1.0))
    assert shown[0].tolist() == [1, 0, 0]
    assert shown[0, 0] > shown[1, 0] > shown[2, 0] > 0.4
    assert shown.sum(axis=1) == pytest.approx(1)
