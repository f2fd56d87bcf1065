"""`imsmanifest.xml` of a package: one organisation, one item, one SCO, every file listed.

Identifiers never change: with others, Moodle clears earlier attempts. There is no `masteryscore`: a person who leaves
early would be marked as failed. No XML schema is shipped: Moodle reads none.
"""

import xml.etree.ElementTree as ET
from collections.abc import Iterable

MANIFEST = "imsmanifest.xml"
CP = "http://www.imsproject.org/xsd/imscp_rootv1p1p2"
ADLCP = "http://www.adlnet.org/xsd/adlcp_rootv1p2"


def document(identifier: str, title: str, launch: str, files: Iterable[str]) -> bytes:
    """The manifest. `identifier`: ASCII, of this package for ever; `files`: names with `/`, `launch` among them."""
    ET.register_namespace("", CP)
    ET.register_namespace("adlcp", ADLCP)
    root = ET.Element(f"{{{CP}}}manifest", {"identifier": identifier, "version": "1.2"})
    metadata = _add(root, "metadata")
    _add(metadata, "schema").text = "ADL SCORM"
    _add(metadata, "schemaversion").text = "1.2"
    organizations = _add(root, "organizations", default=f"{identifier}-plan")
    organization = _add(organizations, "organization", identifier=f"{identifier}-plan")
    _add(organization, "title").text = title
    item = _add(organization, "item", identifier=f"{identifier}-sco", identifierref=f"{identifier}-fichiers", isvisible="true")
    _add(item, "title").text = title
    resources = _add(root, "resources")
    resource = _add(
        resources,
        "resource",
        **{"identifier": f"{identifier}-fichiers", "type": "webcontent", f"{{{ADLCP}}}scormtype": "sco", "href": launch},
    )
    for name in sorted(files):
        _add(resource, "file", href=name)
    ET.indent(root)
    return ET.tostring(root, encoding="utf-8", xml_declaration=True) + b"\n"


def _add(parent: ET.Element, tag: str, **attributes: str) -> ET.Element:
    return ET.SubElement(parent, f"{{{CP}}}{tag}", attributes)
