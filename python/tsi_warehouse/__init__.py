"""From yearbook tables and export records to an audited study of digital technology and exports."""

__version__ = "0.1.0"
