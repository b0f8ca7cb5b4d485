"""The settings that the names of logs and of their folders tell."""

from pathlib import Path

import pytest

from animator import LogError, LogWarning, read_table
from animator.folder.log_folder import settings_in_name

from ..logs import SMALL


@pytest.mark.parametrize(
    ("name", "settings"),
    [
        (
            "density=0.01,importance=10,seed=1.log.gz",
            {"density": 0.01, "importance": 10, "seed": 1},
        ),
        ("gradient=exact.log", {"gradient": "exact"}),
        ("l1=1e-05,x=-3.log", {"l1": 1e-05, "x": -3}),
        ("a=b=c.log", {"a": "b=c"}),
        ("seed=1_0,x=0x1,y=.log", {"seed": "1_0", "x": "0x1", "y": ""}),
        ("seed=00000000000000000000.log", {"seed": 0.0}),
        ("x=\u0663.log", {"x": "\u0663"}),  # a digit, but not one of ours
        ("lr=0.1,layers=[1,2].log", {"lr": 0.1, "layers": "[1,2]"}),
        (
            "betas=(0.9,0.99),opt={a:[1,2],b},x=1.log",
            {"betas": "(0.9,0.99)", "opt": "{a:[1,2],b}", "x": 1},
        ),
        ("a=[1,b=2.log", {"a": "[1", "b": 2}),  # a bracket that nothing closes
        ("a=1],b=2.log", {"a": "1]", "b": 2}),
        ("pentagon.log", {}),
        ("run-1,seed=2.log", {"seed": 2}),
        ("=3.log", {}),
        ("seed=1,.log", {"seed": 1}),
        (".log", {}),
        ("lr=0.1,seed=2/train.log", {"lr": 0.1, "seed": 2}),
        ("lr=0.1/seed=2.log.gz", {"lr": 0.1, "seed": 2}),
        ("7/train.log", {"folder": 7}),
        ("lr.log/train.log", {"folder": "lr.log"}),
    ],
)
def test_a_name_gives_the_settings_that_it_has_in_hives_notation(
    name: str, settings: dict[str, object]
) -> None:
    found = settings_in_name(name)
    assert found == settings
    assert list(map(type, found.values())) == list(map(type, settings.values()))


def test_parts_of_names_that_are_no_settings_are_told_once(tmp_path: Path) -> None:
    for lr in (0.1, 0.2):
        for rest in ("debug", "layers=[1,2]", "layers=[2,2]", "betas=(0.9,0.99)"):
            (tmp_path / f"lr={lr},{rest}.log").write_bytes(SMALL.read_bytes())
    with pytest.warns(LogWarning) as found:
        table = read_table(tmp_path)
    told = f"{tmp_path / 'lr=0.1,debug.log'}: 'debug' in its name is not NAME=VALUE"
    assert [str(one.message) for one in found] == [f"{told} (the first of 2 names)"]
    assert table["lr"].tolist() == [0.1] * 4 + [0.2] * 4
    assert sorted(table["layers"].fillna("")) == [
        "",
        "",
        "",
        "",
        "[1,2]",
        "[1,2]",
        "[2,2]",
        "[2,2]",
    ]
    assert set(table["betas"].dropna()) == {"(0.9,0.99)"}
    with pytest.raises(LogError, match="'debug' in its name"):
        read_table(tmp_path, strict=True)


@pytest.mark.parametrize(
    ("folders", "column", "values"),
    [
        (["0", "1", "10", "2"], "folder", [0, 1, 2, 10]),
        (["lr=0.3,x=[1,2]", "lr=0.03,x=[2,1]"], "lr", [0.03, 0.3]),
    ],
)
def test_logs_in_subfolders_have_the_settings_in_the_names_of_these(
    folders: list[str], column: str, values: list[float], tmp_path: Path
) -> None:
    for name in folders:
        (tmp_path / name / "deeper").mkdir(parents=True)
        (tmp_path / name / "deeper" / "no.log").write_text("")
        (tmp_path / name / "train.log").write_bytes(SMALL.read_bytes())
        (tmp_path / name / "notes.txt").write_text("")
    (tmp_path / ".hidden").mkdir()
    (tmp_path / ".hidden" / "a.log").write_text("")
    table = read_table(tmp_path)
    assert table[column].tolist() == values
    assert set(table["file"]) == {f"{name}/train.log" for name in folders}
    (tmp_path / "a.log").write_bytes(SMALL.read_bytes())  # then subfolders are ignored
    assert read_table(tmp_path)["file"].tolist() == ["a.log"]
