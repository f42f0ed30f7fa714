"""Pages of the room: the group and its bodies, and what it tells the public."""

from institutions.views.group import history, index, institution, page, subgroup
from institutions.views.news import news, news_feed, news_item

__all__ = ["history", "index", "institution", "news", "news_feed", "news_item", "page", "subgroup"]
