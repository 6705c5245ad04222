"""Landing: reads the odd shapes of yearbook files into text cells with their places; never interprets."""

from .land import Landed, land

__all__ = ["Landed", "land"]
