"""YAML files as plain data, with the line of any key when something in them is wrong.

In: the bytes of a file that people write. Out: dicts and lists; on a mistake a `RuleError` (or what is asked for) with file and
line. Hostile input is bounded: no tags, no duplicate keys, few aliases, 1 MB at most.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from typing import Any

import regex
import yaml

from .errors import FazhiError, RuleError
from .plainly import yaml_problem

MAX_BYTES = 1_000_000
_CONTROL = regex.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_Base: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class _Loader(_Base):  # type: ignore[misc]  # the C loader where libyaml is built in, else the Python one
    """The safe loader, which also refuses a key that is given twice; `off` and `on` are words, not truth values."""

    def construct_mapping(self, node: Any, deep: bool = False) -> dict[Hashable, Any]:
        """Build one mapping; a key given twice is refused."""
        seen = set()
        for key, _ in node.value:
            if not isinstance(key, yaml.ScalarNode):
                raise yaml.constructor.ConstructorError(None, None, "found unhashable key", key.start_mark)
            if key.value in seen:
                raise yaml.constructor.ConstructorError(None, None, f"键“{key.value}”写了两次", key.start_mark)
            seen.add(key.value)
        mapping: dict[Hashable, Any] = super().construct_mapping(node, deep)
        return mapping


_Loader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if not (tag.endswith(":bool") and first in "oOyYnN")]
    for first, resolvers in _Base.yaml_implicit_resolvers.items()
}


def parse(data: bytes, path: str, fault: type[FazhiError] = RuleError) -> Any:
    """Parse one YAML file.

    Args:
        data: its bytes (UTF-8).
        path: its name, for messages.
        fault: what is raised where it is wrong.

    Raises:
        FazhiError: not UTF-8, not YAML, too large, or it holds a duplicate key or an alias.
    """
    if len(data) > MAX_BYTES:
        raise fault(f"文件超过 {MAX_BYTES // 1000} KB，未读取。", path)
    try:
        text = data.decode("utf-8-sig")
        for event in yaml.parse(text, Loader=_Loader):
            if isinstance(event, yaml.AliasEvent):  # a few aliases of aliases would unfold into millions of nodes
                mark: Any = event.start_mark
                raise yaml.constructor.ConstructorError(None, None, "不支持 YAML 别名（*名称）", mark)
        return yaml.load(text, Loader=_Loader)  # noqa: S506  a safe loader's child
    except UnicodeDecodeError as error:
        raise fault("文件须是 UTF-8 编码。", path) from error
    except (yaml.YAMLError, RecursionError, ValueError) as error:
        mark = getattr(error, "problem_mark", None)
        line = mark.line + 1 if mark else None
        if line is None and (control := _CONTROL.search(text)):
            line = text.count("\n", 0, control.start()) + 1
        raise fault(f"不是正确的 YAML：{yaml_problem(error, text)}。", path, line) from error


def line_of(data: bytes, keys: Sequence[str | int]) -> int | None:
    """The 1-based line at which the value under `keys` stands (its deepest part that exists)."""
    try:
        node = yaml.compose(data.decode("utf-8-sig"), Loader=yaml.SafeLoader)
    except (yaml.YAMLError, UnicodeDecodeError):
        return None
    line = None
    for key in keys:
        found = None
        if isinstance(node, yaml.MappingNode):
            for key_node, value_node in node.value:
                if key_node.value == str(key):
                    found, line = value_node, key_node.start_mark.line + 1
        elif isinstance(node, yaml.SequenceNode) and isinstance(key, int) and key < len(node.value):
            found = node.value[key]
            line = found.start_mark.line + 1
        if found is None:
            break
        node = found
    return line if line is not None else 1
