"""What leaves the course: calendars, tables, question banks, books to hand out. See `registry` for `dist/`."""
