"""Read a CSV from a path: a small or plain one here, any other in a process with limits."""

from __future__ import annotations

import json
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import Any

import pyarrow as pa
from pyarrow.ipc import open_stream

from pipelines.contracts import Contract
from pipelines.ingest import limits
from pipelines.ingest.issues import FileRefused
from pipelines.ingest.read.csv_file import TooManyWays, parse_csv, parse_plain_csv
from pipelines.ingest.read.exits import TOLD
from pipelines.ingest.read.process import run_worker
from pipelines.ingest.read.tables import BadRow, Realigned, Remark, TextTable
from pipelines.ingest.tally import Tally

WORKER = Path(__file__).with_name("csv_worker.py")


def read_csv(path: Path, contract: Contract) -> TextTable:
    """Read a CSV file into text.

    Raises:
        FileRefused: empty, without header, or beyond the limits.
    """
    size = path.stat().st_size
    if size <= limits.CSV_IN_PROCESS_BYTES:
        with suppress(TooManyWays):
            return parse_csv(path.read_bytes(), contract, limits.WAYS_IN_PROCESS)
    elif size <= limits.PLAIN_CSV_IN_PROCESS_BYTES:
        plain = parse_plain_csv(path.read_bytes(), contract)
        if plain is not None:
            return plain
    with tempfile.TemporaryDirectory() as folder, tempfile.TemporaryFile("w+") as output:
        out = Path(folder) / "table.arrow"
        arguments: list[object] = [
            path.resolve(),
            contract.name,
            out,
            limits.CSV_MEMORY_BYTES,
            limits.CSV_SECONDS,
        ]
        code = run_worker(WORKER, arguments, limits.CSV_SECONDS, output)
        output.seek(0)
        fields: dict[str, Any] = json.load(output)
        if code == TOLD:
            raise FileRefused(fields["code"], fields["line"], **fields["facts"])
        with pa.OSFile(str(out)) as source, open_stream(source) as stream:
            fields["table"] = stream.read_all()
    fields["tally"] = Tally(**fields["tally"])
    for name, kind in (("bad_rows", BadRow), ("realigned", Realigned), ("remarks", Remark)):
        fields[name] = [kind(**values) for values in fields[name]]
    return TextTable(**fields)
