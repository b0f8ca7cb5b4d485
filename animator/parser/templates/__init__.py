"""The logs of other programs: templates of their lines, and what turns those into records."""
