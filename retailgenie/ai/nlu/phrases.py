# ruff: noqa: E501 - tables of words and patterns are easier to read in long lines
"""Fixed phrases of a shopping sentence: sort wishes, stock, exclusion words, and words that carry no limit."""

from __future__ import annotations

import re

from retailgenie.ai.types import Sort

_SORTS = {
    Sort.PRICE_UP: (
        r"(?:sort(?:ed)?(?: them| it| these| results)?(?: by)? )?(?:price )?(?:from )?low(?:est)? (?:to|se|-) high(?:est)?(?: price)?(?: first)?|low to high|"
        r"(?:the )?(?:cheapest|lowest price[d]?|least expensive|sabse (?:sasta|kam (?:dam|price|rate|paisa|rupaye)(?: ka)?))(?: (?:one|ones|first|wala|price|price first|pehla|on top|options?))*|"
        r"cheap(?:er)?(?: (?:one|ones|first|wala|rate|price))?|sasta(?: (?:wala|sa|pehla|rate))*|(?:sort(?:ed)? )?by price(?: low(?:est)?(?: first)?)?|price low(?:est)? first|price (?:ascending|asc|low)|budget friendly|affordable|inexpensive|kam (?:dam|price|rate)(?: (?:wala|ka))?|economical|pocket friendly"
    ),
    Sort.PRICE_DOWN: (
        r"(?:sort(?:ed)?(?: by)? )?(?:price )?(?:from )?high(?:est)? (?:to|se|-) low(?:est)?(?: price)?|(?:the )?(?:costliest|most expensive|highest price[d]?|priciest|sabse mehenga)(?: (?:one|ones|first|wala|pehla))*"
        r"|(?:sort(?:ed)? )?(?:by )?price high(?:est)?(?: first)?|expensive (?:ones )?first|(?:something )?(?:more expensive|costlier|pricier|(?:aur|zyada) mehenga)(?: (?:one|ones|wala|options?))*(?! (?:than|nahi|hai|na|mat|lag))|mehenga (?:wala )?pehla|price (?:descending|desc)"
    ),
    Sort.RATING: (
        r"(?:the )?(?:best|top|highest|highly|well|good)[- ](?:rated|rating|ratings|reviewed|reviews)(?: (?:one|ones|first|wala|products))*|(?:sort(?:ed)? )?by (?:customer )?(?:rating|ratings|reviews)|sabse accha rating(?: wala)?"
        r"|rating (?:ka hisab se|ka )?(?:se |high to low)?|most (?:loved|liked)"
    ),
    Sort.NEWEST: (
        r"(?:the )?(?:newest|latest|new arrivals?|just launched|newly launched|recently added|fresh arrivals?|most recent|sabse naya|naya (?:wala|collection|arrival|stock))(?: (?:one|ones|first|wala|collection|stock|designs?|pehla))*|new in"
    ),
    Sort.POPULAR: (
        r"(?:the )?(?:most popular|best ?sell(?:ing|ers?)|bestsellers?|top sell(?:ing|ers?)|popular|trending|most (?:sold|bought)|sabse zyada bikne wala|hot selling|popularity|fast selling)(?: (?:one|ones|first|wala))*|by popularity"
    ),
    Sort.DISCOUNT: (
        r"(?:(?:upto|up to|min|minimum|at least|flat) )?[0-9]{1,2} ?(?:%|percent|per cent|pratishat)(?: (?:off|discount|chhoot))?(?: (?:wala|mein))*|"
        r"(?:with )?(?:the )?(?:biggest|highest|most|best|maximum|max|sabse zyada) (?:discount(?:s|ed)?|off|deals?)(?: (?:one|ones|first|wala))*|by discount|(?:on|in) (?:sale|discount|offer)(?: only)?|discounted|sale mein|discount wala|offer wala|discount first"
    ),
}
SORTS: tuple[tuple[Sort, re.Pattern[str]], ...] = tuple(
    (sort, re.compile(rf"(?<!\S)(?:{pattern})(?!\S)")) for sort, pattern in _SORTS.items()
)
IN_STOCK = re.compile(
    r"(?<!\S)(?:(?:only )?(?:which|that|jo)?(?: are| is)? ?(?:in stock|available now|currently available|stock mein(?: (?:hai|ho))?)(?: only)?)(?!\S)"
)
EXCLUDE_BEFORE = frozenset(
    "not no without except excluding exclude avoid non bina minus nor neither never skip hate dislike".split()
)
EXCLUDE_PHRASES = re.compile(
    r"(?:other than|apart from|anything but|don't want|do not want|don't show(?: me)?|do not like|don't like|but not|any colou?r but|any (?:brand|material|size|pattern|kind) but|instead of|except for|not in|not of|not made of|not made from|free of|no more|any|not a|not an|not the|not any)$"
)
EXCLUDE_AFTER = re.compile(
    r"^(?:(?:ka|ko|wala)? ?(?:alava|alawa|alaavaa|alaava|ilava|bina|chhod ?(?:ke|ka|kar)|chhodo ?(?:ka|do|karo)?|hatao ?(?:do|ka)?|siva|nahi(?: (?:chahiye|ho|hona|dikhao|hai|karo|lena|pehanna))?)|wala nahi|- free|free|se allergy|excluded)(?!\S)"
)
BETWEEN_EXCLUDED = frozenset({"or", "and", "nor", ",", "ya", "aur", "/"})
AGES = frozenset("year years yr yrs saal month months mahina".split())
GIFTS = frozenset(
    "gift gifts gifting present presents tohfa toy toys game games puzzle kit kits book books".split()
)
# What a request begins with; words after it, and all words of a sentence without it, are what is looked for.
REQUESTS = frozenset(
    "show want wants need needs looking look find search get give see buy buying sell sells have has do does did can could would"
    " should please help suggest recommend got let i i'm i'd i'll i've is are hi hello hey which what where how something anything some any".split()
)
BEFORE_GOODS = frozenset("a an the me for of to please you my some any good nice best".split())
FILLERS = frozenset(
    """
    matlab yani yaani bajat sell sells selling show me i i'm i'd i'll i've want wants wanted need needs looking look for some any a an the please find
    search get give see buy buying purchase
    can could would you your my mine we our us do does did have has had is are was were be been am it its
    this that these those there here of with
    in on at to from by and or as so also just only like love really very good nice great best something
    anything stuff thing things item items product
    products option options one ones what which where who how when kind type types sort range collection
    collections price prices priced cost costing
    budget rate rupees rs inr rupaye worth under below above over between within around about less than
    more up upto made make makes wear wearing
    available availability got let let's lets help hi hello hey thanks thank ok okay yes no not but if then
    than too will shall should may might must
    using use suitable preferably prefer prefers must mostly mainly all every each other another few
    bit lot lots quick quickly today now
    asap bro yaar sir madam dear bhai ma'am hm hmm oh ah um uh well actually maybe also again still really
    shopping shop online colour color colors
    colours coloured colored size sizes fabric material brand brands branded company gender occasion
    category section stock wale wali selection
    mujhe mera aap tum hum ye woh kya kaun kahan kab kaise kaisa kitna kuch koi sab hai tha aur ya par mein
    se ko ka ki ke liye ji chahiye dikhao batao
    dekhna lena khareedna do karo karta jao aao raha sakta milega rakho dalo toh bhi hi sirf bas accha wala
    aisa jaisa kripya zara jara na naa abhi
    mil milte achanak pehanna bahut hua chal sun bol ek_ tak beech andar neeche upar kam zyada lagbhag main
    zaroorat pasand kaafi sakte paas aaspas
    mere meri jo jinka jiska jisme jis unka inka lag laga lagta rahe rahi range rangewise dam paisa
    wagairah etc sathi peksha madhye dakhva naya
    add added adding remove removed delete put putting compare comparing cart basket suggest suggests
    suggestion suggestions recommend recommended
    recommendation recommendations idea ideas apply dalo hatao lagao track wishlist favourite favourites
    wondering wonder curious hoping hope interested trying tell know remember check confirm currently right moment
    website site varieties variety choices choice different exact exactly details however longer afraid recently
    don don't doesn doesn't didn didn't isn isn't won't aren't
    h
    i.e eg such per out into onto need's he she they them his her him their gift gifts gifting someone
    """.split()
)
SPOKEN_FILLERS = frozenset(  # how one is addressed, and the article, where Hindi is spoken
    "nahi nahin h k sa saa si ek phir fir to toh acha accha achha suno bhai bhaiya bhaiyya bro didi boss yaar yar dost uncle aunty bhaisahab एक सा सी भाई भैया दीदी यार".split()
)
OF_JUTE = frozenset(
    "bag rug dhurrie mat tote carpet rope basket material fabric silk cotton cushion clutch handbag satchel".split()
)
INTERJECTIONS = frozenset(
    "ok okay k acha accha achha hmm hm oh ah so then now well alright fine theek hai".split()
)
GENDERLESS_LEAD = re.compile(r"^(?:for|to|gift|liye)$")
SIZE_WORDS = {
    "small": ("s", "small"),
    "medium": ("m", "medium"),
    "large": ("l", "large"),
    "extra large": ("xl", "extra large", "x large"),
    "x large": ("xl", "extra large"),
    "extra small": ("xs", "extra small"),
    "double xl": ("xxl", "2xl"),
    "double extra large": ("xxl", "2xl"),
    "triple xl": ("xxxl", "3xl"),
    "xxl": ("xxl", "2xl"),
    "2xl": ("2xl", "xxl"),
    "xxxl": ("xxxl", "3xl"),
    "3xl": ("3xl", "xxxl"),
    "free size": ("free size", "one size", "free"),
    "one size": ("one size", "free size", "free"),
    "freesize": ("free size", "one size", "free"),
    "bada": ("l", "large"),
    "chhota": ("s", "small"),
}
