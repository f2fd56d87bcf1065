"""YAML files written by authors, read with the line of everything in them."""

import re
from pathlib import Path
from typing import Any

import yaml

from .errors import ContentError


class LinedDict(dict):
    """A mapping that knows its line in the file, and the line of each of its keys (from 1)."""

    line: int
    lines: dict[str, int]

    @classmethod
    def of(cls, value: Any) -> Any:
        """Plain mappings and lists as if read from line 1 of a file."""
        if isinstance(value, list):
            return [cls.of(one) for one in value]
        if not isinstance(value, dict):
            return value
        made = cls({key: cls.of(one) for key, one in value.items()})
        made.line, made.lines = 1, dict.fromkeys(made, 1)
        return made


class _Loader(yaml.SafeLoader):
    """YAML where only numbers and `true`/`false` are not text.

    Bare `oui`, `non`, `on`, `01` and dates stay text, as an author means them.
    """


class _FastLoader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):
    """The same, ten times faster. What it refuses is read again by the other, which says the line better."""


def _construct_mapping(loader: _Loader, node: yaml.MappingNode) -> LinedDict:
    result = LinedDict()
    result.line = node.start_mark.line + 1
    result.lines = {}
    for key_node, value_node in node.value:
        key = loader.construct_object(key_node, deep=True)
        if key in result:
            raise ContentError(
                f"la clé « {key} » est écrite deux fois",
                file=node.start_mark.name,
                line=key_node.start_mark.line + 1,
                hint="Gardez-en une seule.",
            )
        result[key] = loader.construct_object(value_node, deep=True)
        result.lines[key] = key_node.start_mark.line + 1
    return result


for _class in (_Loader, _FastLoader):
    _class.yaml_implicit_resolvers = {}
    for _tag, _pattern, _first in (
        ("tag:yaml.org,2002:bool", r"^(?:true|false)$", "tf"),
        ("tag:yaml.org,2002:null", r"^(?:~|null|)$", ["~", "n", ""]),
        ("tag:yaml.org,2002:int", r"^-?(?:0|[1-9][0-9]*)$", "-0123456789"),
        ("tag:yaml.org,2002:float", r"^-?(?:0|[1-9][0-9]*)\.[0-9]+$", "-0123456789"),
    ):
        _class.add_implicit_resolver(_tag, re.compile(_pattern), list(_first))
    _class.add_constructor(yaml.resolver.BaseResolver.DEFAULT_MAPPING_TAG, _construct_mapping)


def load_yaml(path: Path | str) -> Any:
    """Read a YAML file; mappings are `LinedDict`. Raises `ContentError` naming file and line."""
    path = Path(path)
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise ContentError("le fichier est introuvable", file=path) from None
    except UnicodeDecodeError:
        raise ContentError(
            "le fichier n’est pas en UTF-8",
            file=path,
            hint="Enregistrez-le de nouveau en choisissant l’encodage UTF-8.",
        ) from None
    return parse_yaml(text, path)


def parse_yaml(text: str, path: Path | str) -> Any:
    """The same for a text that came from elsewhere than its own file; `path` names it in the messages."""
    try:
        return yaml.load(text, _FastLoader)
    except (yaml.YAMLError, ContentError):
        pass
    try:
        loader = _Loader(text)
    except yaml.reader.ReaderError:
        raise ContentError(
            "le fichier contient un caractère interdit", file=path, hint="Effacez les caractères invisibles, puis relancez."
        ) from None
    loader.name = str(path)
    try:
        return loader.get_single_data()
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        raise ContentError(
            f"le fichier YAML est mal formé ({error.problem or 'structure inattendue'})",
            file=path,
            line=mark.line + 1 if mark else None,
            hint="Vérifiez les retraits, les deux-points et les guillemets de cette ligne ; "
            "un texte qui contient « : » ou commence par un signe se met entre guillemets.",
        ) from None
    finally:
        loader.dispose()
