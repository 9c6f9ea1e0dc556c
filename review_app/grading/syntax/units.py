"""Units: words that may stand beside a number, in one spelling each."""

from __future__ import annotations

_ROWS = """
inch: inches in
foot: feet ft
yard: yards yd yds
mile: miles mi
millimeter: millimeters mm millimetre millimetres
centimeter: centimeters cm centimetre centimetres
meter: meters m metre metres
kilometer: kilometers km kilometre kilometres
second: seconds sec secs
minute: minutes min mins
hour: hours hr hrs h
day: days
week: weeks
month: months
year: years yr yrs
ounce: ounces oz
pound: pounds lb lbs
gram: grams g gm gms
kilogram: kilograms kg kgs
ton: tons
milliliter: milliliters ml
liter: liters litre litres l
gallon: gallons gal
cup: cups
pint: pints
quart: quarts
cent: cents ¢
dollar: dollars usd bucks $
euro: euros €
yuan: ¥
degree: degrees °
percent: % percents
radian: radians rad
mph:
square: sq
cubic:
unit: units
"""
UNITS: dict[str, str] = {}
for _row in _ROWS.strip().splitlines():
    _name, _, _others = _row.partition(":")
    UNITS.update(dict.fromkeys((_name, *_others.split()), _name))

# Letters that would be a product in mathematics, but beside a number alone are a unit.
SHORT = frozenset(UNITS) - {
    "m",
    "h",
    "l",
    "g",
    "in",
    "min",
    "square",
    "unit",
    "$",
    "%",
    "¢",
    "€",
    "¥",
    "°",
} | {"cm"}

# Units that say nothing which a bare number would not say.
BARE = frozenset({"", "unit", "square unit", "cubic unit", "unit^2", "unit^3", "way"})

NUMBERS = {
    name: value
    for value, name in enumerate(
        [
            "zero",
            "one",
            "two",
            "three",
            "four",
            "five",
            "six",
            "seven",
            "eight",
            "nine",
            "ten",
            "eleven",
            "twelve",
            "thirteen",
            "fourteen",
            "fifteen",
            "sixteen",
            "seventeen",
            "eighteen",
            "nineteen",
            "twenty",
        ]
    )
}
NUMBERS |= {"thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90}

# Words beside a number that change its value, or make it something else.
CHANGING = frozenset(
    [
        "hundred",
        "hundreds",
        "thousand",
        "thousands",
        "million",
        "millions",
        "billion",
        "billions",
        "trillion",
        "dozen",
        "dozens",
        "half",
        "halves",
        "third",
        "thirds",
        "quarter",
        "quarters",
        "fourth",
        "fourths",
        "fifth",
        "fifths",
        "sixth",
        "sixths",
        "tenth",
        "tenths",
        "squared",
        "cubed",
        "mod",
        "base",
        "am",
        "pm",
        "over",
        "choose",
        "times",
        "per",
        "plus",
        "minus",
        "more",
        "less",
        "than",
        "not",
        "no",
        "factorial",
        "approximately",
        "about",
        "around",
        "roughly",
        "nearly",
        "almost",
        "least",
        "most",
        "between",
        "from",
        "to",
        "infinitely",
        "is",
        "are",
        "am",
        "if",
        "when",
        "where",
        "for",
        "any",
        "all",
        "every",
    ]
)


def unit_of(words: list[str]) -> str:
    """One spelling of a unit: `unit_of(["Square", "inches"])` is `square inch`; other words stay."""
    return " ".join(UNITS.get(word.lower(), _singular(word.lower())) for word in words)


def _singular(word: str) -> str:
    return word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith("ss") else word


# Words of two or three letters that are no product.
_SHORT_WORDS = """
yes no odd all red may mon tue wed thu fri sat sun and or so it of to on at by if we my do go up us as am pm
an he me the has was are for can his her its not but she you who how any men boy dog cat car day
"""
SHORT_WORDS = frozenset(_SHORT_WORDS.split())

# Units of one kind: where a problem names two of them, a number without a unit may be of either.
MEASURED = (
    frozenset(("inch", "foot", "yard", "mile", "millimeter", "centimeter", "meter", "kilometer")),
    frozenset(("second", "minute", "hour", "day", "week", "month", "year")),
    frozenset(("ounce", "pound", "gram", "kilogram", "ton")),
    frozenset(("cup", "pint", "quart", "gallon", "liter", "milliliter")),
    frozenset(("cent", "dollar", "euro", "yuan")),
)
# The other names of a unit, as a problem may write it; single letters are no sure sign of one.
ALIASES = {
    unit: tuple(name for name, other in UNITS.items() if other == unit and len(name) > 1) for unit in UNITS.values()
}
# Where a problem counts these, a plain number may be of cents.
COINS = ("cent", "penn", "nickel", "dime", "quarter")

_MONTHS = """
january february march april may june july august september october november december
"""
MONTHS = frozenset(_MONTHS.split())
