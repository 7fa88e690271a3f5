"""What can go wrong, each with the exit code that the program ends with."""

from __future__ import annotations


class FabulaError(Exception):
    """Anything that stops a reading. Its text is one line that names the file, the place and the way out."""

    exit_code = 1


class MissingFile(FabulaError):
    """There is no such file, or it may not be read."""

    exit_code = 3


class NotText(FabulaError):
    """The file is binary, or its encoding or format is not one that Fabula reads."""

    exit_code = 4


class BrokenFile(FabulaError):
    """An EPUB or DOCX that is damaged, or that unpacks to something unsafe."""

    exit_code = 5


class EmptyStory(FabulaError):
    """The file holds no words of story."""

    exit_code = 6


class Unwritable(FabulaError):
    """The output cannot be written."""

    exit_code = 7


class NotAReading(FabulaError):
    """A saved reading that is damaged, or of a version this Fabula does not know."""

    exit_code = 8


class MissingModel(FabulaError):
    """The model's files are not in the package."""

    exit_code = 9


class MissingExtra(FabulaError):
    """An optional package that a form needs is not installed."""

    exit_code = 11


class BadCorrections(FabulaError):
    """A corrections file that is damaged, or that says something that no correction does."""

    exit_code = 12
