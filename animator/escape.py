"""Text from outside made safe to print: names can hold newlines, and bytes that are not text."""


def printable(text: str) -> str:
    r"""Return the text with unprintable characters escaped as in Python, `\n` or `\udcff`."""
    return "".join(c if c.isprintable() else ascii(c)[1:-1] for c in text)
