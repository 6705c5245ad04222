@echo off
rem Windows Task Scheduler: run this file once as the user who runs the refresh. Adjust the two paths.
schtasks /Create /F /TN "TSI warehouse refresh" /SC DAILY /ST 03:00 ^
  /TR "\"C:\tsi-warehouse\.venv\Scripts\tsi.cmd\" refresh --study \"D:\study\" --quiet"
rem The task's last result is the exit code of RUNBOOK.md; 3 (another refresh is running) is not a failure.
