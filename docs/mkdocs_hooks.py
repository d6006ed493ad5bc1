"""The documentation as a site: pages are where they are in the repository, and load nothing from elsewhere."""

import re
from pathlib import Path

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.structure.files import File, Files
from mkdocs.structure.pages import Page

_ABOVE = ("README.md", "CONTRIBUTING.md", "CHANGELOG.md", "LICENSE")
"""Files of the repository's root that are of the site; README.md is its entry page."""

_LOADED = re.compile(r"""<(?:script|link|img|iframe|source)\b[^>]*\b(?:src|srcset|href)\s*=\s*["']?(?:https?:)?//[^>]*>""", re.IGNORECASE)
"""An element with which a browser loads something from another host. A link that a reader follows is none."""


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Have pages and their links in the same places as in the repository, so that a link works here and on a forge, or in neither.

    :param files: what MkDocs found in docs/, and files of the theme
    """
    docs = Path(config.docs_dir)
    own = [file for file in files if file.abs_src_path and Path(file.abs_src_path).is_relative_to(docs)]
    placed = [
        File.generated(config, f"{docs.name}/{file.src_uri}", abs_src_path=file.abs_src_path, inclusion=file.inclusion)
        for file in own
        if not file.src_uri.endswith(".py")
    ]
    above = [File.generated(config, name, abs_src_path=str(docs.parent / name)) for name in _ABOVE]
    return Files([*(file for file in files if file not in own), *placed, *above])


def on_post_page(output: str, page: Page, config: MkDocsConfig) -> str:  # noqa: ARG001 - MkDocs passes them by name
    """See that the page is whole on a machine without internet. :raises PluginError: it loads something from another host"""
    if found := _LOADED.search(output):
        raise PluginError(f"{page.file.src_uri} loads something from another host: {found[0]}")
    return output
