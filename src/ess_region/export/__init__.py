"""What leaves the course: calendars, tables, question banks. Nothing is imported before it is asked for."""

#: What `cours.py export NAME` makes: name → what it is, in French; its function is in `cli.py`.
EXPORTS = {
    "moodle": "les questions du cours, pour la banque de questions de Moodle (XML et GIFT), dans dist/moodle",
    "scorm": "le cours pour une plateforme de formation (SCORM 1.2), dans dist/scorm ; --par-chapitre : un paquet par chapitre en plus",
}
