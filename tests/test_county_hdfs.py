"""Reports in HDFS, read through its REST interface, WebHDFS: a stand-in speaks it as Hadoop's documentation says."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

import counties
import pytest
from counties import MENDED, put, report

ROOT = "/webhdfs/v1/county"


class Handler(BaseHTTPRequestHandler):
    """Answers LISTSTATUS, GETFILESTATUS and OPEN; the content comes from a second address, as from a data node."""

    folder: Path
    opened: list[str]

    def do_GET(self) -> None:
        """Answer a request."""
        split = urlsplit(self.path)
        asked = {name: values[0] for name, values in parse_qs(split.query).items()}
        path = unquote(split.path)
        file = self.folder / path.removeprefix("/data").removeprefix(ROOT).strip("/")
        if not file.exists():
            fault = {"exception": "FileNotFoundException", "message": f"File does not exist: {path}"}
            self._send(404, {"RemoteException": fault})
        elif path.startswith("/data"):
            self.opened.append(file.name)
            start = int(asked.get("offset", 0))
            self._send(200, file.read_bytes()[start : start + int(asked["length"])])
        elif asked["op"] == "OPEN":
            self.send_response(307)
            self.send_header("Location", f"http://{self.headers['Host']}/data{self.path}")
            self.send_header("Content-Length", "0")
            self.end_headers()
        elif asked["op"] == "GETFILESTATUS":
            self._send(200, {"FileStatus": self._status(file, "")})
        else:
            found = [self._status(one, one.name) for one in sorted(file.iterdir())]
            self._send(200, {"FileStatuses": {"FileStatus": found}})

    def _status(self, file: Path, suffix: str) -> dict[str, Any]:
        facts = file.stat()
        return {
            "pathSuffix": suffix, "type": "DIRECTORY" if file.is_dir() else "FILE", "length": facts.st_size,
            "modificationTime": int(facts.st_mtime * 1000), "permission": "644", "owner": "a", "group": "a",
        }  # fmt: skip

    def _send(self, status: int, content: dict[str, Any] | bytes) -> None:
        data = content if isinstance(content, bytes) else json.dumps(content).encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def cluster(tmp_path: Path) -> Iterator[tuple[str, type[Handler]]]:
    """The URL of a folder with the reports of a county, and what was fetched from it."""
    folder, _ = counties.make(tmp_path)

    class Here(Handler):
        pass

    Here.folder, Here.opened = folder, []
    with ThreadingHTTPServer(("127.0.0.1", 0), Here) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"webhdfs://127.0.0.1:{server.server_port}/county", Here
        server.shutdown()


def test_reports_from_hdfs(cluster: tuple[str, type[Handler]], fazhi: Callable[..., Any], tmp_path: Path) -> None:
    pytest.importorskip("requests", reason="fsspec 读 WebHDFS 要用 requests，没有装，没有测")
    url, node = cluster
    (node.folder / "~$x.docx").write_bytes(b"")
    command = ["county", url, "--roster", tmp_path / "名册.csv", "--output", tmp_path / "out", "--jobs", "1", "--no-letters"]
    done = fazhi(*command)
    assert (done.status, done.err) == (1, "")
    assert "按时 5" in done.out
    assert "~$x.docx：Word 临时文件" in done.out
    here = fazhi("county", node.folder, "--roster", tmp_path / "名册.csv", "--output", tmp_path / "out2", "--no-letters")
    assert done.out.replace(str(tmp_path / "out"), "") == here.out.replace(str(tmp_path / "out2"), "")
    node.opened.clear()
    put(node.folder / "白石乡报告.txt", report("白石乡", MENDED), counties.OLD + 60)
    assert "收到 5 个文件，其中 4 个台账里已有" in fazhi(*command).out
    assert node.opened == ["白石乡报告.txt"]
    done = fazhi("county", f"{url}/nothing", "--roster", tmp_path / "名册.csv", "--output", tmp_path / "out3")
    assert (done.status, done.out, done.err.count("\n")) == (2, "", 1)


def test_a_server_that_does_not_answer_is_said_not_to(
    cluster: tuple[str, type[Handler]], fazhi: Callable[..., Any], tmp_path: Path
) -> None:
    pytest.importorskip("requests", reason="fsspec 读 WebHDFS 要用 requests，没有装，没有测")
    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        free = server.server_port
    done = fazhi(
        "county", f"webhdfs://127.0.0.1:{free}/county", "--roster", tmp_path / "名册.csv", "--output", tmp_path / "out"
    )
    assert (done.status, done.out, done.err.count("\n")) == (2, "", 1)
    assert "列不出来" in done.err
