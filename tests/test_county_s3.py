"""Reports in an object storage, read through s3fs from a server that speaks S3; the test starts it, or is skipped without."""

from __future__ import annotations

import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import counties
import pytest
from counties import MENDED, report

from fazhi_lint.county.ledger import Ledger
from fazhi_lint.county.ledger.standing import standings

NEEDED = ("s3fs", "moto", "flask", "flask_cors")
BUCKET = "s3://reports/2025"


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    """Where a server of its own listens."""
    if missing := [name for name in NEEDED if find_spec(name) is None]:
        pytest.skip(f"没有装 {'、'.join(missing)}，没有测（pip install s3fs 'moto[s3]' flask flask-cors）")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with subprocess.Popen(
        [sys.executable, "-m", "moto.server", "-p", str(port)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as process:
        try:
            _await(port)
            yield f"http://127.0.0.1:{port}"
        finally:
            process.terminate()


def _await(port: int) -> None:
    for _ in range(300):
        with socket.socket() as tried:
            if tried.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise TimeoutError


@pytest.fixture
def bucket(server: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Any:
    """A bucket with the reports of a county; the file system that reaches it."""
    import s3fs

    for name, value in (
        ("AWS_ACCESS_KEY_ID", "a"),
        ("AWS_SECRET_ACCESS_KEY", "b"),
        ("AWS_DEFAULT_REGION", "us-east-1"),
        ("AWS_ENDPOINT_URL", server),
    ):
        monkeypatch.setenv(name, value)
    files = s3fs.S3FileSystem(skip_instance_cache=True)
    if not files.exists("reports"):
        files.mkdir("reports")
    folder, _ = counties.make(tmp_path)
    for file in folder.iterdir():
        files.put(str(file), f"reports/2025/{file.name}")
    files.pipe("reports/2025/~$x.docx", b"")
    yield files
    files.rm("reports/2025", recursive=True)


def test_the_same_as_from_a_folder(bucket: Any, fazhi: Callable[..., Any], tmp_path: Path) -> None:
    found = []
    for place, jobs in ((tmp_path / "in", "1"), (BUCKET, "1"), (BUCKET, "2")):
        out = tmp_path / f"out{len(found)}"
        done = fazhi("county", place, "--roster", tmp_path / "名册.csv", "--output", out, "--jobs", jobs, "--no-letters")
        assert (done.status, done.err) == (1, "")
        with Ledger(str(out / "ledger.sqlite")) as ledger:
            rows = list(standings(ledger, 1))
        found.append([(row.unit, [noted.finding for noted in row.noted]) for row in rows])
    assert found[0] == found[1] == found[2]
    assert all(findings for _, findings in found[0])


def test_only_what_has_changed_is_fetched_again(bucket: Any, fazhi: Callable[..., Any], tmp_path: Path) -> None:
    command = ["county", BUCKET, "--roster", tmp_path / "名册.csv", "--output", tmp_path / "out", "--jobs", "1"]
    assert "~$x.docx：Word 临时文件" in fazhi(*command).out
    bucket.pipe("reports/2025/白石乡报告.txt", report("白石乡", MENDED).encode())
    assert "收到 5 个文件，其中 4 个台账里已有" in fazhi(*command).out


@pytest.mark.parametrize(
    ("place", "said"), [("s3://reports/nothing", "没有这个文件夹"), ("s3://no-such-bucket/x", "文件列不出来")]
)
def test_what_is_not_there_is_told(bucket: Any, fazhi: Callable[..., Any], tmp_path: Path, place: str, said: str) -> None:
    done = fazhi("county", place, "--roster", tmp_path / "名册.csv", "--output", tmp_path / "out")
    assert (done.status, done.out, done.err.count("\n")) == (2, "", 1)
    assert said in done.err
