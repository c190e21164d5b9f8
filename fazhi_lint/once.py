"""A property that is worked out when it is first asked for, and kept.

In: a method without arguments. Out: `once`, to be written above it.
"""

from collections.abc import Callable
from typing import Any, Generic, TypeVar

Made = TypeVar("Made")


class once(Generic[Made]):  # noqa: N801  named like `property`
    """As `functools.cached_property`, which until Python 3.12 takes a lock each time: a report has dozens of such properties,
    and is looked at by one thread.
    """

    def __init__(self, work: Callable[[Any], Made]) -> None:
        self._work = work
        self.__doc__ = work.__doc__

    def __set_name__(self, owner: type, name: str) -> None:
        self._name = name

    def __get__(self, instance: Any, owner: type) -> Made:
        made = instance.__dict__[self._name] = self._work(instance)
        return made
