"""Ready settings for the two usual web servers, from the policy of the pages.

    python -m ess_region.export.hosting    write docs/hebergement/ again

Each file works as it is once the folder of the book is named in it (nginx) or put beside it (Apache).
"""

from pathlib import Path

from .. import policy
from ..paths import ROOT
from ..serve import ASKED_AGAIN, COMPRESSED, KEPT, TYPES

FOLDER = ROOT / "docs" / "hebergement"


def files() -> dict[str, str]:
    """Name → text of each settings file."""
    return {"nginx.conf": nginx(), "apache.htaccess": apache()}


def _types() -> list[str]:
    """The text types, compressed and declared in UTF-8, each once."""
    return sorted({TYPES[suffix] for suffix in COMPRESSED})


def nginx() -> str:
    """A file for `/etc/nginx/conf.d/`: one server, which serves the book and nothing else."""
    headers = "\n".join(f'    add_header {name} "{value}" always;' for name, value in policy.headers().items())
    types = " ".join(kind for kind in _types() if kind != "text/html")  # nginx always compresses HTML
    return f"""\
# L’ESS en Région : réglages pour nginx. Fichier fait par le cours, à copier dans /etc/nginx/conf.d/.
# Changez le nom du serveur et le dossier, puis : nginx -t, et rechargez nginx.

# Un script ou un style porte ?v=… dans son adresse, qui change avec son contenu : il se garde un an.
# Tout le reste est redemandé à chaque visite ; le serveur répond « inchangé » si rien n’a bougé.
map $arg_v $ess_cache {{
    "" "{ASKED_AGAIN}";
    default "{KEPT}";
}}

server {{
    listen 80;
    server_name cours.exemple.fr;
    root /srv/ess-en-region;
    index index.html;

    charset utf-8;
    charset_types {types};
    include /etc/nginx/mime.types;
    types {{
        text/javascript js mjs;
        application/json ipynb;
        text/csv csv;
    }}

    gzip on;
    gzip_vary on;
    gzip_types {types};
    # Avec le module brotli : brotli on; brotli_types (les mêmes types);

    # Un portail sur un autre hôte montre le cours dans un cadre ? Ajoutez son adresse après frame-ancestors 'self'.
{headers}
    add_header Cache-Control $ess_cache;

    # Pas d’add_header dans un bloc location : nginx y oublierait tous ceux d’au-dessus.
    location / {{
        try_files $uri $uri/ =404;
    }}
}}
"""


def apache() -> str:
    """A `.htaccess` for the folder of the book."""
    headers = "\n".join(f'    Header always set {name} "{value}"' for name, value in policy.headers().items())
    suffixes = {kind: sorted(suffix[1:] for suffix, one in TYPES.items() if one == kind) for kind in sorted(set(TYPES.values()))}
    types = "\n".join(f"AddType {kind} {' '.join(names)}" for kind, names in suffixes.items())
    text = " ".join(sorted(suffix for suffix in COMPRESSED))
    return f"""\
# L’ESS en Région : réglages pour Apache 2.4. Fichier fait par le cours.
# Copiez-le sous le nom .htaccess à la racine du livre, à côté de index.html.
# Le serveur doit l’autoriser : AllowOverride All pour ce dossier, et les modules headers et deflate.

DirectoryIndex index.html
Options -Indexes

{types}
AddDefaultCharset utf-8
AddCharset utf-8 {text}

<IfModule mod_headers.c>
    # Un portail sur un autre hôte montre le cours dans un cadre ? Ajoutez son adresse après frame-ancestors 'self'.
{headers}
    # Un script ou un style porte ?v=… dans son adresse, qui change avec son contenu : il se garde un an.
    # Tout le reste est redemandé à chaque visite ; le serveur répond « inchangé » si rien n’a bougé.
    <If "%{{QUERY_STRING}} =~ /(^|&)v=/">
        Header set Cache-Control "{KEPT}"
    </If>
    <Else>
        Header set Cache-Control "{ASKED_AGAIN}"
    </Else>
</IfModule>

<IfModule mod_brotli.c>
    AddOutputFilterByType BROTLI_COMPRESS {" ".join(_types())}
</IfModule>
<IfModule mod_deflate.c>
    AddOutputFilterByType DEFLATE {" ".join(_types())}
</IfModule>
"""


def write(folder: Path = FOLDER) -> None:
    """Write the files. Raises OSError."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in files().items():
        (folder / name).write_text(text, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    write()
