"""What the parser must know of a kind of report: its roles, levels and lexicons. All of it comes from YAML.

In: nothing. Out: `Genre`, and the names of the lexicons that the parser itself reads.
"""

from typing import NamedTuple

from ..lexicon import Lexicons
from .facts import Level
from .outline import Role

# The lexicons that the parser itself reads: a ruleset without one of them cannot be used.
LEXICONS = (
    "frame-line", "frame-above", "frame-tail", "attachment-line", "title-line", "title-begun", "organ-line", "organ-name",
    "document-number", "document-number-line", "addressee-line", "note-line", "closing-line", "signature-line", "date-line",
    "deficiency", "cause-inline", "cause-opening", "cause-collective", "remedy-opening", "figure", "no-figure", "principal",
    "other-subject", "principal-verb", "principal-topic", "principal-naming", "no-year", "genre-mark", "named-place",
    "closing-formula", "lead-in", "column-shortcoming", "column-cause", "heading-closing", "cause-sides", "cause-member",
    "cause-together", "leads-to-shortcomings", "principal-formula", "principal-arranged", "principal-presided",
)  # fmt: skip


class Genre(NamedTuple):
    """What the parser must know of a kind of report; all of it comes from YAML.

    `acting` is the role whose text tells what the principal persons did, `deficits` the one that states shortcomings,
    `ahead` the one that plans the next year.
    """

    roles: tuple[Role, ...]
    levels: tuple[Level, ...]
    lexicons: Lexicons
    acting: str
    deficits: str
    ahead: str
