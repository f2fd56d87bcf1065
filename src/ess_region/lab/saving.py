"""Saving a page in JupyterLab: its cells keep the language that their source names."""

# A kernel says that it speaks « ipython3 », and jupytext writes it in every cell that was run.
_WRITTEN, _OURS = "```{code-cell} ipython3\n", "```{code-cell} python\n"


def keep_language(model: dict, path: str, contents_manager, **_) -> None:
    """Hook of the contents manager, before it writes: see `settings.prepare`."""
    content = model.get("content")
    if path.endswith(".md") and isinstance(content, str):
        model["content"] = content.replace(_WRITTEN, _OURS)
