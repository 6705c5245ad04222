"""What every room uses: errors, the study on disk, quoting, warnings, worker processes."""
