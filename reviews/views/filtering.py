"""Addresses of neighbouring pages."""

from emosense.filtering import url_with


def cursor_urls(query, page):
    """{"next_url", "previous_url"} of a keyset page; "" where there is none."""
    return {
        "next_url": url_with(query, cursor=page.next_cursor) if page.next_cursor else "",
        "previous_url": url_with(query, cursor=page.previous_cursor) if page.previous_cursor else "",
    }
