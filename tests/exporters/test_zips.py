from __future__ import annotations

from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

import pytest

from review_app.exporters import zips


@pytest.mark.parametrize("method", [pytest.param(ZIP_DEFLATED, id="packed"), pytest.param(ZIP_STORED, id="stored")])
def test_archives_of_the_same_content_are_the_same_whenever_they_were_written(tmp_path, method):
    for name, year in (("a.zip", 1999), ("b.zip", 2026)):
        with ZipFile(tmp_path / name, "w", method) as archive:
            for member in ("one.txt", "folder/two.txt", "three"):
                archive.writestr(ZipInfo(member, (year, 5, 17, 12, 30, 6)), f"text of {member}" * 99)
        zips.settle(tmp_path / name)
    assert (tmp_path / "a.zip").read_bytes() == (tmp_path / "b.zip").read_bytes()
    with ZipFile(tmp_path / "a.zip") as archive:
        assert archive.testzip() is None
        assert {info.date_time for info in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert archive.read("folder/two.txt") == b"text of folder/two.txt" * 99
