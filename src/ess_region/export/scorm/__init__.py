"""`cours.py export scorm`: SCORM 1.2 packages of the course, one SCO each, for an LMS.

`package.py` assembles, `manifest.py` describes, `launch.py` writes the launch page from the modules beside it,
`wording.py` corrects what the book says of where answers go. The browser's modules start at `lancement.js`.
"""

from .package import CHAPTERS, GUIDE, NAME, assemble, export

__all__ = ["CHAPTERS", "GUIDE", "NAME", "assemble", "export"]
