"""A file is examined and the page about it put in its place, both by whoever does the work.

In: a path below the folder. Out: an `Examined` without the page, which is written already. Only where the workers and the
folder of results are on one machine: there, writing pages is work that several processes can share.
"""

from __future__ import annotations

from .desk import Desk
from .outputs import Folder, page_name
from .values import Examined


class Filing:
    """Examines files and writes the pages about them; it can be sent to other processes.

    Args:
        desk: examines a file.
        folder: where pages go.
    """

    def __init__(self, desk: Desk, folder: Folder) -> None:
        self._desk, self._folder = desk, folder

    def check(self, path: str) -> Examined:
        """Examine one file.

        Raises:
            ConfigError: its page cannot be written.
        """
        return self.put(self._desk.check(path))

    def put(self, examined: Examined) -> Examined:
        """Write the page about a file that was examined, where that has not been done.

        Raises:
            ConfigError: it cannot be written.
        """
        if examined.page is None:
            return examined
        self._folder.write(self.name(examined), examined.page.encode("utf-8", "replace"))
        return examined._replace(page=None)

    def name(self, examined: Examined) -> str:
        """The name of the page about a file."""
        return page_name(examined.match.unit, examined.path, examined.key)

    def there(self, examined: Examined) -> bool:
        """Whether the page about a file is there."""
        return (self._folder / self.name(examined)).exists()
