"""Takes a file in, checks it in the background, and applies all of it or nothing when a person says so.

checking -> ready | faulty -> applying -> done, with cancelled beside them. Both steps are jobs that may run twice: a
check only reads, and applying happens in one transaction that ends with the change of state.
"""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import ClassVar

from django.db import IntegrityError, connection, transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from apps.catalog.import_rows import FileUnreadable
from apps.catalog.imports.catalogue_file import CatalogueFile
from apps.catalog.imports.count_file import CountFile
from apps.catalog.imports.plans import Importer, Plan, Source
from apps.catalog.imports.price_file import PriceFile
from apps.catalog.imports.progress import progress_set
from apps.catalog.imports.sheets import KINDS, rows_count
from apps.catalog.models import ImportFault, ImportFile, ImportJob
from apps.ledger.audit import audit_append
from retailgenie.ai.tools.types import Caller, Door
from retailgenie.lib.errors import NotFound, PermissionMissing, ShopError
from retailgenie.lib.queue import enqueue

MAX_BYTES = 20 * 2**20  # a worker holds it in memory, and the database keeps it until it is over
MAX_ROWS = 200_000  # what is checked and applied well within the time limit of a task
STUCK_AFTER = timedelta(minutes=30)  # twice the hard time limit of a task: whoever worked on it is dead
APPLY_LOCK = (
    7_340_101  # one import is applied at a time, so that each plan still holds when it is carried out
)
S = ImportJob.State
IMPORTERS: dict[str, Callable[[], Importer]] = {
    ImportJob.Kind.CATALOGUE: CatalogueFile,
    ImportJob.Kind.PRICES: PriceFile,
    ImportJob.Kind.STOCK: CountFile,
}
PERMISSION_OF = {
    ImportJob.Kind.CATALOGUE: "catalog.manage",
    ImportJob.Kind.PRICES: "catalog.manage",
    ImportJob.Kind.STOCK: "stock.manage",
}


class ImportRefused(ShopError):
    """The file can't be taken, or the step doesn't fit what has become of it; nothing was changed."""

    code: ClassVar[str] = "import_refused"
    status: ClassVar[int] = 409


class _Cancelled(Exception):
    """Somebody has cancelled while the job ran."""


@transaction.atomic
def import_open(
    *,
    caller: Caller,
    name: str,
    kind: str,
    filename: str,
    content: bytes,
    submit_key: str,
    now: datetime,
    effective_at: datetime | None = None,
) -> tuple[ImportJob, bool]:
    """Take a file in and start its check; returns (job, made).

    The same form sent twice, or the same file while it is still open, gives the first job again. Raises
    PermissionMissing and ImportRefused.
    """
    _permit(caller, kind)
    _check_file(filename, content)
    digest = hashlib.sha256(content).hexdigest()
    try:
        with transaction.atomic():
            job = ImportJob.objects.create(
                kind=kind,
                submit_key=submit_key,
                filename=Path(filename).name[:120],
                size=len(content),
                digest=digest,
                effective_at=effective_at,
                owner_key=caller.person.key,
                owner_name=name[:120],
                language=caller.language,
                created_at=now,
                updated_at=now,
            )
            ImportFile.objects.create(job=job, content=content)
    except IntegrityError:
        return _known(kind, submit_key, digest), False
    enqueue("catalog.check_import", job.pk)
    _audit(job, caller.person.key, caller.door, "import_uploaded", now)
    return job, True


def import_check(*, job_id: int, now: datetime) -> None:
    """Read the file and write down what it would change and what is wrong with it."""
    job = ImportJob.objects.filter(pk=job_id, state=S.CHECKING).first()
    if job is None:
        return
    try:
        with override(job.language):
            plan = _with_file(job, now, lambda importer, source: importer.plan(source, _look(job)))
    except FileUnreadable as error:
        _end(job, S.FAULTY, now, problem=str(error))
    except _Cancelled:
        _end(job, S.CANCELLED, now)
    else:
        _note_plan(job, plan, now)


@transaction.atomic
def import_start(*, caller: Caller, job_id: int, now: datetime) -> ImportJob:
    """Say that a checked file shall be applied; saying it twice is saying it once. Raises ImportRefused, NotFound."""
    job = _locked(caller, job_id)
    if job.state in (S.APPLYING, S.DONE):
        return job
    if job.state != S.READY:
        raise ImportRefused(_("Only a file without faults can be applied."))
    job.state, job.updated_at = S.APPLYING, now
    job.save(update_fields=["state", "updated_at"])
    progress_set(job.pk, 0, job.rows)
    _audit(job, caller.person.key, caller.door, "import_started", now)
    enqueue("catalog.apply_import", job.pk)
    return job


def import_apply(*, job_id: int, now: datetime) -> None:
    """Carry a file out, all of it or nothing; a second run of the same job finds nothing to do."""
    job = ImportJob.objects.filter(pk=job_id, state=S.APPLYING).first()
    if job is None:
        return
    try:
        with override(job.language), transaction.atomic():
            _with_file(job, now, lambda importer, source: _carry_out(job, importer, source))
    except _Cancelled:
        _end(job, S.CANCELLED, now)
    except (FileUnreadable, ShopError) as error:
        _end(job, S.FAULTY, now, problem=str(error))


@transaction.atomic
def import_cancel(*, caller: Caller, job_id: int, now: datetime) -> ImportJob:
    """Stop a job: one that is running stops at its next look and takes everything back. Raises ImportRefused."""
    job = _locked(caller, job_id)
    if job.state in (S.DONE, S.CANCELLED):
        raise ImportRefused(_("This import is over already."))
    if job.state in (S.READY, S.FAULTY):
        _close(job, S.CANCELLED, now, "")
    else:
        job.cancel_asked = True
        job.save(update_fields=["cancel_asked"])
    _audit(job, caller.person.key, caller.door, "import_cancelled", now)
    return job


def imports_sweep(*, now: datetime) -> int:
    """End jobs whose worker died; returns how many."""
    stuck = ImportJob.objects.filter(state__in=(S.CHECKING, S.APPLYING), updated_at__lt=now - STUCK_AFTER)
    for job in stuck:
        import_interrupted(job_id=job.pk, now=now)
    return len(stuck)


def import_interrupted(*, job_id: int, now: datetime) -> None:
    """Say of a job that stopped in the middle that nothing was changed."""
    job = ImportJob.objects.filter(pk=job_id, state__in=(S.CHECKING, S.APPLYING)).first()
    if job is not None:
        with override(job.language):
            problem = _("It was interrupted or took too long, and nothing was changed. Load a smaller file.")
        _end(job, S.FAULTY, now, problem=problem)


def _carry_out(job: ImportJob, importer: Importer, source: Source) -> None:
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(%s)", [APPLY_LOCK])
    plan = importer.plan(source, _look(job))
    if plan.blocking:
        first = plan.faults[0]
        raise ImportRefused(
            _("The shop has changed since the check. Row %(row)d: %(problem)s Load the file again.")
            % {"row": first.number, "problem": first.problem}
        )
    importer.apply(source, _look(job))
    ours = ImportJob.objects.filter(pk=job.pk, state=S.APPLYING, cancel_asked=False)
    if not ours.update(state=S.DONE, counts=plan.counts, updated_at=source.now):
        raise _Cancelled
    ImportFile.objects.filter(job=job).delete()
    _audit(job, job.owner_key, Door.SYSTEM, "import_applied", source.now, plan.counts)


def _with_file(job: ImportJob, now: datetime, work: Callable[[Importer, Source], Plan | None]) -> Plan:
    """Lay the bytes into a file of the same kind for as long as the work takes."""
    content = ImportFile.objects.get(job=job).content
    with tempfile.TemporaryDirectory(prefix="import-") as folder:
        path = Path(folder) / f"rows{Path(job.filename).suffix.lower()}"
        path.write_bytes(bytes(content))
        count = rows_count(path)
        if count > MAX_ROWS:
            raise FileUnreadable(
                _("The file has %(count)d rows; at most %(most)d go at once. Cut it into parts.")
                % {"count": count, "most": MAX_ROWS}
            )
        source = Source(path, job.owner_key, f"import {job.pk}", now, job.effective_at)
        return work(IMPORTERS[job.kind](), source) or Plan()


def _look(job: ImportJob) -> Callable[[int, int], None]:
    def look(done: int, total: int) -> None:
        progress_set(job.pk, done, total)
        if ImportJob.objects.filter(pk=job.pk, cancel_asked=True).exists():
            raise _Cancelled

    return look


@transaction.atomic
def _note_plan(job: ImportJob, plan: Plan, now: datetime) -> None:
    locked = ImportJob.objects.select_for_update().get(pk=job.pk)
    if locked.state != S.CHECKING:
        return
    ImportFault.objects.bulk_create(
        ImportFault(
            job=job,
            number=found.number,
            column=found.column[:60],
            problem=found.problem[:300],
            advice=found.advice[:300],
            blocking=found.blocking,
        )
        for found in plan.faults
    )
    locked.rows, locked.faults, locked.warnings = plan.rows, plan.blocking, plan.warnings
    locked.counts = plan.counts
    if locked.cancel_asked:
        _close(locked, S.CANCELLED, now, "")
    elif not plan.rows:
        with override(job.language):
            _close(locked, S.FAULTY, now, _("The file has no rows."))
    else:
        _close(locked, S.FAULTY if plan.blocking else S.READY, now, "")


@transaction.atomic
def _end(job: ImportJob, state: ImportJob.State, now: datetime, *, problem: str = "") -> None:
    locked = ImportJob.objects.select_for_update().get(pk=job.pk)
    if locked.state in (S.CHECKING, S.APPLYING):
        _close(locked, state, now, problem)


def _close(job: ImportJob, state: ImportJob.State, now: datetime, problem: str) -> None:
    job.state, job.problem, job.updated_at = state, problem[:300], now
    job.save()
    if state != S.READY:
        ImportFile.objects.filter(job=job).delete()


def _check_file(filename: str, content: bytes) -> None:
    if Path(filename).suffix.lower() not in KINDS:
        raise ImportRefused(_("Only CSV and Parquet files can be loaded."))
    if not content:
        raise ImportRefused(_("The file is empty."))
    if len(content) > MAX_BYTES:
        raise ImportRefused(
            _("The file is larger than %(most)d MB. Cut it into parts.") % {"most": MAX_BYTES // 2**20}
        )


def _known(kind: str, submit_key: str, digest: str) -> ImportJob:
    found = (
        ImportJob.objects.filter(submit_key=submit_key).first()
        or ImportJob.objects.filter(
            kind=kind, digest=digest, state__in=(S.CHECKING, S.READY, S.APPLYING)
        ).first()
    )
    if found is None:  # it ended between the two looks
        raise ImportRefused(_("The same file was just being loaded. Please send it again."))
    return found


def _locked(caller: Caller, job_id: int) -> ImportJob:
    job = ImportJob.objects.select_for_update().filter(pk=job_id).first()
    if job is None:
        raise NotFound(_("There is no such import."))
    _permit(caller, job.kind)
    return job


def _permit(caller: Caller, kind: str) -> None:
    if kind not in PERMISSION_OF or PERMISSION_OF[ImportJob.Kind(kind)] not in caller.permissions:
        raise PermissionMissing(_("Only staff can do this."))


def _audit(
    job: ImportJob, actor: str, door: Door, action: str, now: datetime, counts: dict[str, int] | None = None
) -> None:
    audit_append(
        actor=actor,
        door=door,
        action=action,
        target=f"{job.kind} {job.pk} {job.filename}"[:120],
        details={"digest": job.digest, **(counts or {})},
        now=now,
    )
