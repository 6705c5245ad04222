"""python -m tsi_warehouse, in UTF-8 mode as the installed `tsi` runs.

Under a GBK locale Python would take the UTF-8 names of Chinese folders for other names, and DuckDB would not.
"""

import gc
import os
import sys

if os.name == "posix" and sys.getfilesystemencoding() != "utf-8":
    os.execv(sys.executable, [sys.executable, "-X", "utf8", "-m", "tsi_warehouse", *sys.argv[1:]])

# dbt keeps some hundred thousand objects alive: walking through them after every 700 new ones takes seconds.
gc.set_threshold(100_000, 20, 100)

from tsi_warehouse.cli.main import main  # noqa: E402

sys.exit(main())
