"""Landing: the odd shapes of yearbook files to text cells with their places, uninterpreted."""

from .land import Landed, land

__all__ = ["Landed", "land"]
