"""A folder of logs, read as a table with a row for each log."""
