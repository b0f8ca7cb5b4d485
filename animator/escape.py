"""Text from outside, shown on one line: names may hold newlines, and bytes that are no text."""


def printable(text: str) -> str:
    r"""Return the text with what can't be printed escaped as in Python, `\n` or `\udcff`."""
    return "".join(c if c.isprintable() else ascii(c)[1:-1] for c in text)
