"""RetailGenie: a shop that you talk to.

Numbers here are small (one sentence, one row), and a thread pool that spins costs fifteen times the work itself:
linear algebra stays on one thread of each process unless somebody says otherwise before the start.
"""

from __future__ import annotations

import os

for _library in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(_library, "1")
