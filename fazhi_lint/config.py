"""Configuration files: found above the reports, read with what they extend, put in order.

In: a folder, or the name of a file. Out: `Layer`s, of which a later one overrides an earlier, and their `Part`s that concern
one report; `ConfigError` with file and line. What was checked once comes from the cache: YAML and JSON Schema are then not even
imported.
"""

import os
import re
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from . import cache
from .digest import sha256
from .errors import ConfigError
from .globs import matches

CONFIG, WAIVERS = "fazhi-lint.yaml", "fazhi-lint-waivers.yaml"
_PACKAGE = "[A-Za-z][A-Za-z0-9_-]*"
Keys = tuple[str | int, ...]


class Notice(NamedTuple):
    """What is to be said of a waiver or baseline: its place, the words; `wrong` where the job could not be done as asked."""

    path: str
    line: int | None
    words: str
    wrong: bool = False


class Layer(NamedTuple):
    """One file: its path for people, the folder that its relative paths start from, what it says, and its bytes."""

    path: str
    folder: str
    data: Mapping[str, Any]
    raw: bytes

    def line(self, keys: Iterable[str | int]) -> int | None:
        """The line of what the keys lead to."""
        from .yamlfile import line_of

        return line_of(self.raw, list(keys))

    def error(self, what: str, *keys: str | int) -> ConfigError:
        """A mistake at the place that the keys lead to."""
        return ConfigError(what, self.path, self.line(keys))

    def place(self, *keys: str | int) -> str:
        """The place for people: `file:line`."""
        return f"{self.path}:{self.line(keys)}"

    def beside(self, name: str) -> str:
        """The path that a name in this file means."""
        return os.path.normpath(os.path.join(self.folder, os.path.expanduser(name)))


class Part(NamedTuple):
    """What one place says about how to check: a file as a whole, one of its `files`, or the command line (no layer)."""

    layer: Layer | None
    keys: Keys
    data: Mapping[str, Any]

    def error(self, what: str, *keys: str | int) -> ConfigError:
        """A mistake at the place that the keys below this part lead to."""
        return ConfigError(what) if self.layer is None else self.layer.error(what, *self.keys, *keys)

    def place(self, *keys: str | int) -> str:
        """The place for people."""
        return "命令行" if self.layer is None else self.layer.place(*self.keys, *keys)


def nearest(folder: str, name: str, known: dict[str, str | None]) -> str | None:
    """The file of a name in a folder or the nearest one above it.

    Args:
        folder: the absolute path of the folder.
        name: the file's name.
        known: what was found before, by folder; it is filled.
    """
    passed = []
    found = None
    while folder not in known:
        passed.append(folder)
        file = os.path.join(folder, name)
        if os.path.isfile(file):
            found = file
            break
        above = os.path.dirname(folder)
        if above == folder:
            break
        folder = above
    else:
        found = known[folder]
    known.update(dict.fromkeys(passed, found))
    return found


def shown(path: str) -> str:
    """A path as people would write it: from the current folder if it lies in there."""
    return inside(path, os.getcwd()) or path


def inside(path: str, folder: str) -> str | None:
    """A path as it is written from a folder that it lies in; None where it lies elsewhere."""
    near = seen_from(path, folder)
    outside = os.path.isabs(near) or near == os.pardir or near.startswith(os.pardir + os.sep)
    return None if outside else near


def seen_from(path: str, folder: str) -> str:
    """A path as it is written from a folder; on another drive it stays as it is."""
    try:
        return os.path.relpath(path, folder)
    except ValueError:
        return path


def read(path: str, kind: str = "config") -> Layer:
    """Read a YAML file that people write and check what it says.

    Args:
        path: the file.
        kind: what it should be, a row of `configschema.PROBLEMS`.

    Raises:
        ConfigError: it cannot be read or is wrong.
    """
    name = shown(path)
    try:
        with open(path, "rb") as stream:
            raw = stream.read()
    except (OSError, ValueError) as error:
        raise ConfigError("文件不存在，或没有读取权限。", name) from error
    key = f"{kind}\0{sha256(raw).hexdigest()}"
    data = cache.read(key, cache.CONFIG)
    if not isinstance(data, dict):
        data = _checked(raw, name, kind)
        cache.write(key, data, cache.CONFIG)
    return Layer(name, os.path.dirname(os.path.abspath(path)), data, raw)


def _checked(raw: bytes, name: str, kind: str) -> dict[str, Any]:
    from .configschema import PROBLEMS
    from .yamlfile import line_of, parse

    data = parse(raw, name, ConfigError)
    data = {} if data is None else _with_words(data)  # all of it may be comments
    for keys, what in PROBLEMS[kind](data):
        raise ConfigError(f"{what}。", name, line_of(raw, keys))
    checked: dict[str, Any] = data
    return checked


def _with_words(data: Any) -> Any:
    """The data with each date as its words: YAML makes a date of what looks like one."""
    if isinstance(data, dict):
        return {key: _with_words(value) for key, value in data.items()}
    if isinstance(data, list):
        return [_with_words(value) for value in data]
    return data.isoformat() if hasattr(data, "isoformat") else data


def load(path: str) -> tuple[Layer, ...]:
    """A configuration file, behind all that it extends.

    Raises:
        ConfigError: one of them cannot be read or is wrong, or they extend each other in a circle.
    """
    layers: dict[str, Layer] = {}
    _load(path, (), layers)
    return tuple(layers.values())


def _load(path: str, chain: tuple[str, ...], layers: dict[str, Layer]) -> None:
    real = os.path.realpath(path)
    if real in layers:
        return
    layer = read(path)
    names = layer.data.get("extends", ())
    for i, name in enumerate([names] if isinstance(names, str) else names):
        keys: Keys = ("extends",) if isinstance(names, str) else ("extends", i)
        below = _extended(layer, name, keys)
        if os.path.realpath(below) in (*chain, real):
            circle = " → ".join(map(shown, (*chain, real, below)))
            raise layer.error(f"配置互相引用，没有尽头：{circle}。", *keys)
        _load(below, (*chain, real), layers)
    layers[real] = layer


def _extended(layer: Layer, name: str, keys: Keys) -> str:
    """The configuration file that `extends` names: a file, a folder with one in it, or an installed package."""
    path = layer.beside(name)
    if os.path.isdir(path):
        file = os.path.join(path, CONFIG)
        if os.path.isfile(file):
            return file
        raise layer.error(f"引用的文件夹“{name}”里没有 {CONFIG}。", *keys)
    if os.path.isfile(path):
        return path
    if re.fullmatch(_PACKAGE, name):
        from importlib.util import find_spec  # finds a package without running anything in it

        spec = find_spec(name.replace("-", "_"))
        for folder in (spec.submodule_search_locations or ()) if spec else ():
            if os.path.isfile(os.path.join(folder, CONFIG)):
                return os.path.join(folder, CONFIG)
        if spec:
            raise layer.error(f"引用的 Python 包“{name}”里没有 {CONFIG}。", *keys)
    raise layer.error(f"找不到引用的“{name}”：没有这个文件夹或文件，也没有装这个名称的 Python 包。", *keys)


def parts(layers: tuple[Layer, ...], path: str) -> tuple[Part, ...]:
    """What a configuration says about one report, the later over the earlier: the files as wholes, then what is for some.

    Args:
        layers: the configuration.
        path: the report's absolute path; with a separator at its end, that of a folder.
    """
    found = [Part(layer, (), layer.data) for layer in layers]
    for layer in () if path.endswith(os.sep) else layers:  # a folder is none of some files
        name = None
        for i, section in enumerate(layer.data.get("files", ())):
            name = name or _from(path, layer, layers[-1])
            if any(matches(pattern, name) for pattern in section["paths"]):
                found.append(Part(layer, ("files", i), section))
    return tuple(found)


def everything(layers: tuple[Layer, ...]) -> tuple[Part, ...]:
    """All that a configuration says, for whatever report."""
    tops = [Part(layer, (), layer.data) for layer in layers]
    return (*tops, *(Part(t.layer, ("files", i), said) for t in tops for i, said in enumerate(t.data.get("files", ()))))


def _from(path: str, layer: Layer, last: Layer) -> str:
    """A report's path from the folder of the file that speaks of it, or of the one that was found, or from the current."""
    near = next((near for folder in (layer.folder, last.folder, os.getcwd()) if (near := inside(path, folder))), path)
    return near.replace(os.sep, "/")
