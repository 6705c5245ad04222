"""The report and the files people carry away, all read from one release's database."""
