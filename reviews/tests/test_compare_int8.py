"""Eight-bit twins of the networks are compared with what is served."""

import json

import numpy as np
import pyarrow as pa
import pyarrow.parquet as parquet
import pytest
from django.core.management import CommandError, call_command

from reviews.ml import quantised
from reviews.ml.predict import TextReader
from reviews.tests.test_ml_predict import SHIPPED

GOOD = "A wonderful film with great acting. I loved it!"
BAD = "A boring film with terrible acting. I hated it!"


@pytest.mark.parametrize("folder", SHIPPED, ids=lambda folder: folder.name)
def test_a_twin_in_eight_bits_reads_nearly_the_same(folder, tmp_path):
    reader = TextReader.load(folder, threads=1)

    twin = quantised.eight_bits(reader=reader, folder=folder, work=tmp_path)

    found, twin_found = reader.read([GOOD, BAD]), twin.read([GOOD, BAD])
    np.testing.assert_allclose(twin_found, found, atol=0.05)
    assert not np.array_equal(twin_found, found)


def test_the_command_prints_a_verdict_for_each_model(tmp_path, capsys):
    path = tmp_path / "reviews.parquet"
    parquet.write_table(pa.table({"text": [GOOD, BAD] * 4, "label": [1, 0] * 4}), path)

    call_command("compare_int8", str(path), "--models", "gru")

    [row] = json.loads(capsys.readouterr().out)["models"]
    assert (row["model"], row["n"], row["points_lost"], row["may_serve"]) == ("gru", 8, 0.0, True)


@pytest.mark.parametrize(("lost", "flipped", "may"), [(0.1, 0.1, True), (0.11, 0.0, False), (0.0, 0.11, False)])
def test_a_twin_that_errs_more_is_not_served(lost, flipped, may):
    verdict = quantised.Verdict("lstm", 1_000, lost, flipped, 2.0, 1.0)

    assert verdict.may_serve is may


def test_a_missing_file_is_wrong_use():
    with pytest.raises(CommandError, match="There is no file"):
        call_command("compare_int8", "nowhere.parquet")
