"""Tokens to the HTML of a page: an allow-list of tags stands behind it, so that no mistake here can hurt."""

from __future__ import annotations

from functools import cache
from typing import Any

import nh3
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from markdown_it.renderer import RendererHTML

from institutions.results.dialect.parsing import (
    Reference,
    Resolve,
    alt_of,
    figure_of,
    is_figure,
    options,
    parse,
    reference_of,
    shift_headings,
)

ALLOWED_TAGS = {
    *("p", "br", "hr", "em", "strong", "s", "code", "pre", "blockquote", "ul", "ol", "li", "a", "sup", "div"),
    *("h2", "h3", "h4", "h5", "h6", "table", "thead", "tbody", "tr", "th", "td", "figure", "figcaption", "img", "span"),
}
ALLOWED_ATTRIBUTES = {
    "a": {"href", "id", "aria-label"},
    "ol": {"start"},
    "li": {"id"},
    "th": {"scope"},
    "div": {"class", "role", "aria-label"},
    "span": {"class"},
    "img": {"src", "alt", "width", "height", "loading"},
}


def html_of(text: str, *, prefix: str = "", resolve: Resolve | None = None, heading_from: int = 0) -> SafeString:
    """The text as HTML: only tags of the allow-list, only http, https, mailto and in-page links.

    ``prefix`` keeps the footnotes of several texts on one page apart; ``resolve`` says where references lead, and what
    it does not know is shown as it is written, marked as missing. With ``heading_from``, the highest heading gets that
    level.
    """
    tokens = parse(text)
    environment: dict[str, Any] = {"prefix": prefix, "resolve": resolve or (lambda _reference: None)}
    if heading_from:
        shift_headings(tokens, heading_from)
    html = nh3.clean(
        _renderer().render(tokens, options(), environment),
        tags=ALLOWED_TAGS,
        attributes=ALLOWED_ATTRIBUTES,
        url_schemes={"http", "https", "mailto"},
        link_rel="noopener noreferrer",
    )
    # a wide table scrolls in its own box, which the keyboard can reach
    label = escape(_("Table"))
    html = html.replace("<table>", f'<div class="scroll" tabindex="0" role="group" aria-label="{label}"><table>')
    return mark_safe(html.replace("</table>", "</table></div>"))  # noqa: S308 - cleaned above


class Renderer(RendererHTML):
    """One method for each token that reads otherwise here than in plain Markdown."""

    def paragraph_open(self, tokens: Any, index: int, options: Any, env: Any) -> str:
        if is_figure(tokens[index + 1]):
            return "<figure>"
        return self.renderToken(tokens, index, options, env)

    def paragraph_close(self, tokens: Any, index: int, options: Any, env: Any) -> str:
        if is_figure(tokens[index - 1]):
            return "</figure>\n"
        return self.renderToken(tokens, index, options, env)

    def image(self, tokens: Any, index: int, options: Any, env: Any) -> str:
        """A figure of ours with its caption; of any other image, only what it shows."""
        token, alt = tokens[index], alt_of(tokens[index])
        name = figure_of(token)
        target = env["resolve"](Reference(figure=name)) if name else None
        if target is None:
            return f'<span class="missing">[{escape(alt)}]</span>'
        size = f' width="{target.width}" height="{target.height}"' if target.width and target.height else ""
        html = f'<img src="{escape(target.url)}" alt="{escape(alt)}"{size} loading="lazy">'
        caption = token.attrs.get("title")
        return f"{html}<figcaption>{escape(caption)}</figcaption>" if caption and len(tokens) == 1 else html

    def house_reference(self, tokens: Any, index: int, options: Any, env: Any) -> str:
        target = env["resolve"](reference_of(tokens[index]))
        if target is None:
            return f'<span class="missing">{escape(tokens[index].content)}</span>'
        return f'<a href="{escape(target.url)}">{escape(target.label)}</a>'

    def th_open(self, tokens: Any, index: int, options: Any, env: Any) -> str:
        """Cells are not aligned by style; an empty corner is no header."""
        return '<th scope="col">' if tokens[index + 1].content else "<td>"

    def th_close(self, tokens: Any, index: int, options: Any, env: Any) -> str:
        return "</th>\n" if tokens[index - 1].content else "</td>\n"

    def td_open(self, tokens: Any, index: int, options: Any, env: Any) -> str:
        return "<td>"

    def footnote_ref(self, tokens: Any, index: int, options: Any, env: Any) -> str:
        number, again = tokens[index].meta["id"] + 1, tokens[index].meta.get("subId", 0)
        name = f"{env['prefix']}fn{number}"
        identity = f"{name}-ref{again or ''}"
        label = escape(_("Footnote %(number)s") % {"number": number})
        return f'<sup><a href="#{name}" id="{identity}" aria-label="{label}">{number}</a></sup>'

    def footnote_block_open(self, tokens: Any, index: int, options: Any, env: Any) -> str:
        # a group, not a landmark: a page has one for each clause with footnotes
        return f'<div class="footnotes" role="group" aria-label="{escape(_("Footnotes"))}"><ol>'

    def footnote_block_close(self, tokens: Any, index: int, options: Any, env: Any) -> str:
        return "</ol></div>\n"

    def footnote_open(self, tokens: Any, index: int, options: Any, env: Any) -> str:
        return f'<li id="{env["prefix"]}fn{tokens[index].meta["id"] + 1}">'

    def footnote_close(self, tokens: Any, index: int, options: Any, env: Any) -> str:
        return "</li>\n"

    def footnote_anchor(self, tokens: Any, index: int, options: Any, env: Any) -> str:
        number, again = tokens[index].meta["id"] + 1, tokens[index].meta.get("subId", 0)
        label = escape(_("Back to footnote %(number)s in the text") % {"number": number})
        return f' <a href="#{env["prefix"]}fn{number}-ref{again or ""}" aria-label="{label}">↩</a>'


@cache
def _renderer() -> Renderer:
    return Renderer()
