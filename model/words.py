"""What people write, as it is kept."""


def tidy(text: str) -> str:
    """The same without what no table can hold, and without blanks around it."""
    return text.replace("\0", "").strip()
