"""python -m tsi_warehouse."""

import sys

from tsi_warehouse.cli import main

sys.exit(main())
