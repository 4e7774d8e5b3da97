"""The public pages: a channel's history, one post alone, and the landing pages of names."""

from html import escape

from bot.sandbox.post_markup import PUBLIC, block
from bot.sandbox.site import Channel, Page, find_post

_HEAD = """<!DOCTYPE html>
<html>
<head>
<meta charset="utf-8">
<title>{title}</title>
<meta name="viewport" content="width=device-width, initial-scale=1.0">
{robots}<meta property="og:title" content="{og_title}">
<meta property="og:image" content="https://telegram.org/img/t_logo_2x.png">
<meta property="og:site_name" content="Telegram">
<meta property="og:description" content="{description}">
<meta property="al:ios:url" content="tg://resolve?domain={handle}">
<meta property="al:android:url" content="tg://resolve?domain={handle}">
{links}</head>
"""


def history(channel: Channel, page: Page, before: int | None = None) -> str:
    """`/s/<handle>`: the posts old to new, cursors, or the "no messages" marker."""
    handle = channel.handle
    last = page.posts[-1].id + page.posts[-1].album if page.posts else before or 1
    links = f'<link rel="canonical" href="/s/{handle}?before={last}">\n'
    if page.before is not None:
        links = f'<link rel="prev" href="/s/{handle}?before={page.before}">\n{links}'
    if page.after is not None:
        links = f'<link rel="next" href="/s/{handle}?after={page.after}">\n{links}'
    views = _views(channel)
    blocks = "\n".join(block(channel, post, views) for post in page.posts)
    return (
        _HEAD.format(
            title=f"{escape(channel.title)} – Telegram",
            robots="",
            og_title=escape(channel.title),
            description=escape(channel.description),
            handle=handle,
            links=links,
        )
        + '<body class="widget_frame_base tgme_webpreview emoji_image tme_mode no_transitions">\n'
        + _header(channel)
        + f'<main class="tgme_main" data-url="/{handle}">\n<div class="tgme_container">\n'
        '<section class="tgme_channel_history js-message_history">\n'
        + _more(handle, "before", page.before)
        + (blocks or _NO_POSTS)
        + _more(handle, "after", page.after)
        + "\n</section>\n</div>\n</main>\n</body>\n</html>\n"
    )


def alone(channel: Channel, message_id: int) -> str:
    """`/<handle>/<id>?embed=1`: the post's block, or the error that is the deletion check."""
    post = find_post(channel, message_id)
    if post:
        body = block(channel, post, _views(channel))
    else:
        body = (
            '<div class="tgme_widget_message_wrap js-widget_message_wrap">'
            f'<div class="tgme_widget_message js-widget_message" '
            f'data-post="{channel.handle}/{message_id}">'
            '<div class="tgme_widget_message_error">Post not found</div></div></div>'
        )
    return (
        '<!DOCTYPE html>\n<html>\n<head>\n<meta charset="utf-8">\n<title>Telegram Widget</title>\n'
        f'</head>\n<body class="widget_frame_base body_widget_post emoji_image">\n{body}\n</body>\n'
        "</html>\n"
    )


def landing(handle: str, channel: Channel | None) -> str:
    """`/<handle>`: what the plain name shows; each kind of owner has its own tell-tale."""
    kind = channel.kind if channel else "missing"
    if channel is None or kind in ("missing", "private"):
        return _nobody(handle)
    title = escape(channel.title)
    count = f"{channel.subscribers:,}".replace(",", " ")
    extra, action, verb, more = {
        "channel": (
            f"{count} subscribers",
            "View in Telegram",
            "view and join",
            '<div class="tgme_page_context_link_wrap">'
            f'<a class="tgme_page_context_link" href="/s/{channel.handle}">Preview channel</a></div>\n',
        ),
        "no_preview": (f"{count} subscribers", "View in Telegram", "view and join", ""),
        "group": (
            f"{count} members, {max(channel.subscribers // 20, 1)} online",
            "View in Telegram",
            "view and join",
            "",
        ),
        "user": (f"@{channel.handle}", "Send Message", "contact", ""),
        "bot": (
            f'@{channel.handle}</div>\n<div class="tgme_page_extra">{count} monthly users',
            "Start Bot",
            "launch",
            "",
        ),
    }[kind]
    description = (
        f'<div class="tgme_page_description" dir="auto">{escape(channel.description)}</div>\n'
        if channel.description
        else ""
    )
    contact = {"user": f"Contact @{handle}", "bot": f"Launch @{handle}"}
    return _landing_frame(
        handle,
        title=f"Telegram: {contact.get(kind, f'View @{handle}')}",
        og_title=title,
        description=escape(channel.description or f"You can {verb} @{handle} right away."),
        robots="",
        body=f'<div class="tgme_page_title" dir="auto"><span dir="auto">{title}</span></div>\n'
        f'<div class="tgme_page_extra">{extra}</div>\n{description}'
        '<div class="tgme_page_action"><a class="tgme_action_button_new shine" '
        f'href="tg://resolve?domain={handle}">{action}</a></div>\n{more}'
        '<div class="tgme_page_additional">If you have <strong>Telegram</strong>, you can '
        f"{verb} <br><strong>{title}</strong> right away.</div>\n",
    )


def _nobody(handle: str) -> str:
    name = escape(handle)
    return _landing_frame(
        name,
        title=f"Telegram: Contact @{name}",
        og_title=f"Telegram: Contact @{name}",
        description="",
        robots='<meta name="robots" content="noindex, nofollow">\n',
        body='<div class="tgme_page_icon"><i class="tgme_icon_user"></i></div>\n'
        '<div class="tgme_page_description">If you have <strong>Telegram</strong>, you can contact '
        f'<a class="tgme_username_link" href="tg://resolve?domain={name}">@{name}</a> right away.'
        "</div>\n"
        '<div class="tgme_page_action"><a class="tgme_action_button_new" '
        f'href="tg://resolve?domain={name}">Send Message</a></div>\n',
    )


def _landing_frame(handle: str, *, title: str, og_title: str, description: str, robots: str, body: str) -> str:
    return (
        _HEAD.format(
            title=title,
            robots=robots,
            og_title=og_title,
            description=description,
            handle=handle,
            links="",
        )
        + '<body class="no_transition">\n<div class="tgme_page_wrap">\n<div class="tgme_body_wrap">\n'
        f'<div class="tgme_page">\n{body}</div>\n</div>\n</div>\n</body>\n</html>\n'
    )


def _header(channel: Channel) -> str:
    title, handle = escape(channel.title), channel.handle
    count = _rounded(channel.subscribers)
    return (
        '<header class="tgme_header search_collapsed"><div class="tgme_container">\n'
        '<div class="tgme_header_right_column"><section class="tgme_right_column">'
        '<div class="tgme_channel_info"><div class="tgme_channel_info_header">'
        '<div class="tgme_channel_info_header_title_wrap">'
        f'<div class="tgme_channel_info_header_title"><span dir="auto">{title}</span></div></div>'
        f'<div class="tgme_channel_info_header_username"><a href="{PUBLIC}/{handle}">@{handle}</a>'
        "</div></div>"
        '<div class="tgme_channel_info_counters"><div class="tgme_channel_info_counter">'
        f'<span class="counter_value">{count}</span> '
        '<span class="counter_type">subscribers</span></div></div>'
        f'<div class="tgme_channel_info_description">{escape(channel.description)}</div>'
        "</div></section></div>\n"
        f'<div class="tgme_header_info"><a class="tgme_header_link" href="{PUBLIC}/{handle}">'
        f'<div class="tgme_header_title_wrap"><div class="tgme_header_title">'
        f'<span dir="auto">{title}</span></div></div>'
        f'<div class="tgme_header_counter">{count} subscribers</div></a></div>\n'
        "</div></header>\n"
    )


_NO_POSTS = (
    '<div class="tgme_widget_message_wrap js-widget_message_wrap">'
    '<div class="tgme_widget_message_centered">'
    '<div class="tme_no_messages_found">No posts found</div></div></div>'
)


def _more(handle: str, side: str, cursor: int | None) -> str:
    if cursor is None:
        return ""
    return (
        '<div class="tgme_widget_message_centered js-messages_more_wrap">'
        f'<a href="/s/{handle}?{side}={cursor}" class="tme_messages_more js-messages_more" '
        f'data-{side}="{cursor}"></a></div>\n'
    )


def _views(channel: Channel) -> str:
    """Grows with every look at the page, as on the real one, so nobody may rely on it."""
    return _rounded(1_000 + 137 * channel.fetches)


def _rounded(number: int) -> str:
    if number < 1_000:
        return str(number)
    return f"{number / 1_000:.1f}K" if number < 1_000_000 else f"{number / 1_000_000:.1f}M"
