"""The templates of well-known trainers, and which of them a log that was refused needs."""

import re
import shlex
from operator import eq
from typing import NamedTuple

from .template import Template, plain

LOSSES = {"loss", "l", "train_loss", "train/loss", "training_loss"}  # columns of a table
RUNS = ("run", "step", "_step", "global_step", "iter", "iteration", "batch", "epoch")  # best first
HEADER = re.compile(r'(?=[^\n,;\t]*[A-Za-z"])[^\n,;\t]*([,;\t])[^\n]*')
OURS = re.compile(rb"^run:[ \t]*\d+[ \t]*$", re.MULTILINE)
LOOP = re.compile(  # such as Epoch [3/10] Loss: 0.5,
    r"\b((?:epoch|step|iter|iteration|batch)\b\W{0,4})(\d+)(?![\d.]*\.\d)([^\n]*?)"
    r"((?:\b|_)loss\W{1,4}?)[-+]?\d[\d.]*(?:e[-+]\d+)?(\S?)",
    re.IGNORECASE,
)


class Trainer(NamedTuple):
    """Hold what a trainer prints, as templates; not each log has lines for all of them."""

    name: str
    versions: str  # in which it prints that
    templates: tuple[str, ...]


KNOWN_TRAINERS = [
    Trainer(
        "nanoGPT",
        "2022 to 2025",
        ("iter {run}: loss {L}, time", "step {run}: train loss {}, val loss {val}"),
    ),
    Trainer(
        "llm.c",
        "train_gpt2.cu of 2024 and 2025",
        ("step {run}/{}| loss {L} (", "val loss {val}"),
    ),
    Trainer("llm.c on a CPU", "train_gpt2.c of 2024", ("step {run}: train loss {L} (took",)),
    Trainer("darknet", "YOLOv2 to YOLOv4", ("{run}: {L}, {avg} avg",)),
    Trainer("Caffe", "1.0", ("Iteration {run} ({}), loss = {L}", "Iteration {run}, lr = {lr}")),
    Trainer(
        "Keras with verbose=2",
        "2 and 3",
        ("Epoch {run}/", "- loss: {L}", "- accuracy: {acc}", "- val_loss: {val}"),
    ),
    Trainer("Hugging Face Transformers 4", "4", ("'loss': {L},", "'learning_rate': {lr},")),
    Trainer("Hugging Face Transformers 5", "5", ("'loss': '{L}',", "'learning_rate': '{lr}',")),
    Trainer(
        "PyTorch Lightning with validation",
        "2",
        ("Epoch {run}: 100%|{} train_loss={L}, val_loss={val}]",),
    ),
    Trainer("PyTorch Lightning", "2", ("Epoch {run}: 100%|{} train_loss={L}]",)),
    Trainer("an MLP of scikit-learn", "1", ("Iteration {run}, loss = {L}",)),
    Trainer("SGD of scikit-learn", "1", ("-- Epoch {run}", "Avg. loss: {L}")),
    Trainer("XGBoost", "1 to 3", ("[{run}] train-{}:{L}",)),
    Trainer("XGBoost for scikit-learn", "1 to 3", ("[{run}] validation_0-{}:{L}",)),
    Trainer("LightGBM", "3 and 4", ("[{run}] training's {}: {L}",)),
    Trainer("LightGBM with validation", "3 and 4", ("[{run}] valid_0's {}: {L}",)),
    Trainer("fastText", "0.9", ("lr: {lr} avg.loss: {L} ETA:",)),
    Trainer(
        "fairseq with --log-format json",
        "0.10 to 0.12",
        ('"num_updates": "{run}",', '"loss": "{L}",', '"lr": "{lr}",'),
    ),
    Trainer(
        "JSON Lines",
        "any program",
        ('"step": {run},', '"step": {run}}}', '"loss": {L},', '"loss": {L}}}'),
    ),
]


def suggestion(head: bytes) -> str:
    """Return how a log with these first lines is read, as the end of a message, if it is known."""
    text = plain(head).replace(b"\r", b"\n") + b"\n"
    if OURS.search(text):
        return "; it looks like a log in our own format, which is read without lines= or --line"
    known = [(f"a log of {trainer.name}", trainer.templates) for trainer in KNOWN_TRAINERS]
    known.append(("a table", _of_table(head.decode(errors="replace").lstrip())))
    known.append(("a log", _of_loop(text.decode(errors="replace"))))
    for name, texts in known:
        templates = list(map(Template, texts))
        found = [template for template in templates if template.pattern.search(text)]
        needed = {field for template in templates for field in template.fields} & {"run", "L"}
        if found and needed <= {field for template in found for field in template.fields}:
            options = " ".join(f"--line {_quoted(template.text)}" for template in found)
            return f"; it looks like {name}, which is read with lines= or {options}"
    return ""


def _quoted(text: str) -> str:
    """Return a text as a word of a shell."""
    return f'"{text}"' if "'" in text and not set('"$`\\!') & set(text) else shlex.quote(text)


def _of_table(text: str) -> tuple[str, ...]:
    """Return the template of a table whose header names the loss, or nothing."""
    header = HEADER.match(text)
    columns = header[0].split(header[1]) if header else []
    names = [column.strip(' "').lower() for column in columns]
    losses = [place for place, name in enumerate(names) if name in LOSSES]
    runs = [names.index(name) for name in RUNS if name in names]
    if not header or not losses:
        return ()
    fields = ["{}"] * len(columns)
    fields[losses[0]] = "{L}"
    if runs:
        fields[runs[0]] = "{run}"
    return (header[1].join(fields),)


def _of_loop(text: str) -> tuple[str, ...]:
    """Return the template of lines such as `Epoch [3/10] Loss: 0.5,`, or nothing."""
    lines = LOOP.findall(text)
    if not lines:
        return ()
    runs = [run for _, run, *_ in lines]
    is_run = not any(map(eq, runs, runs[1:]))  # otherwise the losses are counted
    escaped = [part.replace("{", "{{").replace("}", "}}") for part in lines[0]]
    before, _, between, loss, after = escaped
    if digit := re.search(r"\d", between):
        between = between[: digit.start()] + "{}"
    start = f"{before}{{run}}{between}" if is_run else ""
    return (f"{start}{loss}{{L}}{after}",)
