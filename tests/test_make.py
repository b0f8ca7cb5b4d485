"""Run make in a copy of the checkout: with the real programs, or with a quick stand-in for both."""

import hashlib
import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from animator.files.formats import FORMATS
from trainer.options import parse

from .checkout import DIGESTS, ROOT, SHELL, options, run_trainer
from .makefile import TINY, files, make, script, stages, touch
from .processes import running

# Prints a log as soon as two of it are running.
MEETING = """#!/bin/bash
touch "here.$$"
for try in {1..30000}; do
    if test "$(ls here.* | wc -l)" -eq 2; then echo the log; exit; fi
    sleep 0.01
done
exit 1
"""


def test_one_command_trains_and_films(real: Path) -> None:
    assert stages(make(real, "tiny.mp4")) == ["trainer", "animator"]
    assert (real / "tiny.mp4").read_bytes()[4:8] == b"ftyp"
    assert (real / "logs" / "tiny.log").read_bytes() == run_trainer(*TINY.split())


def test_a_grid_makes_a_folder_of_logs_which_only_gets_what_is_missing(real: Path) -> None:
    grid, folder = real / "logs" / "tiny.grid", real / "logs" / "tiny"
    grid.write_text(f"{TINY}--seed 1:2")
    assert "-m trainer.sweep" in make(real, "logs/tiny/").stdout
    assert sorted(path.name for path in folder.glob("*.gz")) == ["seed=1.log.gz", "seed=2.log.gz"]
    assert make(real, "logs/tiny/").stdout == "make: 'logs/tiny/' is up to date.\n"

    grid.write_text(f"{TINY}--seed 1:3")
    touch(grid)
    assert "3 of 3 logs, 1 of them new" in make(real, "logs/tiny/").stderr

    shutil.rmtree(folder)
    os.utime(grid, (0, 0))
    assert "3 of 3 logs, 3 of them new" in make(real, "logs/tiny/").stderr


def test_a_grid_makes_a_map_a_table_and_a_film_of_its_folder(real: Path) -> None:
    (real / "logs" / "tiny.args").unlink()
    grid = real / "logs" / "tiny.grid"
    grid.write_text(f"{TINY}--density 0.1,0.2 --seed 1:2")
    assert "4 of 4 logs, 4 of them new" in make(real, "tiny.csv", "tiny.png", "tiny.html").stderr
    make(real, "tiny.gif", "FLAGS=--size 240x240 --quiet")
    assert (real / "tiny.gif").read_bytes().startswith(b"GIF89a")
    assert (real / "tiny.csv").read_text().count("\n") == 5
    assert (real / "tiny.png").read_bytes().startswith(b"\x89PNG")
    assert '"labels":["density = 0.1, seed = ' in (real / "tiny.html").read_text()
    assert make(real, "tiny.csv").stdout == "make: 'tiny.csv' is up to date.\n"
    grid.write_text(f"{TINY}--density 0.1,0.2 --seed 1:3")
    touch(grid)
    assert "6 of 6 logs, 2 of them new" in make(real, "tiny.csv").stderr
    assert (real / "tiny.csv").read_text().count("\n") == 7


def test_a_second_make_does_nothing(checkout: Path) -> None:
    make(checkout, "tiny.png")
    assert make(checkout, "tiny.png").stdout == "make: 'tiny.png' is up to date.\n"


@pytest.mark.parametrize(
    ("edited", "again"),
    [
        ("logs/tiny.args", ["trainer", "animator"]),
        ("trainer/model.py", ["trainer", "animator"]),
        ("animator/files/formats.py", ["animator"]),
        ("animator/scene/dots.py", ["animator"]),
        ("README.md", []),
    ],
)
def test_a_file_is_made_again_when_one_that_it_depends_on_is_newer(
    edited: str, again: list[str], checkout: Path
) -> None:
    make(checkout, "tiny.png")
    touch(checkout / edited)
    assert stages(make(checkout, "tiny.png")) == again


def test_a_file_is_made_again_when_its_source_is_replaced_by_an_older_one(checkout: Path) -> None:
    make(checkout, "tiny.png")
    args = checkout / "logs" / "tiny.args"
    args.write_text("--seed 7\n")
    os.utime(args, (0, 0))
    assert stages(make(checkout, "tiny.png")) == ["trainer", "animator"]


@pytest.mark.parametrize(
    "flags",
    [
        "--theme dark",
        """--line 'at {run}: "{L}",' --line '{{ {acc}%'""",
        """--title "it's" --title ' a  b' --panels loss,gram --title '$$(x#)'""",
    ],
)
def test_flags_are_passed_to_the_animator_and_remembered(flags: str, checkout: Path) -> None:
    picture = checkout / "tiny.png"
    assert stages(make(checkout, "tiny.png", f"FLAGS={flags}")) == ["trainer", "animator"]
    shown = subprocess.run(
        ["bash", "-c", f"printf '<%s>' {flags.replace('$$', '$')}"], capture_output=True, check=True
    ).stdout
    assert picture.read_bytes() == b"<logs/tiny.log><-o><tiny.png>" + shown
    assert stages(make(checkout, "tiny.png", f"FLAGS={flags}")) == []
    assert stages(make(checkout, "tiny.png")) == ["animator"]
    assert picture.read_bytes() == b"<logs/tiny.log><-o><tiny.png>"


def test_the_intro_figure_shows_three_logs_and_follows_each_of_them(checkout: Path) -> None:
    words = ["intro.mp4", "FLAGS=--loss-scale linear"]
    make(checkout, *words)
    names = ("0", "0.8", "0.9")
    titles = [word for name in names for word in ("--title", f"sparsity {name}")]
    expected = [*(f"logs/intro-{name}.log" for name in names), "-o", "intro.mp4"]
    expected += ["--loss-scale", "log", *titles, "--loss-scale", "linear"]  # the last one counts
    assert (checkout / "intro.mp4").read_text() == "".join(f"<{word}>" for word in expected)
    assert stages(make(checkout, *words)) == []
    touch(checkout / "logs" / "intro-0.8.args")
    done = make(checkout, *words)
    assert stages(done) == ["trainer", "animator"]
    assert done.stdout.count("-m trainer") == 1


def test_a_program_that_make_does_not_know_always_runs(checkout: Path) -> None:
    for _ in range(2):
        done = make(checkout, "tiny.png", "TRAIN=echo hi", "ANIMATE=echo bye")
        assert (done.returncode, done.stderr) == (0, "")
        assert done.stdout.splitlines() == [
            "echo hi @logs/tiny.args > logs/tiny.log",
            "echo bye logs/tiny.log -o tiny.png ",
            "bye logs/tiny.log -o tiny.png",
        ]
    assert (checkout / "logs" / "tiny.log").read_text() == "hi @logs/tiny.args\n"


def test_the_own_programs_run_again_after_others(checkout: Path) -> None:
    script(checkout / "mine.sh", '#!/bin/sh\ncp "$1" "$3"\n')
    make(checkout, "tiny.png", "TRAIN=echo hi", "ANIMATE=./mine.sh")
    assert (checkout / "tiny.png").read_text() == "hi @logs/tiny.args\n"
    assert stages(make(checkout, "tiny.png")) == ["trainer", "animator"]
    assert (checkout / "tiny.png").read_text() == "<logs/tiny.log><-o><tiny.png>"
    assert (checkout / "logs" / "tiny.log").read_text() == TINY


def test_the_own_trainer_runs_again_after_another_has_printed_nonsense(checkout: Path) -> None:
    assert make(checkout, "tiny.png", "TRAIN=echo hi", "ANIMATE=false").returncode == 2
    assert stages(make(checkout, "tiny.png")) == ["trainer", "animator"]


def test_a_c_program_can_take_the_trainers_place(checkout: Path, c_trainer: Path) -> None:
    assert make(checkout, "logs/tiny.log", f"TRAIN={c_trainer}").returncode == 0
    assert (checkout / "logs" / "tiny.log").read_bytes() == run_trainer(*TINY.split())


def test_another_trainer_needs_no_args_file(checkout: Path) -> None:
    log = checkout / "logs" / "mine.log"
    for said in ("hi", "hello"):
        done = make(checkout, "mine.png", f"TRAIN=echo {said}")
        assert done.stdout.splitlines()[0].split() == ["echo", said, ">", "logs/mine.log"]
        assert (stages(done), done.stderr, log.read_text()) == (["animator"], "", f"{said}\n")
    assert make(checkout, "mine.png").stdout == "make: 'mine.png' is up to date.\n"
    assert "echo hi | .venv/bin/python" in make(checkout, "-n", "new.live", "TRAIN=echo hi").stdout

    log.write_text("mine")
    done = make(checkout, "mine.png", "TRAIN=echo hi")
    assert (stages(done), log.read_text()) == (["animator"], "mine")
    assert "logs/mine.log is used as it is" in done.stderr

    before = files(checkout)
    assert make(checkout, "new.png", "TRAIN=false").returncode == 2
    assert files(checkout) == before


@pytest.mark.parametrize("trainer", ["false", "echo run: 0; false", "./no-such-program"])
def test_a_trainer_that_fails_leaves_the_old_log_and_no_film(trainer: str, checkout: Path) -> None:
    make(checkout, "logs/tiny.log")
    before = files(checkout)
    assert make(checkout, "tiny.png", f"TRAIN={trainer}").returncode == 2
    assert files(checkout) == before
    assert list((checkout / ".make" / "logs").iterdir()) == [checkout / ".make/logs/tiny.log"]


def test_an_animator_that_fails_leaves_no_half_product(checkout: Path) -> None:
    script(checkout / "half.sh", '#!/bin/sh\necho half > "$3"; exit 1\n')
    assert make(checkout, "tiny.png", "ANIMATE=./half.sh").returncode == 2
    assert not (checkout / "tiny.png").exists()


def test_products_made_side_by_side_share_one_training(checkout: Path) -> None:
    done = make(checkout, "-j8", *[f"tiny{suffix}" for suffix in FORMATS])
    assert done.returncode == 0, done.stderr
    assert done.stdout.count("-m trainer") == 1
    assert done.stdout.count("-m animator") == len(FORMATS)


def test_two_makes_at_once_both_make_the_log(checkout: Path) -> None:
    script(checkout / "meet.sh", MEETING)
    command = ["make", "tiny.png", "TRAIN=./meet.sh"]
    with running(command, cwd=checkout, env=SHELL) as other:
        assert make(checkout, *command[1:]).returncode == 0
        assert other.wait() == 0
    assert (checkout / "logs" / "tiny.log").read_text() == "the log\n"
    assert list((checkout / ".make" / "logs").iterdir()) == [checkout / ".make/logs/tiny.log"]


def test_the_pictures_of_the_readme_are_simply_made_again(checkout: Path) -> None:
    picture = checkout / "docs" / "octahedron.png"
    make(checkout, "docs/octahedron.png")
    assert picture.read_text().startswith("<logs/octahedron.log><-o><docs/octahedron.png>")
    make(checkout, "clean")
    assert picture.exists()


def test_a_name_with_a_blank_is_refused_before_anything_is_touched(checkout: Path) -> None:
    for name in ("run.log", "my run.log", "my"):
        (checkout / "logs" / name).write_text("mine")
    before = files(checkout)
    for name in ("my run.mp4", "my other.mp4", "logs/my other.log"):
        done = make(checkout, name)
        assert done.returncode == 2
        assert f'"{name}" has a blank in its name, which make cannot handle' in done.stderr
    assert files(checkout) == before


@pytest.mark.parametrize("goal", ["nosuch.mp4", "tiny.jpg", "logs/nosuch.log", "tset"])
def test_what_cannot_be_made_is_answered_with_what_can(goal: str, checkout: Path) -> None:
    done = make(checkout, goal)
    assert (done.returncode, done.stdout) == (2, "")
    lines = done.stderr.splitlines()
    assert len(lines) <= 8
    assert lines[0] == f"make: there is no rule to make {goal}."
    folder = checkout / "logs"
    names = {path.stem for kind in ("args", "log") for path in folder.glob(f"*.{kind}")}
    assert f"NAME: {' '.join(sorted({'intro', 'levels', *names}))}" in lines
    grids = sorted(path.stem for path in folder.glob("*.grid"))
    assert f"and from grids, NAME: {' '.join(grids)}" in lines
    assert f"SUFFIX: {' '.join(FORMATS).replace('.', '')}" in lines
    assert "make help shows the rest, such as NAME.live." in lines


def test_make_tests_is_make_test_and_not_the_folder_of_that_name(checkout: Path) -> None:
    (checkout / "tests").mkdir(exist_ok=True)
    dry_run = make(checkout, "-n", "tests")
    assert (dry_run.returncode, dry_run.stdout) == (0, make(checkout, "-n", "test").stdout)
    assert "/pytest" in dry_run.stdout


def test_make_alone_shows_what_there_is_to_make(checkout: Path) -> None:
    text = make(checkout).stdout
    assert text == make(checkout, "help").stdout
    makefile = (ROOT / "Makefile").read_text()
    targets = re.findall(r"^\.PHONY: (.*)", makefile, re.MULTILINE)[0].split()
    for target in {*targets, "pentagon.mp4", "TRAIN=", "ANIMATE=", "FLAGS="} - {"help", "FORCE"}:
        assert target in text
    assert " ".join(FORMATS).replace(".", "") in text


def test_a_training_is_watched_through_a_pipe_a_log_as_a_file_and_a_sweep_in_its_folder(
    checkout: Path,
) -> None:
    (checkout / "logs" / "two.grid").write_text("--seed 1:2")
    names = ("tiny.live", "c-pentagon.live", "two.live")
    shown = make(checkout, "-n", *names, "FLAGS=--port 8000").stdout
    train = ".venv/bin/python -m trainer @logs/tiny.args"
    assert f"{train} | .venv/bin/python -m animator - --follow --title tiny" in shown
    assert ".venv/bin/python -m animator logs/c-pentagon.log --follow --port 8000" in shown
    assert ".venv/bin/python -m trainer.sweep @logs/two.grid -o logs/two --quiet & trap" in shown
    assert ".venv/bin/python -m animator logs/two --follow --port 8000" in shown


def test_git_ignores_what_make_makes() -> None:
    ignored = (ROOT / ".gitignore").read_text().splitlines()
    assert {"/.make/", "/logs/*.log", *[f"/*{suffix}" for suffix in FORMATS]} <= set(ignored)


@pytest.mark.parametrize("name", ["pentagon", "hexagon", "video-pentagon", "video-hexagon"])
def test_the_settings_in_logs_are_those_of_the_digests(name: str) -> None:
    settings, _ = parse([f"@{ROOT}/logs/{name}.args"])
    assert settings == parse(options(DIGESTS[name]))[0]


def test_the_c_log_in_logs_is_that_of_the_digests() -> None:
    log = (ROOT / "logs" / "c-pentagon.log").read_bytes()
    assert hashlib.sha256(log).hexdigest() == DIGESTS["pentagon"]["sha256"]
