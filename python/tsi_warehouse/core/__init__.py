"""What every room uses: errors and messages, the study on disk, the console, quoting, worker processes."""
