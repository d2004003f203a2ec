"""What a reader of names must know by heart: short forms of first names, spellings of one name in several alphabets, East Asian syllables."""

from __future__ import annotations

import re
from functools import lru_cache

_SHORT_FORMS = """
abigail abby|abraham abe|albert al bert|alexander alex sasha sandy alec|alexandra alex sasha|alexandros alex|alfred al fred|andrew andy drew
|anthony tony|antonio toni tony|arthur art|barbara barb|benjamin ben benny|bernard bernie|bradley brad|carolyn carol|catherine cathy kate cat
|charles charlie chuck|christina tina chris|christine chris tina|christopher chris|clifford cliff|daniel dan danny|david dave
|deborah deb debbie|dennis denny|dmitry dima mitya|dominic dom|donald don|douglas doug|edmund ed ted|edward ed eddie ned ted|edwin ed|elizabeth liz beth betty eliza
|eugene gene|evgeny eugene zhenya|frances fran|francis frank|francisco paco|franklin frank|frederick fred|gabriel gabe|geoffrey geoff jeff|gerald gerry jerry
|gregory greg|gustavo gus|harold harry hal|henry hank harry|herbert herb|howard howie|ignacio nacho|jacob jake|james jim jimmy jamie|jeffrey jeff|jennifer jen jenny
|jerome jerry|jessica jess|johannes hans jan|john jack johnny|jonathan jon|joseph joe joey|joshua josh|judith judy|katherine kate kathy katie|kathleen kathy
|kenneth ken kenny|kimberly kim|lawrence larry|leonard len leo|leonid leo|lewis lew|louis lou|margaret peggy maggie meg|mark marc|martin marty|matthew matt
|maximilian max|maxim max|michael mike mick misha|mikhail misha michael|mitchell mitch|nathan nate|nathaniel nat nate|nicholas nick nic|nikolai nick kolya|norman norm
|oliver ollie|pamela pam|patricia pat patty trish|patrick pat paddy|peter pete|philip phil|phillip phil|rachel rae|raymond ray|rebecca becky|richard rich rick dick
|robert bob rob bobby bert|roberto beto|rodney rod|roger rog|ronald ron ronnie|russell russ|samantha sam|samuel sam sammy|sandra sandy|sergey serge|sophia sophie
|stanley stan|stefan steve|stephanie steph|stephen steve|steven steve|stuart stu|suresh sur|susan sue susie|suzanne sue|terence terry|theodore ted theo teddy|thomas tom tommy
|timothy tim|tobias toby|valerie val|veronica vera|victor vic|victoria vicky|vincent vince vinny|vladimir vlad volodya|walter walt|wilhelm willi|william bill will billy liam
|zachary zach|zachariah zach|aleksandr sasha alex|mohammad md mohd|muhammad md mohd|mohammed md mohd|mohamed md mohd|giuseppe beppe pino
"""
_SPELLINGS = """
aleksandr alexander alexandr aleksander oleksandr|aleksei aleksey alexei alexey oleksii|anatoly anatoli anatolii anatoliy|andrei andrey andrej andrii andriy
|arkady arkadi arkadii arkadiy|dmitry dmitri dmitrii dmitriy dmitrij dmytro|evgeny evgeni evgenii evgeniy yevgeny yevgeniy eugeny|georgy georgi georgii georgiy
|grigory grigori grigorii grigoriy|ilya ilia iliya|leonid leonyd|lev leo|mikhail mikhael michail mykhailo|nikolai nikolay nikolaj mykola|oleg oleh
|piotr pyotr petr|sergei sergey serguei sergej serhii serhiy|valery valeri valerii valeriy|vasily vasili vasilii vasiliy vassily vasyl|vitaly vitali vitalii vitaliy
|vladimir wladimir volodymyr|vyacheslav viacheslav|yakov iakov jakov|yulia julia yuliya iuliia|yuri yury yurii yuriy iouri iurii juri jurij
|mohammed mohammad muhammad mohamed mohamad muhammed mohammed mehmet|ahmed ahmad ahmet|hussein husain hussain hossein husein|hassan hasan|youssef yousef yusuf youcef yusef
|abdullah abdallah|mahmoud mahmud mahmood|mustafa mostafa moustafa|omar umar omer|khaled khalid|said saeed sayed saied|yasser yasir|ali aly|seyed sayyed seyyed syed
|catherine katherine katharine kathryn catharine|kristina christina|nicolas nicholas nikolas|stephen steven stephan stefan|philip phillip philippe filip|jeffrey geoffrey
|fyodor fedor theodor|yannis ioannis giannis yiannis|georgios george giorgos|konstantinos constantinos kostas|dimitrios dimitris
|peter petr pyotr piotr|paul pal|yitzhak itzhak isaac|lu lyu lv|nu nyu nv|ioannis yannis giannis|sean shaun shawn
|sreenivas srinivas shrinivas|lakshmi laxmi|vijay wijay
"""
_RUSSIAN = """
aleksei aleksey alexei alexey|anatoly anatoli anatolii anatoliy|andrei andrey|arkady arkadi arkadii arkadiy|dmitry dmitri dmitrii dmitriy
|evgeny evgeni evgenii evgeniy yevgeny yevgeni yevgenii yevgeniy|grigory grigori grigorii grigoriy|nikolai nikolay|sergei sergey
|vasily vasili vasilii vasiliy|vitaly vitali vitalii vitaliy|yuri yury yurii yuriy
"""
_KOREAN_AND_OTHERS = """
kim lee park choi jung jeong chung kang cho yoon yun jang chang lim rim han oh seo suh shin sin kwon hwang ahn an song ryu yoo hong jeon jun ko
moon yang bae baek paik heo hur yu nam sim shim noh roh ha kwak sung seong cha joo ju woo koo gu min ryoo ra na jin eom um chae won cheon bang kong
hsu tsai chang chiang hsieh chou kuo tseng hsiao hung tsao chuang yeh lai liao hou tang teng tsui chien chiu wong chan cheung leung ng lau kwok yip
tam mak lam kwan chow poon tsang hui ho fung siu tse yuen yeung chau choy lui ip cheng szeto au lo law pang
"""
_SYLLABLE = (
    "(?:(?:zh|ch|sh|[bpmfdtnlgkhjqxrzcsyw])?(?:iang|iong|uang|ueng|ang|eng|ing|ong|ian|iao|uai|uan|van|ai|ao|an|ei|en|er|ia|ie|in|iu"
    "|ou|ua|ue|ui|un|uo|ve|[aeiouv]))"
)
_CHINESE = re.compile(rf"{_SYLLABLE}{{1,3}}")  # bounded: a word of a name, at most 24 letters
_CHINESE_SURNAME = re.compile(_SYLLABLE)  # bounded: one syllable
_ENDINGS = (
    (re.compile(r"(?:skiy|skii|skij|skyi|skyy|sky|ska|skaya)$"), "ski"),
    (re.compile(r"(?:off|ova|ow|owa)$"), "ov"),
    (re.compile(r"poulou$"), "poulos"),
)  # bounded: alternatives of fixed words at the end
"""Slavic and Greek surnames of men and women, and their transliterations."""
_ONE_SOUND = (
    *(
        ("þ", "th"),
        ("ð", "d"),
        ("œ", "oe"),
        ("æ", "ae"),
        ("tsch", "ch"),
        ("tch", "ch"),
        ("tz", "z"),
        ("kh", "h"),
        ("chr", "kr"),
    ),
    *(
        ("ks", "x"),
        ("ph", "f"),
        ("th", "t"),
        ("qu", "kv"),
        ("ck", "k"),
        ("oh", "o"),
        ("aa", "a"),
        ("ae", "a"),
        ("oe", "o"),
    ),
    *(("ue", "u"), ("c", "k"), ("w", "v"), ("z", "s"), ("y", "i"), ("j", "i"), ("ii", "i")),
)
"""Letters that are written for each other when a name comes into the Latin alphabet, or loses its accents."""
_FEMALE = frozenset({"a", "e", "ia", "ie", "le", "ne", "na", "lle", "ine", "ina", "ette", "elle", "ella"})


def _classes(table: str) -> list[list[str]]:
    return [row.split() for row in table.replace("\n", "").split("|")]


_LONG = {(row[0], short) for row in _classes(_SHORT_FORMS) for short in row[1:]}
ONE_NAME = {word: row[0] for row in _classes(_RUSSIAN) for word in row[1:]}
"""Transliterations of a Russian first name that differ by rule only -> one of them."""
_SPELLED = [frozenset(row) for row in _classes(_SPELLINGS)]
_EAST_ASIAN_SURNAMES = frozenset(_KOREAN_AND_OTHERS.split())
_VIETNAMESE = "nguyen tran le pham hoang huynh phan vu vo dang bui do ho ngo duong ly dinh trinh truong luong"
VIETNAMESE_SURNAMES = frozenset(_VIETNAMESE.split())
"""Those after which `Van` is a middle name and no particle."""


def are_short_forms(one: str, other: str) -> bool:
    """Whether one first name is a usual short form of the other, both in lower case without accents."""
    return (one, other) in _LONG or (other, one) in _LONG


@lru_cache(maxsize=20_000)
def are_spellings(one: str, other: str) -> bool:
    """Whether two words are one name written in Latin letters in two ways (Sergey, Sergei; Dostoevsky, Dostoevskii)."""
    if any(one in row and other in row for row in _SPELLED):
        return True
    # Jing and Ying, Jang and Yang are two names: in pinyin every letter counts.
    plain = all(is_chinese(word) or is_east_asian_surname(word) for word in (one, other))
    return not plain and _sound(one) == _sound(other)


def is_cut_short(short: str, long: str) -> bool:
    """Whether one first name is the beginning of another that is not its female form: Karthik, Karthikeyan."""
    return len(short) > 2 and long.startswith(short) and long[len(short) :] not in _FEMALE


def _sound(word: str) -> str:
    if len(word) < 3:
        return word
    for pattern, plain in _ENDINGS:
        word = pattern.sub(plain, word)
    if word.startswith("mc"):
        word = f"mac{word[2:]}"
    for written, plain in _ONE_SOUND:
        word = word.replace(written, plain)
    return word


@lru_cache(maxsize=20_000)
def is_east_asian_surname(word: str) -> bool:
    """Whether a surname is written as Chinese or Korean ones are in Latin letters; some European ones are, too (Bai, Lang)."""
    return word in _EAST_ASIAN_SURNAMES or _CHINESE_SURNAME.fullmatch(word) is not None


@lru_cache(maxsize=20_000)
def is_chinese(word: str) -> bool:
    """Whether a word consists of Chinese syllables in pinyin."""
    # Aase is Åse and Oestein is Østein: no Chinese name begins with two vowels like these.
    return len(word) <= 24 and not word.startswith(("aa", "oe")) and _CHINESE.fullmatch(word) is not None
