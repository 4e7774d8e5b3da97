"""One post as the channel page marks it up. Class names and nesting are those of the real page."""

import re
from html import escape
from urllib.parse import quote

from bot.sandbox import markup
from bot.sandbox.entities import ordered
from bot.sandbox.shapes import as_html
from bot.sandbox.site import Channel, Post, find_post
from bot.values import MediaKind

PUBLIC = "https://t.me"
_CDN = "https://cdn.example/file"
_EMOJI = re.compile(
    r"(?:[\U0001F1E6-\U0001F1FF]{2}"
    r"|[\U0001F300-\U0001FAFF\u2600-\u27BF\u2B00-\u2BFF\u231A-\u23FF]"
    r"[\uFE0F\U0001F3FB-\U0001F3FF]*"
    r"(?:\u200D[\U0001F300-\U0001FAFF\u2600-\u27BF][\uFE0F\U0001F3FB-\U0001F3FF]*)*)"
)
_PLAIN_LINK = re.compile(
    r"(https?://[^\s<>\"]*[^\s<>\".,:;!?)»])"
    r"|(?<![\w/@.&])@([A-Za-z]\w{3,31})"
    r"|(?<![\w#/&])(#\w*[^\W\d]\w*)"
)
_TAG = re.compile(r"(<[^>]*>)")


def block(channel: Channel, post: Post, views: str) -> str:
    """The whole `tgme_widget_message_wrap` of a post."""
    handle = channel.posts_as or channel.handle
    service = " service_message" if post.service else ""
    return (
        '<div class="tgme_widget_message_wrap js-widget_message_wrap">'
        f'<div class="tgme_widget_message text_not_supported_wrap{service} js-widget_message" '
        f'data-post="{handle}/{post.id}">\n'
        f"{_avatar(channel, handle)}"
        '<div class="tgme_widget_message_bubble">\n'
        '<i class="tgme_widget_message_bubble_tail"></i>\n'
        '<div class="tgme_widget_message_author accent_color">'
        f'<a class="tgme_widget_message_owner_name" href="{PUBLIC}/{handle}">'
        f'<span dir="auto">{escape(channel.title)}</span></a></div>\n'
        f"{_forwarded(post)}{_quotation(channel, post)}{_body(handle, post)}"
        f"{_footer(handle, post, views)}"
        "</div>\n</div></div>"
    )


def text_markup(text: str, *, html: bool = False) -> str:
    """A post's text: `<br/>` for line breaks, wrapped emoji, links, hashtags as `?q=` links.

    With `html` the text is Telegram's HTML; then its tags are kept.
    """
    if html:
        plain, entities = markup.parse(text)
        shown = as_html(plain, ordered(entities))
    else:
        shown = as_html(text, [])
    parts = _TAG.split(shown)
    inside_link = False
    for index, part in enumerate(parts):
        if index % 2:
            inside_link = part.startswith("<a") or (inside_link and part != "</a>")
            if part.startswith("<a "):
                parts[index] = f'{part[:-1]} target="_blank" rel="noopener">'
        else:
            parts[index] = _decorated(part, links=not inside_link)
    return "".join(parts)


def _decorated(text: str, *, links: bool) -> str:
    text = _EMOJI.sub(_emoji, text)
    if links:
        text = _PLAIN_LINK.sub(_link, text)
    return text.replace("\n", "<br/>")


def _emoji(match: re.Match[str]) -> str:
    image = match[0].encode().hex().upper()
    return (
        f'<i class="emoji" style="background-image:url(\'//telegram.org/img/emoji/40/{image}.png\')">'
        f"<b>{match[0]}</b></i>"
    )


def _link(match: re.Match[str]) -> str:
    url, mention, tag = match.groups()
    if mention:
        return f'<a href="{PUBLIC}/{mention}" target="_blank">@{mention}</a>'
    if tag:
        return f'<a href="?q={quote(tag)}">{tag}</a>'
    # The address arrives here escaped once; the real page escapes it again inside the attribute.
    return f'<a href="{escape(url)}" target="_blank" rel="noopener">{url}</a>'


def _avatar(channel: Channel, handle: str) -> str:
    return (
        f'<div class="tgme_widget_message_user"><a href="{PUBLIC}/{handle}">'
        f'<i class="tgme_widget_message_user_photo bgcolor4" data-content="{escape(channel.title[:1])}">'
        f'<img src="{_CDN}/avatar.jpg"></i></a></div>\n'
    )


def _forwarded(post: Post) -> str:
    if not post.forwarded_from:
        return ""
    name = post.forwarded_from
    shown = f'<span dir="auto">{escape(name)}</span>'
    css = "tgme_widget_message_forwarded_from_name"
    if re.fullmatch(r"[A-Za-z]\w{3,31}", name):
        message = f"/{post.forwarded_id}" if post.forwarded_id else ""
        origin = f'<a class="{css}" href="{PUBLIC}/{name}{message}">{shown}</a>'
    else:
        origin = f'<span class="{css}">{shown}</span>'
    return f'<div class="tgme_widget_message_forwarded_from accent_color">Forwarded from&nbsp;{origin}</div>\n'


def _quotation(channel: Channel, post: Post) -> str:
    if post.reply_to is None:
        return ""
    original = find_post(channel, post.reply_to)
    quoted = " ".join(original.text.split())[:120] if original else "Deleted message"
    handle = channel.posts_as or channel.handle
    return (
        f'<a class="tgme_widget_message_reply user-color-default" href="{PUBLIC}/{handle}/{post.reply_to}">'
        '<div class="tgme_widget_message_author accent_color">'
        '<span class="tgme_widget_message_author_name" dir="auto">'
        f"{escape(channel.title)}</span></div>"
        '<div class="tgme_widget_message_text js-message_reply_text" dir="auto">'
        f"{_EMOJI.sub(_emoji, escape(quoted, quote=False))}</div></a>\n"
    )


def _body(handle: str, post: Post) -> str:
    address = f"{PUBLIC}/{handle}/{post.id}"
    if post.rich:
        return _unsupported(address)
    media = "".join(_album(handle, post) if post.album > 1 else _medium(post, address))
    text = ""
    if post.text and MediaKind.POLL not in post.media:
        text = text_markup(post.text, html=post.html)
        wrap = '<div class="tgme_widget_message_text js-message_text" dir="auto">{}</div>'
        text = wrap.format(wrap.format(text) if post.album > 1 else text) + "\n"
    if MediaKind.LINK_PREVIEW in post.media:
        media, text = "", text + media
    if MediaKind.UNSUPPORTED in post.media:
        supported = f'<div class="media_supported_cont">{media}{text}</div>' if text else ""
        return supported + _unsupported(address)
    return media + text


def _unsupported(address: str) -> str:
    return (
        '<div class="media_not_supported_cont"><div class="message_media_not_supported_wrap">\n'
        '<div class="message_media_not_supported">\n'
        '<div class="message_media_not_supported_label">Please open Telegram to view this post</div>\n'
        f'<a href="{address}" class="message_media_view_in_telegram">VIEW IN TELEGRAM</a>\n'
        "</div>\n</div></div>\n"
    )


def _album(handle: str, post: Post) -> list[str]:
    kinds = post.media if len(post.media) == post.album else (MediaKind.PHOTO,) * post.album
    tiles = []
    for offset, kind in enumerate(kinds):
        address = f"{PUBLIC}/{handle}/{post.id + offset}?single"
        video = _video_inside() if kind is MediaKind.VIDEO else ""
        css = (
            "tgme_widget_message_video_player grouped_media_wrap blured js-message_video_player"
            if video
            else "tgme_widget_message_photo_wrap grouped_media_wrap blured js-message_photo"
        )
        tiles.append(
            f'<a class="{css}" style="width:226px;height:250px;'
            f'background-image:url(\'{_CDN}/{post.id + offset}.jpg\')" href="{address}">'
            f'<div class="grouped_media_helper">'
            f"{video or '<div class=tgme_widget_message_photo></div>'}</div></a>"
        )
    return [
        '<div class="tgme_widget_message_grouped_wrap js-message_grouped_wrap" data-margin-w="2">'
        '<div class="tgme_widget_message_grouped js-message_grouped" style="padding-top:80%">'
        '<div class="tgme_widget_message_grouped_layer js-message_grouped_layer" style="width:453px">',
        *tiles,
        "</div></div></div>\n",
    ]


def _medium(post: Post, address: str) -> list[str]:
    return [
        _MEDIA[kind].format(address=address, cdn=_CDN, title=escape(post.text) or "?") if kind in _MEDIA else ""
        for kind in post.media
    ]


def _video_inside(duration: str = "0:17") -> str:
    return (
        '<i class="tgme_widget_message_video_thumb" style="background-image:url(\''
        f"{_CDN}/thumb.jpg')\"></i>"
        '<div class="tgme_widget_message_video_wrap" style="width:1024px;padding-top:57%">'
        f'<video src="{_CDN}/video.mp4" class="tgme_widget_message_video js-message_video" '
        'width="100%" height="100%"></video></div>'
        '<div class="message_video_play js-message_video_play"></div>'
        f'<time class="message_video_duration js-message_video_duration">{duration}</time>'
        '<div class="message_media_not_supported_wrap"><div class="message_media_not_supported">'
        '<div class="message_media_not_supported_label">This media is not supported in your browser'
        '</div><span class="message_media_view_in_telegram">VIEW IN TELEGRAM</span></div></div>'
    )


def _poll_options() -> str:
    option = (
        '<div class="tgme_widget_message_poll_option">'
        '<div class="tgme_widget_message_poll_option_percent">{}%</div>'
        '<div class="tgme_widget_message_poll_option_value">'
        '<div class="tgme_widget_message_poll_option_text">{}</div>'
        '<div class="tgme_widget_message_poll_option_bar accent_bg" style="width:{}%"></div>'
        "</div></div>"
    )
    return option.format(62, "Да", 62) + option.format(38, "Нет", 38)


_MEDIA = {
    MediaKind.PHOTO: '<a class="tgme_widget_message_photo_wrap" href="{address}" '
    "style=\"width:800px;background-image:url('{cdn}/photo.jpg')\">"
    '<div class="tgme_widget_message_photo" style="padding-top:58%"></div></a>\n',
    MediaKind.VIDEO: '<a class="tgme_widget_message_video_player js-message_video_player" '
    'href="{address}">' + _video_inside() + "</a>\n",
    MediaKind.ROUND_VIDEO: '<div class="tgme_widget_message_roundvideo_player '
    'js-message_roundvideo_player"><div class="tgme_widget_message_roundvideo_wrap">'
    '<video class="tgme_widget_message_roundvideo js-message_roundvideo" src="{cdn}/round.mp4">'
    "</video></div>"
    '<time class="tgme_widget_message_roundvideo_duration js-message_roundvideo_duration">0:21'
    "</time></div>\n",
    MediaKind.VOICE: '<a class="tgme_widget_message_voice_player js-message_voice_player" '
    'href="{address}"><audio class="tgme_widget_message_voice js-message_voice" '
    'src="{cdn}/voice.ogg"></audio>'
    '<time class="tgme_widget_message_voice_duration js-message_voice_duration">0:09</time></a>\n',
    MediaKind.AUDIO: '<a class="tgme_widget_message_document_wrap" href="{address}">'
    '<div class="tgme_widget_message_document_icon accent_bg audio"></div>'
    '<div class="tgme_widget_message_document">'
    '<div class="tgme_widget_message_document_title accent_color" dir="auto">Audio</div>'
    '<div class="tgme_widget_message_document_extra" dir="auto">Artist</div></div></a>\n',
    MediaKind.DOCUMENT: '<a class="tgme_widget_message_document_wrap" href="{address}">'
    '<div class="tgme_widget_message_document_icon accent_bg"></div>'
    '<div class="tgme_widget_message_document">'
    '<div class="tgme_widget_message_document_title accent_color" dir="auto">report.pdf</div>'
    '<div class="tgme_widget_message_document_extra" dir="auto">1.2 MB</div></div></a>\n',
    MediaKind.STICKER: '<div class="tgme_widget_message_sticker_wrap media_supported_cont">'
    '<i class="tgme_widget_message_sticker js-sticker_image" data-webp="{cdn}/sticker.webp"></i>'
    "</div>\n",
    MediaKind.POLL: '<div class="tgme_widget_message_poll js-poll">'
    '<div class="tgme_widget_message_poll_question">{title}</div>'
    '<div class="tgme_widget_message_poll_type">Anonymous Poll</div>'
    '<a class="tgme_widget_message_poll_options" href="{address}">' + _poll_options() + "</a></div>\n",
    MediaKind.LOCATION: '<a class="tgme_widget_message_location_wrap" href="{address}">'
    '<div class="tgme_widget_message_location" style="padding-top:50%"></div></a>\n',
    MediaKind.LINK_PREVIEW: '<a class="tgme_widget_message_link_preview" href="https://example.org/">'
    '<div class="link_preview_site_name accent_color" dir="auto">Example</div>'
    '<div class="link_preview_title" dir="auto">A page elsewhere</div>'
    '<div class="link_preview_description" dir="auto">Its summary</div></a>\n',
}


def _footer(handle: str, post: Post, views: str) -> str:
    seen = (
        ""
        if post.service
        else f'<span class="tgme_widget_message_views">{views}</span><span class="copyonly"> views</span>'
    )
    edited = "edited &nbsp;" if post.edited else ""
    at = post.at.replace(microsecond=0)
    return (
        '<div class="tgme_widget_message_footer compact js-message_footer">\n'
        '<div class="tgme_widget_message_info short js-message_info">\n'
        f'{seen}<span class="tgme_widget_message_meta">{edited}'
        f'<a class="tgme_widget_message_date" href="{PUBLIC}/{handle}/{post.id}">'
        f'<time datetime="{at.isoformat()}" class="time">{at:%H:%M}</time></a></span>\n'
        "</div>\n</div>\n"
    )
