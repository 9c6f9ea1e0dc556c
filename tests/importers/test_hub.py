"""Fetching benchmarks, from a server on this machine that plays the hub."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from review_app.errors import DownloadError
from review_app.importers import hub

CONTENT = b'{"problem": "1 + 1?"}\n'

# The library reads HF_ENDPOINT when it is imported, so each fetch runs in a process of its own.
PROGRAM = """
import sys
from pathlib import Path
from review_app.errors import DownloadError
from review_app.importers import hub
try:
    print(hub.fetch(sys.argv[1], Path(sys.argv[2])))
except DownloadError as error:
    sys.exit(f"DownloadError: {error}")
"""


class Hub(BaseHTTPRequestHandler):
    """Has the files of two data sets and lacks the third."""

    def do_GET(self) -> None:
        self.answer(CONTENT)

    def do_HEAD(self) -> None:
        self.answer(b"")

    def answer(self, body: bytes) -> None:
        if "gsm8k" in self.path:
            self.send_error(404)
            return
        self.server.asked.append(self.path)  # type: ignore[attr-defined]
        self.send_response(200)
        self.send_header("ETag", f'"{hashlib.sha1(CONTENT).hexdigest()}"')  # noqa: S324 - as the hub does
        self.send_header("X-Repo-Commit", "a" * 40)
        self.send_header("Content-Length", str(len(CONTENT)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *arguments: Any) -> None:
        """Quiet."""


@pytest.fixture
def server() -> Iterator[ThreadingHTTPServer]:
    with ThreadingHTTPServer(("127.0.0.1", 0), Hub) as running:
        running.asked = []  # type: ignore[attr-defined]
        thread = threading.Thread(target=running.serve_forever)
        thread.start()
        yield running
        running.shutdown()
        thread.join()


def fetch(name: str, folder: Path, port: int) -> subprocess.CompletedProcess[str]:
    environment = os.environ | {"HF_ENDPOINT": f"http://127.0.0.1:{port}", "NO_PROXY": "127.0.0.1"}
    command = [sys.executable, "-c", PROGRAM, name, str(folder)]
    return subprocess.run(command, env=environment, capture_output=True, text=True, timeout=60, check=False)


@pytest.mark.parametrize(
    ("name", "path", "files"),
    [
        pytest.param("math500", "math500/test.jsonl", ["test.jsonl"], id="one file"),
        pytest.param("math", "math", [f"{f}/{hub.PARQUET}" for f in hub.MATH_FOLDERS], id="a file for each subject"),
    ],
)
def test_a_benchmark_comes_from_the_endpoint_and_only_once(
    tmp_path: Path, server: Any, name: str, path: str, files: list[str]
) -> None:
    first = fetch(name, tmp_path, server.server_port)
    assert first.stdout.strip() == str(tmp_path / path), first.stderr
    assert all((tmp_path / name / file).read_bytes() == CONTENT for file in files)
    asked = len(server.asked)
    assert fetch(name, tmp_path, server.server_port).stdout == first.stdout
    assert len(server.asked) == asked


def test_a_file_the_hub_lacks_is_named_with_the_way_out(tmp_path: Path, server: Any) -> None:
    message = fetch("gsm8k", tmp_path, server.server_port).stderr
    assert "DownloadError" in message
    assert "openai/gsm8k" in message
    assert "review-app import gsm8k FILE" in message


def test_without_a_network_the_message_says_what_to_get_and_comes_soon(tmp_path: Path, server: Any) -> None:
    port = server.server_port
    server.server_close()
    message = fetch("math500", tmp_path, port).stderr
    assert "DownloadError" in message
    assert "github.com/openai/prm800k" in message
    assert "HF_ENDPOINT" in message
    assert "Retrying" not in message


@pytest.mark.parametrize(
    ("name", "message"),
    [
        pytest.param("mathusereval", "math-user-eval.jsonl of github.com/THUDM/ChatGLM-Math", id="not on the hub"),
        pytest.param("aime", "cannot be fetched, only gsm8k, math, math500 can", id="unknown"),
    ],
)
def test_what_is_not_on_the_hub_is_refused_with_the_way_out(tmp_path: Path, name: str, message: str) -> None:
    with pytest.raises(DownloadError, match=message):
        hub.fetch(name, tmp_path)
