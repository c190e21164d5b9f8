"""The tables of the ledger.

In: nothing. Out: SQLAlchemy tables, the same for SQLite and PostgreSQL, and the number of their version.

A *result* is what checking one content with one set of rules gives: it is written once and never changed. A *submission* is a
file that was seen in a round; it points to its result. What is new, still open or mended follows from the findings of a unit's
submissions and is never stored, so that it cannot be stale. A *verdict* is the reviewer's, on one finding of one unit, by its
fingerprint: no re-run touches it.
"""

from __future__ import annotations

from sqlalchemy import (
    Boolean,
    Column,
    DateTime,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
)

VERSION = 3  # of these tables; a change goes with a step in `migrations`

METADATA = MetaData()

meta = Table("meta", METADATA, Column("key", String(40), primary_key=True), Column("value", Text, nullable=False))

units = Table(
    "units",
    METADATA,
    Column("name", String(200), primary_key=True),
    Column("place", Integer, nullable=False),  # in the roster
    Column("level", String(20)),
    Column("aliases", Text, nullable=False),  # JSON, as `files`
    Column("files", Text, nullable=False),
    Column("deadline", DateTime),
    Column("active", Boolean, nullable=False),  # whether the last roster still has it
)

rounds = Table(
    "rounds",
    METADATA,
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("deadline", DateTime),
    Column("opened", DateTime, nullable=False),
)

runs = Table(
    "runs",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("round", Integer, ForeignKey("rounds.number"), nullable=False),
    Column("folder", Text, nullable=False),
    Column("version", String(40), nullable=False),  # of the program
    Column("digest", String(80), nullable=False),  # of the rules
    Column("started", DateTime, nullable=False),
    Column("finished", DateTime),
)

results = Table(
    "results",
    METADATA,
    Column("key", String(40), primary_key=True),  # of content, rules and level
    Column("sha256", String(64), nullable=False),
    Column("digest", String(80), nullable=False),
    Column("level", String(20), nullable=False),  # that the roster says; empty where the report told it
    Column("status", String(20), nullable=False),
    Column("error", Text),
    Column("organs", Text, nullable=False),  # JSON: who the text names as its issuers
    Column("report", Text),  # JSON: the facts of the report
    Column("outcomes", Text, nullable=False),  # JSON: rule -> outcome
    Index("results_by_content", "sha256", "digest"),
)

findings = Table(
    "findings",
    METADATA,
    Column("result", String(40), ForeignKey("results.key"), primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),  # its place in the report
    Column("fingerprint", String(16), nullable=False),
    Column("rule", String(100), nullable=False),
    Column("severity", String(10), nullable=False),
    Column("line", Integer, nullable=False),
    Column("column", Integer, nullable=False),
    Column("end_line", Integer, nullable=False),
    Column("end_column", Integer, nullable=False),
    Column("paragraph", Integer),
    Column("page", Integer),
    Column("message", Text, nullable=False),
    Column("excerpt", Text, nullable=False),
    Column("suggestion", Text),
)

submissions = Table(
    "submissions",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("round", Integer, ForeignKey("rounds.number"), nullable=False),
    Column("folder", Text, nullable=False),
    Column("path", Text, nullable=False),  # below the folder
    Column("result", String(40), ForeignKey("results.key"), nullable=False),
    Column("token", String(80), nullable=False),  # what tells, without reading it, that a file has not changed
    Column("unit", String(200), ForeignKey("units.name")),
    Column("how", String(20)),  # what told the unit
    Column("claims", Text, nullable=False),  # JSON: other units that it could be of
    Column("stranger", Text),  # the organ that it names, where the roster has none such
    Column("received", DateTime, nullable=False),
    Column("present", Boolean, nullable=False),  # whether the last run still found it
    Column("run", Integer, ForeignKey("runs.id"), nullable=False),  # that saw it last
    UniqueConstraint("round", "folder", "path", "result"),
    Index("submissions_by_unit", "unit", "round"),
)

verdicts = Table(
    "verdicts",
    METADATA,
    Column("unit", String(200), ForeignKey("units.name"), primary_key=True),
    Column("fingerprint", String(16), primary_key=True),
    Column("verdict", String(20), nullable=False),
    Column("reason", Text),
    Column("at", DateTime, nullable=False),
)

comparisons = Table(
    "comparisons",
    METADATA,
    Column("round", Integer, ForeignKey("rounds.number"), primary_key=True, autoincrement=False),
    Column("key", String(64), nullable=False),  # of all that was compared
    Column("found", LargeBinary, nullable=False),  # packed
)

receipts = Table(
    "receipts",
    METADATA,
    Column("round", Integer, ForeignKey("rounds.number"), primary_key=True, autoincrement=False),
    Column("unit", String(200), ForeignKey("units.name"), primary_key=True),
    Column("received", DateTime, nullable=False),  # as the roster says
)

digests = Table(
    "digests",
    METADATA,
    Column("key", String(40), primary_key=True),  # of all that it is made from
    Column("data", LargeBinary, nullable=False),  # a report made ready to be compared
)

written = Table(
    "written",
    METADATA,
    Column("path", String(500), primary_key=True),  # of a file that was written, absolute
    Column("key", String(64), nullable=False),  # of all that it was made from
    Column("sha256", Text, nullable=False),  # of what was written; while that is under way, also of what was there before
)
