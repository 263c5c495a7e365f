"""Rows into PostgreSQL by COPY: ten times the speed of bulk_create for the hundred thousands of a demo shop."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Any

from django.db import connection, models


def reserve_ids(model: type[models.Model], count: int) -> list[int]:
    """Take that many ids from the table's sequence, so that children can be written without asking back."""
    if not count:
        return []
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)",
            [model._meta.db_table, count],
        )
        return [row[0] for row in cursor.fetchall()]


def copy_rows(model: type[models.Model], names: str, rows: Iterable[Sequence[Any]]) -> int:
    """Write rows: values in the order of the field names (spaces between, foreign keys as `x_id`), defaults elsewhere.

    Returns how many. Raises django.db.IntegrityError where a constraint refuses.
    """
    columns = names.split()
    fields = {field.attname: field for field in model._meta.concrete_fields}
    absent = [name for name in fields if name not in columns and name != "id"]
    defaults = [_plain(fields[name], fields[name].get_default()) for name in absent]
    json_at = [index for index, name in enumerate(columns) if isinstance(fields[name], models.JSONField)]
    quoted = ", ".join(connection.ops.quote_name(str(fields[name].column)) for name in (*columns, *absent))
    table = connection.ops.quote_name(model._meta.db_table)
    count = 0
    with connection.cursor() as cursor, cursor.copy(f"COPY {table} ({quoted}) FROM STDIN") as copy:
        for row in rows:
            values = [*row, *defaults]
            for index in json_at:
                values[index] = json.dumps(values[index], ensure_ascii=False)
            copy.write_row(values)
            count += 1
    return count


def _plain(field: models.Field[Any, Any], value: Any) -> Any:
    return json.dumps(value) if isinstance(field, models.JSONField) else value
