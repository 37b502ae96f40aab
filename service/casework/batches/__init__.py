"""Many cases → an outcome for each, and the documents of all that are in order. One bad row never stops the rest.

A row goes from `tables` (what a file says) through `running` (any `concurrent.futures` executor, bounded, in order) to
`work` (case → documents), and comes back as an `outcome`. Into a folder, `folder_runs` keeps the journal that lets a
killed run go on; over HTTP, `archive` streams a ZIP and keeps nothing.

What limits it: memory holds the rows under way (eight a task, four tasks a worker), a digest of each folder name, and
for a ZIP the list of its members. How many there are does not matter otherwise.
"""

from __future__ import annotations

from service.casework.batches.archive import archive_of, check_in_pieces, check_of
from service.casework.batches.cluster import crew_of_scheduler
from service.casework.batches.crews import Crew, crew_of_one, crew_of_processes, processors
from service.casework.batches.errors import OutputError, without_secrets
from service.casework.batches.folder_runs import Mode, Plan, run_into_folder
from service.casework.batches.places import LocalFolder, place_at
from service.casework.batches.report import MARKED, REPORT, Counts, Summary, report
from service.casework.batches.work import Order

__all__ = [
    "MARKED",
    "REPORT",
    "Counts",
    "Crew",
    "LocalFolder",
    "Mode",
    "Order",
    "OutputError",
    "Plan",
    "Summary",
    "archive_of",
    "check_in_pieces",
    "check_of",
    "crew_of_one",
    "crew_of_processes",
    "crew_of_scheduler",
    "place_at",
    "processors",
    "report",
    "run_into_folder",
    "without_secrets",
]
