"""What a browser may do with the book: one place, read by the pages, the servers' settings and the tests.

Pages carry the policy themselves, so that it also holds on a double-click, on a share or in an LMS, whatever the server
says. It names no host and leaves no exception: scripts, styles and images of the book alone, no request, no frame,
no code in the HTML, and no text turned into HTML by a script (Trusted Types, with no policy at all).

`'self'` is enough for `file://`: seen in Chromium and in Firefox 140 and 153. Subresource integrity is not used: the
scripts come from the same folder as the page, and who can change one can change the other.
"""

#: Directive → its sources, for any page of the book.
PAGE: dict[str, str] = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self'",
    "connect-src": "'none'",
    "object-src": "'none'",
    "frame-src": "'none'",
    "base-uri": "'none'",
    "form-action": "'self'",
    "require-trusted-types-for": "'script'",
    "trusted-types": "'none'",
}

#: The page that opens the book inside an LMS (SCORM): it shows the book in a frame and reads its own files.
LAUNCH = {"frame-src": "'self'", "connect-src": "'self'"}

#: What only a server may say: who may put the book in a frame. An intranet portal on another host is added there.
SERVER = {"frame-ancestors": "'self'"}

#: Powers that the book never asks for. It uses the full screen and the clipboard.
_REFUSED = (
    "accelerometer", "camera", "display-capture", "geolocation", "gyroscope", "magnetometer", "microphone", "midi",
    "payment", "usb",
)  # fmt: skip


def policy(*more: dict[str, str]) -> str:
    """Text of the Content-Security-Policy; `more`: directives that replace or add to those of a page."""
    directives = dict(PAGE)
    for one in more:
        directives.update(one)
    return "; ".join(f"{name} {sources}" for name, sources in directives.items())


def headers() -> dict[str, str]:
    """Header → value, that a server of the book sends with every answer."""
    return {
        "Content-Security-Policy": policy(SERVER),
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "no-referrer",
        "Permissions-Policy": ", ".join(f"{name}=()" for name in _REFUSED),
    }


def meta() -> str:
    """The two elements that come first in the head of every page."""
    return (
        f'<meta http-equiv="Content-Security-Policy" content="{policy()}">\n'
        # An external link does not say where the reader comes from.
        '<meta name="referrer" content="no-referrer">'
    )
