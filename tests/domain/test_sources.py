"""Where visits come from: referrers as browsers send them, and what owners expect to read."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.domain import source_table, sources
from tracker.domain.campaigns import Campaign
from tracker.domain.sources import Source, source_of

PAGE = "example.com"

SEARCH = [
    ("https://www.google.com/", "Google"),
    ("https://www.google.com/search?q=live+analytics", "Google"),
    ("https://www.google.com/url?sa=t&source=web&url=https%3A%2F%2Fexample.com%2F", "Google"),
    ("https://google.com", "Google"),
    ("http://www.google.co.uk/", "Google"),
    ("https://www.google.com.br/", "Google"),
    ("https://www.google.co.jp/", "Google"),
    ("https://www.google.de/", "Google"),
    ("https://www.google.cat/", "Google"),
    ("https://WWW.GOOGLE.FR:443/", "Google"),
    ("https://images.google.com/imgres?imgurl=x", "Google"),
    ("https://cse.google.com/cse?cx=1", "Google"),
    ("android-app://com.google.android.googlequicksearchbox/", "Google"),
    ("android-app://com.google.android.googlequicksearchbox/https/www.google.com", "Google"),
    ("https://example-com.cdn.ampproject.org/", "Google"),
    ("https://lens.google.com/", "Google"),
    ("https://scholar.google.com/scholar?q=x", "Google Scholar"),
    ("https://scholar.google.de/", "Google Scholar"),
    ("https://www.bing.com/", "Bing"),
    ("https://cn.bing.com/search?q=a", "Bing"),
    ("https://duckduckgo.com/", "DuckDuckGo"),
    ("https://html.duckduckgo.com/html/", "DuckDuckGo"),
    ("android-app://com.duckduckgo.mobile.android/", "DuckDuckGo"),
    ("https://www.ecosia.org/search?q=trees", "Ecosia"),
    ("https://www.qwant.com/", "Qwant"),
    ("https://lite.qwant.com/", "Qwant"),
    ("https://www.startpage.com/", "Startpage"),
    ("https://eu.startpage.com/do/dsearch", "Startpage"),
    ("https://kagi.com/", "Kagi"),
    ("https://search.brave.com/search?q=a", "Brave Search"),
    ("https://yandex.ru/clck/jsredir?from=yandex.ru", "Yandex"),
    ("https://yandex.com.tr/", "Yandex"),
    ("https://www.yandex.kz/search/", "Yandex"),
    ("https://ya.ru/", "Yandex"),
    ("https://www.baidu.com/link?url=abc", "Baidu"),
    ("https://m.baidu.com/", "Baidu"),
    ("https://search.naver.com/search.naver?query=a", "Naver"),
    ("https://m.search.naver.com/", "Naver"),
    ("https://search.daum.net/search?q=a", "Daum"),
    ("https://search.seznam.cz/?q=a", "Seznam"),
    ("https://www.seznam.cz/", "Seznam"),
    ("https://search.yahoo.com/", "Yahoo!"),
    ("https://r.search.yahoo.com/_ylt=abc", "Yahoo!"),
    ("https://de.search.yahoo.com/", "Yahoo!"),
    ("https://search.yahoo.co.jp/search?p=a", "Yahoo! Japan"),
    ("https://www.sogou.com/", "Sogou"),
    ("https://www.so.com/link", "360 Search"),
    ("https://m.sm.cn/", "Shenma"),
    ("https://coccoc.com/search", "Cốc Cốc"),
    ("https://www.mojeek.com/search", "Mojeek"),
    ("https://search.marginalia.nu/", "Marginalia"),
    ("https://swisscows.com/", "Swisscows"),
    ("https://metager.de/", "MetaGer"),
    ("https://metager.org/", "MetaGer"),
    ("https://www.ask.com/web", "Ask.com"),
    ("https://search.aol.com/aol/search", "AOL"),
    ("https://searx.be/", "SearXNG"),
    ("https://presearch.com/", "Presearch"),
    ("https://search.lilo.org/", "Lilo"),
    ("https://go.mail.ru/search", "Mail.ru"),
    ("https://www.dogpile.com/", "Dogpile"),
    ("https://oceanhero.today/web", "OceanHero"),
    ("//google.com/x", "Google"),
    ("https://ipv6.google.com/", "Google"),
    ("https://www.googleapis.com/auth/chrome-content-suggestions", "Google Discover"),
    ("https://discover.google.com/", "Google Discover"),
    ("https://news.google.com/", "Google News"),
    ("android-app://com.google.android.apps.magazines/", "Google News"),
    ("https://www.yahoo.com/", "Yahoo!"),
    ("https://de.yahoo.com/", "Yahoo!"),
    ("https://malaysia.search.yahoo.com/", "Yahoo!"),
    ("https://www.yahoo.co.jp/", "Yahoo! Japan"),
    ("https://www.msn.com/en-us", "MSN"),
    ("https://ntp.msn.com/edge/ntp", "MSN"),
    ("https://www.naver.com/", "Naver"),
    ("https://m.naver.com/", "Naver"),
    ("https://www.daum.net/", "Daum"),
    ("https://m.daum.net/", "Daum"),
    ("https://www.rambler.ru/", "Rambler"),
    ("https://searx.somebody.example/search", "SearXNG"),
]

SOCIAL = [
    ("https://www.facebook.com/", "Facebook"),
    ("http://m.facebook.com", "Facebook"),
    ("https://l.facebook.com/l.php?u=https%3A%2F%2Fexample.com", "Facebook"),
    ("https://lm.facebook.com/", "Facebook"),
    ("https://fb.me/abc", "Facebook"),
    ("android-app://com.facebook.katana/", "Facebook"),
    ("https://l.messenger.com/", "Messenger"),
    ("https://www.instagram.com/", "Instagram"),
    ("https://l.instagram.com/?u=x", "Instagram"),
    ("android-app://com.instagram.android", "Instagram"),
    ("https://l.threads.com/", "Threads"),
    ("https://www.threads.net/", "Threads"),
    ("https://t.co/AbCdEf", "X"),
    ("https://twitter.com/ann/status/1", "X"),
    ("https://x.com/", "X"),
    ("https://mobile.twitter.com/", "X"),
    ("android-app://com.twitter.android/", "X"),
    ("https://bsky.app/", "Bluesky"),
    ("https://go.bsky.app/", "Bluesky"),
    ("https://mastodon.social/@ann", "Mastodon"),
    ("https://fosstodon.org/", "Mastodon"),
    ("https://hachyderm.io/", "Mastodon"),
    ("https://www.linkedin.com/", "LinkedIn"),
    ("https://lnkd.in/abc", "LinkedIn"),
    ("https://de.linkedin.com/", "LinkedIn"),
    ("android-app://com.linkedin.android/", "LinkedIn"),
    ("https://www.reddit.com/r/selfhosted/", "Reddit"),
    ("https://old.reddit.com/", "Reddit"),
    ("https://out.reddit.com/t3_abc", "Reddit"),
    ("https://redd.it/abc", "Reddit"),
    ("android-app://com.reddit.frontpage/", "Reddit"),
    ("https://www.pinterest.com/pin/1/", "Pinterest"),
    ("https://www.pinterest.de/", "Pinterest"),
    ("https://br.pinterest.com/", "Pinterest"),
    ("https://pin.it/abc", "Pinterest"),
    ("https://www.tiktok.com/", "TikTok"),
    ("https://vm.tiktok.com/abc", "TikTok"),
    ("https://vk.com/", "VK"),
    ("https://away.vk.com/away.php", "VK"),
    ("https://ok.ru/", "Odnoklassniki"),
    ("https://weibo.com/", "Weibo"),
    ("https://t.cn/abc", "Weibo"),
    ("https://www.zhihu.com/question/1", "Zhihu"),
    ("https://link.zhihu.com/?target=x", "Zhihu"),
    ("https://www.tumblr.com/", "Tumblr"),
    ("https://ann.tumblr.com/", "Tumblr"),
    ("https://web.telegram.org/", "Telegram"),
    ("https://t.me/s/channel", "Telegram"),
    ("android-app://org.telegram.messenger/", "Telegram"),
    ("https://web.whatsapp.com/", "WhatsApp"),
    ("https://wa.me/", "WhatsApp"),
    ("https://discord.com/channels/1", "Discord"),
    ("https://www.quora.com/", "Quora"),
    ("https://www.snapchat.com/", "Snapchat"),
    ("https://www.flickr.com/", "Flickr"),
    ("https://www.xing.com/", "XING"),
    ("https://m.tieba.baidu.com/p/1", "Tieba"),
    ("https://lemmy.world/c/selfhosted", "Lemmy"),
    ("https://t.umblr.com/redirect?z=x", "Tumblr"),
    ("https://telegra.ph/a", "Telegram"),
    ("android-app://com.linkedin.android.lite/", "LinkedIn"),
    ("https://com.linkedin.android/", "LinkedIn"),
    ("android-app://com.whatsapp.w4b/", "WhatsApp"),
    ("https://business-school.linkedin.com/", "LinkedIn"),
    ("https://blog.naver.com/ann", "Naver Blog"),
    ("https://cafe.naver.com/ann", "Naver Cafe"),
    ("https://zhidao.baidu.com/q", "Baidu Zhidao"),
    ("https://stackoverflow.com/questions/1", "Stack Overflow"),
    ("https://superuser.com/q/1", "Stack Exchange"),
    ("https://unix.stackexchange.com/q/1", "Stack Exchange"),
    ("https://medium.com/@ann/post", "Medium"),
    ("https://ann.blogspot.com/", "Blogger"),
    ("https://news.ycombinator.com/", "Hacker News"),
    ("https://news.ycombinator.com/item?id=1", "Hacker News"),
    ("https://hckrnews.com/", "Hacker News"),
    ("android-app://io.github.hidroh.materialistic/", "Hacker News"),
    ("https://lobste.rs/", "Lobsters"),
    ("https://flipboard.com/", "Flipboard"),
    ("https://getpocket.com/", "Pocket"),
    ("https://slashdot.org/", "Slashdot"),
    ("https://tech.slashdot.org/story/1", "Slashdot"),
    ("https://substack.com/home", "Substack"),
    ("https://ann.substack.com/p/hello", "Substack"),
    ("https://dzen.ru/", "Dzen"),
]

FEDIVERSE = [
    ("https://mastodon.example/@ann", "Mastodon"),
    ("https://www.mastodon.example/", "Mastodon"),
    ("https://masto.somebody.example/", "Mastodon"),
    ("https://mstdn.example.jp/", "Mastodon"),
    ("https://toot.wales/", "Mastodon"),
    ("https://infosec.exchange/@ann/1", "Mastodon"),
    ("https://mastodonapp.uk/", "Mastodon"),
    ("https://lemmy.example/post/1", "Lemmy"),
    ("https://feddit.org/", "Lemmy"),
    ("https://pixelfed.example/p/1", "Pixelfed"),
    ("https://misskey.example/", "Misskey"),
]

VIDEO = [
    ("https://www.youtube.com/watch?v=abc", "YouTube"),
    ("https://youtu.be/abc", "YouTube"),
    ("https://m.youtube.com/", "YouTube"),
    ("android-app://com.google.android.youtube/", "YouTube"),
    ("https://www.twitch.tv/ann", "Twitch"),
    ("https://vimeo.com/1", "Vimeo"),
    ("https://peertube.example/w/1", "PeerTube"),
    ("https://framatube.org/", "PeerTube"),
    ("https://www.bilibili.com/video/1", "Bilibili"),
]

SHOPPING = [
    ("https://www.amazon.de/", "Amazon"),
    ("https://www.amazon.com/dp/1", "Amazon"),
    ("https://m.ebay.co.uk/", "eBay"),
    ("https://www.etsy.com/", "Etsy"),
    ("https://shopping.google.com/", "Google Shopping"),
    ("https://www.google.de/shopping/product/1", "Google Shopping"),
    ("https://www.idealo.de/", "idealo"),
]

PAID = [
    ("https://www.googleadservices.com/pagead/aclk", "Google", "paid-search"),
    ("https://googleads.g.doubleclick.net/pagead/ads", "Google Display", "display"),
    ("https://tpc.googlesyndication.com/", "Google Display", "display"),
    ("https://yabs.yandex.ru/count/1", "Yandex", "paid-search"),
    ("https://an.yandex.ru/", "Yandex", "paid-search"),
    ("https://aax.amazon-adsystem.com/", "Amazon", "paid-shopping"),
    ("https://trc.taboola.com/", "Taboola", "display"),
    ("https://paid.outbrain.com/", "Outbrain", "display"),
    ("https://www.awin1.com/cread.php", "Awin", "affiliates"),
]

AI = [
    ("https://chatgpt.com/", "ChatGPT"),
    ("https://chat.openai.com/", "ChatGPT"),
    ("https://www.perplexity.ai/search/abc", "Perplexity"),
    ("android-app://ai.perplexity.app.android/", "Perplexity"),
    ("https://claude.ai/", "Claude"),
    ("https://gemini.google.com/app", "Gemini"),
    ("https://bard.google.com/", "Gemini"),
    ("https://notebooklm.google.com/", "NotebookLM"),
    ("https://copilot.microsoft.com/", "Copilot"),
    ("https://copilot.cloud.microsoft/", "Copilot"),
    ("https://chat.deepseek.com/", "DeepSeek"),
    ("https://chat.mistral.ai/chat", "Mistral"),
    ("https://grok.com/", "Grok"),
    ("https://www.meta.ai/", "Meta AI"),
    ("https://poe.com/", "Poe"),
    ("https://you.com/", "You.com"),
    ("https://www.phind.com/", "Phind"),
    ("https://chat.qwen.ai/", "Qwen"),
    ("https://www.kimi.com/", "Kimi"),
    ("https://www.doubao.com/", "Doubao"),
    ("https://duck.ai/", "Duck.ai"),
    ("https://www.bing.com/chat", "Copilot"),
    ("https://x.com/i/grok", "Grok"),
    ("https://x.com/i/grok/share/1", "Grok"),
    ("https://chat.z.ai/", "Z.ai"),
    ("https://chatglm.cn/", "Z.ai"),
    ("https://yiyan.baidu.com/", "ERNIE"),
    ("https://huggingface.co/chat/", "HuggingChat"),
    ("https://lmarena.ai/", "LMArena"),
    ("android-app://com.deepseek.chat/", "DeepSeek"),
]

EMAIL = [
    ("https://mail.google.com/mail/u/0/", "Gmail"),
    ("android-app://com.google.android.gm/", "Gmail"),
    ("https://outlook.live.com/mail/0/", "Outlook"),
    ("https://outlook.office.com/mail/", "Outlook"),
    ("https://outlook.office365.com/", "Outlook"),
    ("https://outlook.cloud.microsoft/", "Outlook"),
    ("https://eur01.safelinks.protection.outlook.com/", "Outlook"),
    ("https://mail.yahoo.com/d/folders/1", "Yahoo! Mail"),
    ("https://mail.yahoo.co.jp/", "Yahoo! Mail"),
    ("https://mail.proton.me/u/0/inbox", "Proton Mail"),
    ("https://mail.aol.com/", "AOL Mail"),
    ("https://app.fastmail.com/mail/Inbox", "Fastmail"),
    ("https://www.icloud.com/mail", "iCloud"),
    ("https://mail.yandex.ru/", "Yandex Mail"),
    ("https://mail.yandex.com/", "Yandex Mail"),
    ("https://e.mail.ru/inbox", "Mail.ru Mail"),
    ("https://navigator-bs.gmx.net/mail", "GMX"),
    ("https://deref-gmx.net/mail/client/", "GMX"),
    ("https://deref-web.de/mail/client/", "WEB.DE"),
    ("https://email.seznam.cz/", "Seznam Email"),
    ("https://mail.zoho.com/", "Zoho Mail"),
    ("https://app.tuta.com/", "Tuta"),
    ("https://mail.naver.com/", "Naver Mail"),
    ("https://mail.qq.com/", "QQ Mail"),
    ("https://app.hey.com/", "HEY"),
    ("https://us2.campaign-archive.com/?u=1", "Mailchimp"),
    ("https://buttondown.com/ann/archive/1", "Buttondown"),
    ("https://web.mail.comcast.net/", "Xfinity"),
    ("https://www.orange.fr/webmail/fr", "Orange Mail"),
    ("https://mail.somebody.example.org/", "Webmail"),
    ("https://webmail.example.org/?_task=mail", "Webmail"),
    ("https://deref-example.com/mail/client/", "Webmail"),
    ("https://poczta.firma.example/", "Webmail"),
    ("https://roundcube.example.org/", "Webmail"),
    ("com.google.android.gm", "Gmail"),
]

REFERRAL = [
    ("https://github.com/ann/repo", "GitHub"),
    ("https://gist.github.com/ann/1", "GitHub"),
    ("https://ann.github.io/blog/", "ann.github.io"),
    ("https://gitlab.com/ann", "GitLab"),
    ("https://codeberg.org/ann", "Codeberg"),
    ("https://dev.to/ann", "DEV"),
    ("https://www.producthunt.com/posts/tracker", "Product Hunt"),
    ("https://app.slack.com/client/T1", "Slack"),
    ("android-app://com.slack/", "Slack"),
    ("https://teams.microsoft.com/", "Microsoft Teams"),
    ("https://www.notion.so/", "Notion"),
    ("https://huggingface.co/models", "Hugging Face"),
    ("https://pypi.org/project/x/", "PyPI"),
    ("https://www.npmjs.com/package/x", "npm"),
    ("https://hub.docker.com/r/x", "Docker Hub"),
    ("https://en.wikipedia.org/wiki/Web_analytics", "Wikipedia"),
    ("https://de.m.wikipedia.org/", "Wikipedia"),
    ("https://alternativeto.net/software/x/", "AlternativeTo"),
    ("https://www.indiehackers.com/post/x", "Indie Hackers"),
    ("https://web.archive.org/web/2026/https://example.com/", "Internet Archive"),
    ("https://example-com.translate.goog/", "Google Translate"),
    ("https://docs.google.com/document/d/1", "Google Docs"),
    ("android-app://com.google.android.apps.docs/", "Google Drive"),
    ("android-app://com.google.android.apps.docs.editors.docs/", "Google Docs"),
    ("https://www.google.com/maps/place/x", "Google Maps"),
    ("https://www.google.co.uk/maps", "Google Maps"),
    ("https://accounts.google.com/", "Google Account"),
    ("https://sites.google.com/view/ann", "Google Sites"),
    ("https://pan.baidu.com/s/1", "Baidu Pan"),
    ("https://top.baidu.com/", "top.baidu.com"),
    ("https://developers.facebook.com/docs", "developers.facebook.com"),
    ("https://about.instagram.com/", "about.instagram.com"),
    ("https://help.duckduckgo.com/", "help.duckduckgo.com"),
    ("https://blog.ecosia.org/", "blog.ecosia.org"),
    ("https://googleapis.com/storage/x", "googleapis.com"),
    ("https://finance.yahoo.com/", "Yahoo! Finance"),
    ("https://news.yahoo.com/", "Yahoo! News"),
    ("https://www.nytimes.com/2026/", "The New York Times"),
    ("https://www.bbc.co.uk/news", "BBC"),
    ("https://www.heise.de/news/", "heise"),
    ("https://feedly.com/i/latest", "Feedly"),
    ("https://joinmastodon.org/", "joinmastodon.org"),
    ("https://mastodonband.example/", "mastodonband.example"),
    ("https://mail.example/", "mail.example"),
    ("https://mail:8080/", "mail:8080"),
    ("https://toot/", "toot"),
    ("https://community.netlify.app/", "community.netlify.app"),
    ("https://community.openai.com/t/1", "community.openai.com"),
    ("https://google.example.org/", "google.example.org"),
    ("https://notgoogle.com/", "notgoogle.com"),
    ("https://google.com.evil.example/", "google.com.evil.example"),
    ("https://www.somebody.blog/links", "somebody.blog"),
    ("https://blog.example.com/post", "blog.example.com"),
    ("https://shop.example.com/", "shop.example.com"),
    ("https://xn--mnchen-3ya.example/", "münchen.example"),
    ("https://192.168.1.10:3000/", "192.168.1.10:3000"),
    ("http://localhost:4000/", "localhost:4000"),
    ("https://ann:pw@somebody.blog/", "somebody.blog"),
    ("android-app://org.example.reader/", "org.example.reader"),
    ("ios-app://1234567/", "1234567"),
    ("somebody.blog/links", "somebody.blog"),
    ("www.somebody.blog", "somebody.blog"),
    ("poster at the station", "poster at the station"),
    ("https:// broken", "https:// broken"),
    ("\u202eevil", "\u202eevil"),
    ("\x00caf\ud800e\u0301", "café"),
]

DIRECT = [
    "",
    "   ",
    "\x00",
    "\ud800",
    "about:blank",
    "about:client",
    "data:text/html,<b>hello",
    "javascript:alert(1)",
    "JavaScript:alert(1)",
    "file:///home/ann/page.html",
    "blob:https://example.org/1",
    "chrome-extension://abcdef/popup.html",
    "moz-extension://abcdef/",
    "view-source:https://example.org/",
    "null",
    "undefined",
    "(direct)",
    "-",
    "{{referrer}}",
    "${ref}",
    "%%REFERRER%%",
    "[referrer]",
    "__REFERER__",
    "*|REFERRER|*",
]

INTERNAL = [
    ("https://example.com/", "example.com"),
    ("https://example.com/pricing?x=1", "example.com"),
    ("https://www.example.com/", "example.com"),
    ("http://example.com/", "www.example.com"),
    ("https://EXAMPLE.com:443/", "example.com"),
    ("http://localhost:8000/", "localhost:8000"),
    ("http://localhost:3000/", "localhost:8000"),
    ("https://xn--mnchen-3ya.example/", "münchen.example"),
    ("https://www.google.com/about", "www.google.com"),
]


@pytest.mark.parametrize(("referrer", "name"), SEARCH)
def test_search_engines(referrer, name):
    assert source_of(referrer, PAGE, None) == (name, "organic-search")


@pytest.mark.parametrize(("referrer", "name"), SOCIAL + FEDIVERSE)
def test_social_networks(referrer, name):
    assert source_of(referrer, PAGE, None) == (name, "organic-social")


@pytest.mark.parametrize(("referrer", "name"), VIDEO)
def test_videos(referrer, name):
    assert source_of(referrer, PAGE, None) == (name, "organic-video")


@pytest.mark.parametrize(("referrer", "name"), SHOPPING)
def test_shops(referrer, name):
    assert source_of(referrer, PAGE, None) == (name, "organic-shopping")


@pytest.mark.parametrize(("referrer", "name"), AI)
def test_assistants(referrer, name):
    assert source_of(referrer, PAGE, None) == (name, "ai-assistants")


@pytest.mark.parametrize(("referrer", "name"), EMAIL)
def test_mail(referrer, name):
    assert source_of(referrer, PAGE, None) == (name, "email")


@pytest.mark.parametrize(("referrer", "name"), REFERRAL)
def test_other_sites(referrer, name):
    assert source_of(referrer, PAGE, None) == (name, "referral")


@pytest.mark.parametrize(("referrer", "name", "channel"), PAID)
def test_advertisements_and_those_who_sell(referrer, name, channel):
    assert source_of(referrer, PAGE, None) == (name, channel)


@pytest.mark.parametrize("referrer", DIRECT)
def test_no_source_at_all(referrer):
    assert source_of(referrer, PAGE, None) == ("Direct", "direct")


@pytest.mark.parametrize(("referrer", "page_host"), INTERNAL)
def test_links_within_the_site(referrer, page_host):
    assert source_of(referrer, page_host, None) == ("", "internal")


def campaign(**fields: str) -> Campaign:
    names = ("source", "medium", "name", "term", "content", "click_id")
    return Campaign(*(fields.get(name, "") for name in names))


TAGGED = [
    # referrer, campaign, name, channel
    ("", campaign(source="newsletter", medium="email"), "newsletter", "email"),
    ("", campaign(source="newsletter"), "newsletter", "email"),
    ("", campaign(source="weekly-newsletter"), "weekly-newsletter", "email"),
    ("", campaign(source="mailchimp", medium="email", name="may"), "Mailchimp", "email"),
    ("https://mail.google.com/", campaign(source="crm", medium="e-mail"), "crm", "email"),
    ("", campaign(source="google", medium="cpc", name="brand"), "Google", "paid-search"),
    (
        "https://www.google.com/",
        campaign(source="google", medium="organic"),
        "Google",
        "organic-search",
    ),
    ("", campaign(source="bing", medium="ppc"), "Bing", "paid-search"),
    ("", campaign(source="facebook", medium="paid-social"), "Facebook", "paid-social"),
    ("", campaign(source="fb", medium="paid-social"), "Facebook", "paid-social"),
    ("", campaign(source="ig", medium="organic-social"), "Instagram", "organic-social"),
    ("", campaign(source="Facebook"), "Facebook", "organic-social"),
    ("https://t.co/x", campaign(source="twitter", medium="organic-social"), "X", "organic-social"),
    ("", campaign(source="linkedin.com", medium="organic-social"), "LinkedIn", "organic-social"),
    ("", campaign(source="spring-post", medium="social-media"), "spring-post", "organic-social"),
    ("", campaign(source="partner", medium="display"), "partner", "display"),
    ("", campaign(source="partner", medium="CPM"), "partner", "display"),
    ("", campaign(source="partner", medium="retargeting"), "partner", "paid-other"),
    ("", campaign(source="partner", medium="affiliate"), "partner", "affiliates"),
    ("", campaign(source="flyer", medium="print"), "flyer", "unassigned"),
    ("", campaign(source="flyer"), "flyer", "unassigned"),
    ("", campaign(source="app", medium="push"), "app", "mobile-push"),
    ("", campaign(source="producthunt"), "Product Hunt", "referral"),
    ("https://www.producthunt.com/", campaign(source="producthunt"), "Product Hunt", "referral"),
    ("", campaign(source="hackernews"), "Hacker News", "organic-social"),
    ("", campaign(source="hn"), "Hacker News", "organic-social"),
    ("", campaign(source="news.ycombinator.com"), "Hacker News", "organic-social"),
    ("", campaign(source="chatgpt.com"), "ChatGPT", "ai-assistants"),
    ("https://chatgpt.com/", campaign(source="chatgpt.com"), "ChatGPT", "ai-assistants"),
    ("", campaign(source="perplexity"), "Perplexity", "ai-assistants"),
    ("", campaign(source="copilot.com"), "Copilot", "ai-assistants"),
    ("", campaign(source="somebody.blog"), "somebody.blog", "referral"),
    ("", campaign(source="https://www.somebody.blog/a"), "somebody.blog", "referral"),
    ("", campaign(name="spring"), "spring", "unassigned"),
    ("", campaign(medium="email"), "email", "email"),
    ("https://www.google.com/", campaign(name="spring"), "Google", "organic-search"),
    ("https://www.google.com/", campaign(medium="cpc"), "Google", "paid-search"),
    ("https://somebody.blog/", campaign(medium="banner"), "somebody.blog", "display"),
    ("https://www.google.com/", campaign(click_id="gclid"), "Google", "paid-search"),
    ("", campaign(click_id="gclid"), "Google", "paid-search"),
    ("", campaign(click_id="gbraid"), "Google", "paid-search"),
    ("", campaign(click_id="wbraid"), "Google", "paid-search"),
    ("", campaign(click_id="dclid"), "Google Display", "display"),
    ("https://www.youtube.com/", campaign(click_id="gclid"), "YouTube", "paid-video"),
    ("https://partner.example.org/", campaign(click_id="gclid"), "Google", "paid-search"),
    ("", campaign(click_id="msclkid"), "Bing", "paid-search"),
    ("https://duckduckgo.com/", campaign(click_id="msclkid"), "DuckDuckGo", "paid-search"),
    ("", campaign(click_id="fbclid"), "Facebook", "organic-social"),
    ("https://l.instagram.com/", campaign(click_id="fbclid"), "Instagram", "organic-social"),
    ("", campaign(source="fb", medium="cpc", click_id="fbclid"), "Facebook", "paid-social"),
    ("", campaign(source="spring-post", click_id="fbclid"), "spring-post", "organic-social"),
    ("", campaign(source="list", medium="email", click_id="fbclid"), "list", "email"),
    ("", campaign(source="google", medium="organic", click_id="gclid"), "Google", "paid-search"),
    ("", campaign(click_id="twclid"), "X", "paid-social"),
    ("", campaign(click_id="ttclid"), "TikTok", "paid-social"),
    ("", campaign(click_id="li_fat_id"), "LinkedIn", "paid-social"),
    ("", campaign(click_id="yclid"), "Yandex", "paid-search"),
    ("", campaign(click_id="ysclid"), "Yandex", "organic-search"),
    ("", campaign(click_id="igsh"), "Instagram", "organic-social"),
    ("", campaign(click_id="mc_eid"), "Mailchimp", "email"),
    ("https://example.com/", campaign(source="newsletter", medium="email"), "newsletter", "email"),
    ("https://example.com/", campaign(click_id="gclid"), "Google", "paid-search"),
    ("https://example.com/", campaign(source="menu"), "", "internal"),
    ("", campaign(source="google_ads"), "Google", "paid-search"),
    ("", campaign(source="adwords"), "Google", "paid-search"),
    ("", campaign(source="gads"), "Google", "paid-search"),
    ("", campaign(source="Google Ads"), "Google", "paid-search"),
    ("", campaign(source="bing-ads"), "Bing", "paid-search"),
    ("", campaign(source="yandex.direct"), "Yandex", "paid-search"),
    ("", campaign(source="fb-ads"), "Facebook", "paid-social"),
    ("", campaign(source="fbads"), "Facebook", "paid-social"),
    ("", campaign(source="facebook_ads"), "Facebook", "paid-social"),
    ("", campaign(source="FacebookAds"), "Facebook", "paid-social"),
    ("", campaign(source="facebook_ads", medium="social"), "Facebook", "paid-social"),
    ("", campaign(source="paid_instagram"), "Instagram", "paid-social"),
    ("", campaign(source="tiktokads"), "TikTok", "paid-social"),
    ("", campaign(source="meta_ads"), "Meta", "paid-social"),
    ("", campaign(source="yt-ads"), "YouTube", "paid-video"),
    ("", campaign(source="amazon ads"), "Amazon", "paid-shopping"),
    ("", campaign(source="google / cpc"), "Google", "paid-search"),
    ("", campaign(source="threads"), "Threads", "organic-social"),
    ("", campaign(source="downloads"), "downloads", "unassigned"),
    ("", campaign(source="ads"), "ads", "unassigned"),
    ("", campaign(source="target"), "target", "unassigned"),
    ("", campaign(source="com.linkedin.android"), "LinkedIn", "organic-social"),
    ("", campaign(source="//google.com/x"), "Google", "organic-search"),
    ("", campaign(source="google.com/maps"), "Google Maps", "referral"),
    ("https://www.google.com/", campaign(source="{{source}}"), "Google", "organic-search"),
    ("", campaign(source="{{site_source_name}}", medium="cpc"), "cpc", "paid-other"),
    ("", campaign(source="{source}", medium="{medium}"), "Direct", "direct"),
    ("", campaign(source="(direct)", medium="(none)"), "Direct", "direct"),
    ("", campaign(source="(not set)", name="may"), "may", "unassigned"),
    ("", campaign(source="instagram", medium="organic"), "Instagram", "organic-social"),
    ("", campaign(source="ig", medium="referral"), "Instagram", "organic-social"),
    ("", campaign(source="chatgpt.com", medium="referral"), "ChatGPT", "ai-assistants"),
    ("", campaign(source="mailchimp", medium="organic"), "Mailchimp", "email"),
    ("", campaign(source="somebody.blog", medium="organic"), "somebody.blog", "organic-search"),
    ("https://www.googleadservices.com/", campaign(source="brand"), "brand", "paid-other"),
    ("https://www.googleadservices.com/", campaign(name="brand"), "Google", "paid-search"),
    ("https://example.com/", campaign(name="spring"), "spring", "unassigned"),
    ("", campaign(click_id="awc"), "Awin", "affiliates"),
    ("", campaign(click_id="unheardof"), "Direct", "unassigned"),
    ("", campaign(source="brand", click_id="gclid"), "brand", "paid-search"),
    ("", campaign(source="brand", click_id="irclickid"), "brand", "affiliates"),
]


@pytest.mark.parametrize(("referrer", "tags", "name", "channel"), TAGGED)
def test_tagged_links(referrer, tags, name, channel):
    assert source_of(referrer, PAGE, tags) == (name, channel)


def test_a_subdomain_of_the_page_is_another_site():
    assert source_of("https://blog.example.com/", "www.example.com", None).channel == "referral"


def test_a_huge_referrer_is_named_by_its_host():
    referrer = "https://www.somebody.blog/" + "a" * 100_000
    assert source_of(referrer, PAGE, None) == ("somebody.blog", "referral")


def test_a_huge_text_is_cut():
    assert len(source_of("a" * 100_000, PAGE, None).name) <= 100


@given(st.text(st.characters()), st.text(), st.none() | st.builds(Campaign, *[st.text()] * 6))
def test_any_text_has_a_source(referrer, page_host, tags):
    source = source_of(referrer, page_host, tags)
    assert isinstance(source, Source)
    assert source.name.encode() or source.channel == "internal"


@given(st.text(st.characters()).map("https://".__add__))
def test_any_address_has_a_source(referrer):
    source_of(referrer, PAGE, None).name.encode()


def test_the_table_can_be_read_ahead_of_the_first_hit():
    source_table.known_table.cache_clear()
    sources.warm_up()
    assert source_table.known_table.cache_info().currsize == 1
