"""Files that leave the course: calendars, tables."""
