import pytest
from matplotlib.figure import Figure

from animator.look import PANELS
from animator.scene.layout import (
    DESIGN_DPI,
    Size,
    columns,
    dpi,
    lay_out,
    part_side,
    part_size,
    smallest_size,
)

FIVE = tuple(PANELS)


@pytest.mark.parametrize(
    ("panels", "size", "across"),
    [
        (1, (1500, 750), 1),
        (2, (1500, 750), 2),
        (2, (300, 900), 1),
        (3, (1500, 500), 3),
        (3, (500, 1500), 1),
        (4, (1000, 1000), 2),
        (5, (1500, 750), 3),
        (5, (750, 1500), 2),
        (5, (3000, 300), 5),
    ],
)
def test_panels_are_laid_out_to_be_large(panels: int, size: Size, across: int) -> None:
    assert columns(panels, 1, size) == across


@pytest.mark.parametrize(
    ("logs", "size", "part"),
    [
        (1, (900, 300), (900, 300)),
        (2, (1500, 750), (750, 750)),
        (2, (400, 1600), (400, 800)),
        (3, (900, 450), (300, 450)),
        (4, (1000, 500), (500, 250)),
        (8, (1500, 750), (500, 250)),
    ],
)
def test_logs_are_laid_out_so_that_their_panels_are_large(
    logs: int, size: Size, part: Size
) -> None:
    assert part_size(logs, 2, size) == part


@pytest.mark.parametrize(
    ("logs", "panels", "size", "least"),
    [
        (1, 2, (240, 240), (240, 240)),
        (1, 5, (480, 240), (480, 240)),
        (1, 5, (240, 240), (345, 345)),
        (8, 2, (1500, 750), (1500, 750)),
        (8, 5, (480, 240), (1150, 575)),
    ],
)
def test_a_size_at_which_panels_are_legible_has_the_same_shape(
    logs: int, panels: int, size: tuple[int, int], least: tuple[int, int]
) -> None:
    assert smallest_size(logs, panels, size) == least
    assert smallest_size(logs, panels, least) == least


@pytest.mark.parametrize("count", [1, 2, 3, 4, 5])
@pytest.mark.parametrize("size", [(1500, 750), (300, 900), (700, 700), (3000, 300)])
def test_all_panels_are_in_the_picture_in_reading_order_and_none_overlaps(
    count: int, size: Size
) -> None:
    axes = lay_out(Figure((size[0] / 100, size[1] / 100)), FIVE[:count], size)
    boxes = [panel.get_position() for panel in axes]
    assert len(boxes) == count
    places = [(-round(box.y1, 6), box.x0) for box in boxes]
    assert places == sorted(places)
    assert not any(one.overlaps(other) for i, one in enumerate(boxes) for other in boxes[:i])
    assert all(0 <= box.x0 < box.x1 <= 1 and 0 <= box.y0 < box.y1 <= 1 for box in boxes)


def test_a_loss_above_other_panels_is_lower() -> None:
    loss, weights = lay_out(Figure((3, 9)), ("loss", "weights"), (300, 900))
    assert loss.get_position().height < 0.7 * weights.get_position().height


@pytest.mark.parametrize(
    ("size", "font"),  # pixels of a font of 10 points
    [((480, 240), 9), ((1500, 750), 17), ((3840, 1920), 44)],
)
def test_text_grows_with_the_picture_and_can_be_read_in_a_small_one(size: Size, font: int) -> None:
    assert int(dpi(part_side(2, size)) * 10 / 72) == font


def test_the_design_is_that_of_the_default_size() -> None:
    assert dpi(part_side(2, (1500, 750))) == DESIGN_DPI
