"""How each file of a run is checked: the command line, the configuration above the file, the rules that they name.

In: what the command line asks, and a file's path. Out: its `Settings`, its result, and what may accept its findings. What is
found for one file is kept for the others of its folder. A configuration that is wrong is an error where the command line names
the file or folder; one further down is told of at the files that it is for, and stops no other.
"""

import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from . import cache, pipeline, together
from .accept import Accepting
from .config import CONFIG, WAIVERS, Layer, Part, everything, load, nearest, parts, shown
from .digest import sha256
from .errors import ConfigError, FazhiError, ReadError
from .finding import FileResult
from .once import once
from .readers import DEFAULT_LIMITS, Limits, read_bytes, suffix
from .ruleset import Addition, Ruleset
from .ruleset import load as load_rules
from .settings import Settings, command_line, named, names, settle
from .text import SourceText

if TYPE_CHECKING:
    from .baseline import Baseline
    from .waivers import WaiverFile

Layers = tuple[Layer, ...]


class Asked(NamedTuple):
    """What the command line asks; the names are those of its options, `limits` is made of several."""

    profile: str | None = None
    level: str | None = None
    fail_on: str | None = None
    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    rules: tuple[str, ...] = ()
    force: bool = False
    config: str | None = None
    no_config: bool = False
    mandatory: tuple[str, ...] = ()
    no_waivers: bool = False
    baseline: str | None = None
    use_baseline: bool = True
    no_cache: bool = False
    facts: bool = True  # whether results must hold the facts of reports and what made rules pass
    limits: Limits = DEFAULT_LIMITS


class Project:
    """Answers how any file is checked.

    Args:
        asked: what the command line asks.
        rulesets: rulesets that are loaded already, as `loaded` gives them.

    Raises:
        ConfigError: options that contradict each other, or that name nothing.
    """

    def __init__(self, asked: Asked, rulesets: Mapping[str, Ruleset] | None = None) -> None:
        if asked.config is not None and asked.no_config:
            raise ConfigError("--config 和 --no-config 只能写一个。")
        self.asked = asked
        self.loaded = dict(rulesets or {})
        self._found: dict[str, dict[str, str | None]] = {CONFIG: {}, WAIVERS: {}}
        self._layers: dict[str, Layers | FazhiError] = {}
        self._settings: dict[object, tuple[Settings, str]] = {}
        self._waivers: dict[str, WaiverFile] = {}
        self._baselines: dict[str, Baseline] = {}
        self._accepting: dict[tuple[int, str], Accepting] = {}  # by settings and folder
        self._command_line = command_line({**asked._asdict(), "fail-on": asked.fail_on})

    def __reduce__(self) -> tuple[Any, ...]:
        return Project, (self.asked, self.loaded)  # what was found out is found out anew

    def start(self, paths: Iterable[str]) -> Settings:
        """Look at the configuration of each file and folder that the command line names; the settings of the first.

        Raises:
            FazhiError: one of them is wrong.
        """
        first = None
        for path in paths:
            inner = os.path.join(os.path.abspath(path), "")  # a folder's own configuration is that of what lies in it
            path = inner if os.path.isdir(path) else os.path.abspath(path)
            settings = self.settings(path)
            self.accepting(path)
            first = first or settings
        if first is None:
            raise ValueError("no paths")
        return first

    def check(self, path: str, get: Callable[[], bytes] | None = None) -> FileResult:
        """Read and check one file; `get` gives the bytes of what is no file."""
        return together.finish([self._begin(path, get)])[0]

    def check_together(self, paths: Iterable[str]) -> list[FileResult]:
        """Read and check a handful of files side by side."""
        return together.finish([self._begin(path) for path in paths])

    def check_source(self, source: SourceText, path: str) -> FileResult:
        """Check what was read from a file (named by its absolute path).

        Raises:
            FazhiError: its configuration is wrong.
        """
        return together.check(source, self.settings(path))

    def _begin(self, path: str, get: Callable[[], bytes] | None = None) -> together.Begun | FileResult:
        """Read a file, and see how it is to be checked; its result, where it cannot be, or where that is known already."""
        return pipeline.guarded(path, lambda: self._begun(path, get() if get else read_bytes(path, self.asked.limits)))

    def _begun(self, path: str, data: bytes) -> together.Begun | FileResult:
        limits = self.asked.limits
        where = os.path.abspath(path)
        try:
            settings, digest = self._settled(where)
            self.accepting(where)
        except FazhiError as error:
            raise ReadError("config", f"它的配置有错，没有检查。{error}", path) from error
        if self.asked.no_cache:
            return together.Begun(pipeline.read_source(data, path, limits), settings, None)
        key = f"{suffix(path)}\0{limits}\0{sha256(data).hexdigest()}\0{digest}"
        kept = cache.read(key, cache.RESULT)
        if isinstance(kept, FileResult) and kept.source is not None:
            kept.source.path = path
            return kept._replace(path=path)
        return together.Begun(pipeline.read_source(data, path, limits), settings, key)

    def settings(self, path: str) -> Settings:
        """How a file is checked.

        Args:
            path: its absolute path.

        Raises:
            FazhiError: its configuration is wrong.
        """
        return self._settled(path)[0]

    def parts(self, path: str) -> tuple[Part, ...]:
        """What is said of how to check a file (named by its absolute path), the command line last.

        Raises:
            FazhiError: its configuration is wrong.
        """
        return (*parts(self.layers(path), path), self._command_line)

    def _settled(self, path: str) -> tuple[Settings, str]:
        said = self.parts(path)
        key = tuple((part.layer and part.layer.path, part.keys) for part in said)
        if key not in self._settings:
            layers = self.layers(path)
            ruleset = self._ruleset(layers)
            settle(everything(layers), ruleset)  # what is said of other files must be right too
            settings = settle(said, ruleset, self.asked.force, self._mandatory)
            if self._mandatory:
                apart = settle((self._command_line,), self._ruleset(()), self.asked.force)
                apart = apart._replace(options=apart.options._replace(chosen=self._mandatory))
                settings = settings._replace(mandatory=self._mandatory, apart=apart if layers else None)
            settings = settings.with_facts(self.asked.facts or not self.asked.no_cache)  # what is kept serves all outputs
            self._settings[key] = settings, settings.digest()
        return self._settings[key]

    def layers(self, path: str) -> Layers:
        """The configuration that is for a file.

        Raises:
            FazhiError: it is wrong.
        """
        file = self.asked.config
        if file is None and not self.asked.no_config:
            file = nearest(os.path.dirname(path), CONFIG, self._found[CONFIG])
        if file is None:
            return ()
        layers = self._layers.get(file)
        if layers is None:
            try:
                layers = load(file)
            except FazhiError as error:
                layers = error
            self._layers[file] = layers
        if isinstance(layers, FazhiError):
            raise layers
        return layers

    def _ruleset(self, layers: Layers) -> Ruleset:
        extra = [*self.asked.rules]
        additions = []
        for layer in layers:
            for i, name in enumerate(layer.data.get("rules", ())):
                path = layer.beside(name)
                if not os.path.exists(path):
                    raise layer.error(f"没有这个规则文件或文件夹：{name}。", "rules", i)
                extra.append(shown(path))
            for name, data in layer.data.get("lexicons", {}).items():
                additions.append(Addition(name, data, _placer(layer, name)))
        key = repr((extra, [addition[:2] for addition in additions]))
        if key not in self.loaded:
            ruleset, compiled = load_rules(extra, additions)
            if compiled:
                from .examples import keep_tried

                keep_tried(ruleset)
            self.loaded[key] = ruleset
        return self.loaded[key]

    @once
    def _mandatory(self) -> frozenset[str]:
        """The ids of the rules that the command line makes mandatory.

        Raises:
            ConfigError: a name that is no rule and no group, or a list that cannot be read.
        """
        found: frozenset[str] = frozenset()
        for name, place in _mandatory_names(self.asked.mandatory):
            ids = named(self._ruleset(()), name)
            if ids is None:
                raise ConfigError(f"--mandatory：没有规则或分组“{name}”；用 fazhi-lint rules list 查看全部。", *place)
            found |= ids
        return found

    def accepting(self, path: str) -> Accepting:
        """What may accept the findings of a file.

        Args:
            path: its absolute path.

        Raises:
            FazhiError: its configuration, its waivers or its baseline is wrong.
        """
        settings = self.settings(path)
        key = id(settings), os.path.dirname(path)
        if key not in self._accepting:
            rules = settings.ruleset.rules
            known = {name: rule.id for rule in rules for name in (rule.id, *rule.aliases)}
            profile = settings.options.profile
            complete = settings.options.chosen is None and all(rule.severity_in(profile) != "off" for rule in rules)
            notes = not self.asked.no_waivers
            waivers = tuple(self._waiver_files(path, known)) if notes else ()
            baseline = self._baseline(path)
            self._accepting[key] = Accepting(known, waivers, baseline, notes, settings.mandatory, complete)
        return self._accepting[key]

    def _waiver_files(self, path: str, known: Mapping[str, str]) -> "Iterable[WaiverFile]":
        for file in self.waiver_paths(path):
            if file not in self._waivers:
                from .waivers import WaiverFile

                self._waivers[file] = WaiverFile(file, known)
            yield self._waivers[file]

    def waiver_paths(self, path: str) -> list[str]:
        """The files of waivers that are for a file.

        Raises:
            FazhiError: the configuration is wrong, or names one that there is not.
        """
        for layer in reversed(self.layers(path)):
            if "waivers" in layer.data:
                given = layer.data["waivers"]
                return [_existing(layer, name, "waivers") for name in ([given] if isinstance(given, str) else given)]
        found = None if self.asked.no_config else nearest(os.path.dirname(path), WAIVERS, self._found[WAIVERS])
        return [found] if found else []

    def baseline_path(self, path: str) -> str | None:
        """The baseline that is for a file, as it is named; the command line goes over the configuration.

        Raises:
            FazhiError: the configuration is wrong.
        """
        if self.asked.baseline is not None or self.asked.no_waivers:
            return self.asked.baseline
        named = [layer.beside(layer.data["baseline"]) for layer in self.layers(path) if "baseline" in layer.data]
        return named[-1] if named else None

    def _baseline(self, path: str) -> "Baseline | None":
        file = self.baseline_path(path) if self.asked.use_baseline else None
        if file is None:
            return None
        if file not in self._baselines:
            from .baseline import load as load_baseline

            self._baselines[file] = load_baseline(file)
        return self._baselines[file]


def _placer(layer: Layer, lexicon: str) -> Callable[[], str]:
    """Tells the place of a lexicon in a configuration, if it is ever asked: finding it takes a while."""
    return lambda: layer.place("lexicons", lexicon)


def _existing(layer: Layer, name: str, key: str) -> str:
    path = layer.beside(name)
    if not os.path.isfile(path):
        raise layer.error(f"没有这个文件：{name}。", key)
    return path


def _mandatory_names(values: Iterable[str]) -> Iterator[tuple[str, tuple[Any, ...]]]:
    """The names of rules and groups, and where they stand; a value that can be no name is a file with one a line."""
    for value in values:
        if not any(sign in value for sign in "./\\"):
            yield from ((name, ()) for name in names([value], "--mandatory"))
            continue
        try:
            with open(value, encoding="utf-8-sig") as stream:
                lines = stream.read().splitlines()
        except (OSError, ValueError) as error:
            raise ConfigError("--mandatory 的清单不存在，没有读取权限，或者不是 UTF-8 文本。", value) from error
        for number, line in enumerate(lines, 1):
            if name := line.partition("#")[0].strip():
                yield name, (shown(value), number)
