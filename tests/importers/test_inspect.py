"""Inspect's logs in the containers its versions write."""

from __future__ import annotations

import json
import struct
import zlib
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile

import pyarrow as pa
import pytest

from review_app.domain import Outcome, ToolVerdict
from review_app.errors import InputError
from review_app.importers import recognise

C, X = Outcome.CORRECT, Outcome.INCORRECT
HEADER = {"version": 2, "status": "success", "eval": {"task": "math", "model": "openai/m", "dataset": {"name": "MATH"}},
          "plan": {"name": "plan"}}  # fmt: skip


def sample(name: int | str, epoch: int = 1, said: str = "It is 2.", **more: Any) -> dict[str, Any]:
    asked = {"id": name, "epoch": epoch, "input": f"What is {name}?", "target": "2", "output": {"completion": said}}
    scores = {"match": {"value": "C", "answer": "2"}}
    basis = asked | {"scores": scores, "metadata": {"level": "Level 3", "type": "Algebra"}}
    return basis | more


def zipped(path: Path, members: dict[str, Any], method: int = ZIP_DEFLATED) -> Path:
    with ZipFile(path, "w", method) as archive:
        for name, value in members.items():
            archive.writestr(name, json.dumps(value))
    return path


def as_zstd(path: Path, frames: int = 1) -> Path:
    """Rewrite a stored archive's members as zstd frames, as Inspect does: method 93."""
    with ZipFile(path) as archive:
        members = [(info.filename.encode(), archive.read(info)) for info in archive.infolist()]
    body, directory = b"", b""
    for name, content in members:
        step = max(1, -(-len(content) // frames))
        codec = pa.Codec("zstd")
        parts = [content[at : at + step] for at in range(0, len(content), step)]
        packed = b"".join(codec.compress(part, asbytes=True) for part in parts)
        about = struct.pack(
            "<HHHHHIIIHH", 63, 0, 93, 0, 33, zlib.crc32(content), len(packed), len(content), len(name), 0
        )
        entry = struct.pack("<HHHIIH", 0, 0, 0, 0, len(body), 0)[:-2]
        directory += b"PK\x01\x02" + struct.pack("<H", 63) + about + entry + name
        body += b"PK\x03\x04" + about + name + packed
    end = struct.pack("<HHHHIIH", 0, 0, len(members), len(members), len(directory), len(body), 0)
    path.write_bytes(body + directory + b"PK\x05\x06" + end)
    return path


@pytest.fixture(params=["json", "deflate", "zstd", "zstd in frames"])
def log(request: pytest.FixtureRequest, tmp_path: Path) -> Any:
    """`log(sample, sample)` writes a log in each of the containers."""

    def written(*samples: dict[str, Any]) -> Path:
        if request.param == "json":
            path = tmp_path / "log.json"
            path.write_text(json.dumps(HEADER | {"samples": list(samples)}, indent=2), encoding="utf-8")
            return path
        members = {f"samples/{row['id']}_epoch_{row['epoch']}.json": row for row in samples}
        stored = ZIP_DEFLATED if request.param == "deflate" else ZIP_STORED
        path = zipped(tmp_path / "log.eval", {"_journal/start.json": HEADER, **members, "header.json": HEADER}, stored)
        frames = {"zstd": 1, "zstd in frames": 3}.get(request.param)
        return as_zstd(path, frames) if frames else path

    return written


def test_samples_are_read_with_verdicts_and_keys_from_every_container(log: Any, take: Any) -> None:
    path = log(sample(7), sample("b", 2, "no", scores={"match": {"value": "I"}, "model": {"value": 1}}))
    assert recognise(path) == "inspect"
    taken = take("inspect", path)
    assert [(r.text, r.place) for r in taken.responses] == [("It is 2.", "[7, 1]"), ("no", '["b", 2]')]
    assert taken.responses[0].graded == (ToolVerdict("match", C, "2"),)
    assert taken.responses[1].graded == (ToolVerdict("match", X, None), ToolVerdict("model", C, None))
    problem = taken.problems[0]
    assert (problem.benchmark, problem.statement, problem.level, problem.subject) == (
        "math",
        "What is 7?",
        3,
        "Algebra",
    )
    assert (taken.runs[0].model, taken.runs[0].params["task"]) == ("openai/m", "math")


def test_epochs_are_samples_of_one_problem(log: Any, take: Any) -> None:
    taken = take("inspect", log(sample(7, 1, "a"), sample(7, 2, "b")))
    assert [(r.sample, r.text) for r in taken.responses] == [(0, "a"), (1, "b")]


def test_a_sample_in_a_folder_is_read_with_metadata_and_attachments(tmp_path: Path, take: Any) -> None:
    shell = sample(7, input="attachment://1", output={"completion": "attachment://2"}, metadata=None)
    folder = "samples/7_epoch_1"
    path = zipped(tmp_path / "log.eval", {
        f"{folder}/sample.json": shell,
        f"{folder}/metadata.json": {"level": "Level 5"},
        f"{folder}/attachments/0.json": ["no", "What is it?"],
        f"{folder}/attachments/2.json": ["It is 2."],
        f"{folder}/messages/0.json": [],
        "header.json": HEADER,
    })  # fmt: skip
    taken = take("inspect", path)
    assert (taken.problems[0].statement, taken.problems[0].level) == ("What is it?", 5)
    assert [r.text for r in taken.responses] == ["It is 2."]


@pytest.mark.parametrize(
    ("value", "outcome"),
    [("C", C), ("I", X), (1, C), (0.0, X), (True, C), ("P", None), ("N", None), (0.5, None), (None, None), ({}, None)],
)
def test_only_right_and_wrong_are_verdicts(tmp_path: Path, take: Any, value: Any, outcome: Any) -> None:
    path = zipped(
        tmp_path / "x.eval",
        {"samples/7_epoch_1.json": sample(7, scores={"m": {"value": value}}), "header.json": HEADER},
    )
    graded = take("inspect", path).responses[0].graded
    assert [verdict.outcome for verdict in graded] == ([outcome] if outcome else [])


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        pytest.param({"id": None}, "'id' is null", id="no id"),
        pytest.param({"output": {"completion": ""}, "error": {"message": "x"}}, "ended in an error", id="an error"),
        pytest.param({"input": []}, "no turn of a person", id="nothing asked"),
    ],
)
def test_a_bad_sample_is_rejected_and_the_others_are_read(tmp_path: Path, take: Any, change: Any, reason: str) -> None:
    members = {"samples/1_epoch_1.json": sample(1), "samples/2_epoch_1.json": sample(2) | change, "header.json": HEADER}
    taken = take("inspect", zipped(tmp_path / "x.eval", members))
    assert len(taken.responses) == 1
    assert reason in taken.rejects[0].reason


def test_a_damaged_member_costs_only_itself(tmp_path: Path, take: Any) -> None:
    path = tmp_path / "x.eval"
    zipped(
        path,
        {"samples/1_epoch_1.json": sample(1), "samples/2_epoch_1.json": sample(2), "header.json": HEADER},
        ZIP_STORED,
    )
    path.write_bytes(path.read_bytes().replace(b"What is 2?", b"What is 3?"))
    taken = take("inspect", path)
    assert len(taken.responses) == 1
    assert "cannot be unpacked" in taken.rejects[0].reason


@pytest.mark.parametrize("cut", [60, 300])
def test_a_log_that_was_cut_off_is_refused(tmp_path: Path, cut: int) -> None:
    path = zipped(tmp_path / "x.eval", {"samples/1_epoch_1.json": sample(1), "header.json": HEADER})
    path.write_bytes(path.read_bytes()[:cut])
    with pytest.raises(InputError, match="cannot be read"):
        recognise(path)


def test_another_zip_is_still_told_to_be_one(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="a zip archive; unpack it first"):
        recognise(zipped(tmp_path / "x.zip", {"a.json": {}}))
