"""`cours.py export scorm`: SCORM 1.2 packages of the course, one SCO each, for an LMS.

`package.py` assembles, `manifest.py` describes, `launch.py` writes the launch page from the modules beside it.
The browser's modules start at `lancement.js`. The book itself is carried as it was built.
"""

from .package import CHAPTERS, GUIDE, NAME, assemble, export

__all__ = ["CHAPTERS", "GUIDE", "NAME", "assemble", "export"]
