import itertools
import os
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import CancelledError, ThreadPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path

import pytest

from trainer.settings import Settings
from trainer.sweep.engine import WORKER_DIED, Engine, train_all
from trainer.sweep.executors import local_processes
from trainer.sweep.grid import Training


def groups(count: int, size: int = 1) -> list[list[Training]]:
    trainings = [Training(str(seed), Settings(seed=seed)) for seed in range(count)]
    return [trainings[start : start + size] for start in range(0, count, size)]


@pytest.mark.parametrize("error", [BrokenProcessPool, CancelledError])
def test_a_training_whose_worker_died_runs_three_times_at_most(error: type[Exception]) -> None:
    tries: Counter[int] = Counter()

    def train_logs(group: Sequence[Settings]) -> list[bytes]:
        [settings] = group
        tries[settings.seed] += 1
        if tries[settings.seed] <= settings.seed:  # seed 2 succeeds the third time
            raise error
        return [b"%d" % settings.seed]

    with ThreadPoolExecutor(2) as executor:
        done = dict(train_all(groups(5), Engine(executor, lambda: 2), train_logs))
    assert [done.pop(name) for name in "012"] == [b"0", b"1", b"2"]
    assert {name: type(result) for name, result in done.items()} == {"3": error, "4": error}
    assert tries == {0: 1, 1: 2, 2: 3, 3: 3, 4: 3}


@pytest.mark.parametrize("size", [1, 3])
def test_a_training_that_fails_runs_alone_once_and_the_others_go_on(size: int) -> None:
    calls = []

    def train_logs(group: Sequence[Settings]) -> list[bytes]:
        calls.append([settings.seed for settings in group])
        if any(settings.seed == 1 for settings in group):
            raise MemoryError
        return [b"%d" % settings.seed for settings in group]

    with ThreadPoolExecutor(2) as executor:
        done = dict(train_all(groups(7, size), Engine(executor, lambda: 2), train_logs))
    assert isinstance(done.pop("1"), MemoryError)
    assert done == {name: name.encode() for name in "023456"}
    assert calls.count([1]) == 1
    assert len(calls) == {1: 7, 3: 6}[size]  # a group of 3 failed, and its trainings ran one by one


@pytest.mark.parametrize("error", [BrokenProcessPool, CancelledError])
def test_a_training_whose_worker_dies_with_a_group_runs_three_times_in_all(
    error: type[Exception],
) -> None:
    tries: Counter[int] = Counter()

    def train_logs(group: Sequence[Settings]) -> list[bytes]:
        tries.update(settings.seed for settings in group)
        if any(settings.seed == 1 for settings in group):
            raise error
        return [b"log"] * len(group)

    with ThreadPoolExecutor(2) as executor:
        done = dict(train_all(groups(6, 3), Engine(executor, lambda: 2), train_logs))
    assert {name for name, result in done.items() if isinstance(result, WORKER_DIED)} == {"1"}
    assert len(done) == 6
    assert tries == {0: 2, 1: 3, 2: 2, 3: 1, 4: 1, 5: 1}


def test_only_a_few_trainings_are_taken_at_a_time() -> None:
    taken = []

    def endless() -> Iterator[list[Training]]:
        for seed in itertools.count():
            taken.append(seed)
            yield [Training(str(seed), Settings())]

    with ThreadPoolExecutor(1) as executor:
        results = train_all(endless(), Engine(executor, lambda: 2), lambda _: [b"log"])
        for ended, _ in enumerate(itertools.islice(results, 50)):
            assert len(taken) <= ended + 1 + 4


def test_a_process_that_dies_costs_only_its_task() -> None:
    with local_processes(2) as engine:
        lost = [engine.executor.submit(os._exit, 1) for _ in range(3)]
        kept = [engine.executor.submit(abs, -number) for number in range(9)]
        assert [type(future.exception()) for future in lost] == [BrokenProcessPool] * 3
        assert [future.result() for future in kept] == list(range(9))


@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="needs /proc to count threads")
def test_the_libraries_of_matrix_products_start_no_threads_in_a_process(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    names = [f"{library}_NUM_THREADS" for library in ("OPENBLAS", "MKL", "OMP")]
    for name in names:
        monkeypatch.setenv(name, "")  # so that it is absent again after the test
        monkeypatch.delenv(name)
    count = "len(__import__('os').listdir('/proc/self/task'))"
    product = "(lambda ones: ones @ ones)(__import__('numpy').ones((500, 500)))"
    with local_processes(1) as engine:
        before, _, after = [
            engine.executor.submit(eval, code).result() for code in (count, product, count)
        ]
        assert after == before
        # numpy may have been built with another library than it is here.
        assert [engine.executor.submit(os.getenv, name).result() for name in names] == ["1"] * 3
