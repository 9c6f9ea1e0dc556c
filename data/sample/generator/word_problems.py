"""Word problems in GSM8K's form: every step shows its sum as `<<12*3=36>>36`."""

# ruff: noqa: D103 - a family's name and the statement it draws say what it is

from math import ceil
from random import Random

from generator.answers import integer
from generator.problem import Draft

WHO = (
    "Aylin",
    "Boris",
    "Camila",
    "Deniz",
    "Esther",
    "Felix",
    "Gita",
    "Hamid",
    "Ivy",
    "Jonas",
    "Kemi",
    "Luca",
)


def calc(expression: str, value: int) -> str:
    """`calc("12*3", 36)` is `12*3=<<12*3=36>>36`."""
    return f"{expression}=<<{expression}={value}>>{value:,}"


def egg_sales(rng: Random) -> Draft:
    who, hens, eggs, price = rng.choice(WHO), rng.randint(6, 15), rng.randint(3, 5), rng.randint(2, 4)
    dozens = hens * eggs * 12 // 12
    return Draft(
        f"{who} keeps {hens} hens, and each lays {eggs} eggs a week. After 12 weeks {who} packs all the eggs "
        f"by the "
        f"dozen and sells each dozen for ${price}. How many dollars does {who} take in?",
        (
            f"In 12 weeks the hens lay {calc(f'{hens}*{eggs}*12', hens * eggs * 12)} eggs.",
            f"That makes {calc(f'{hens * eggs * 12}/12', dozens)} dozens.",
            f"They bring in ${calc(f'{dozens}*{price}', dozens * price)}.",
        ),
        integer(dozens * price, "dollars"),
        lambda: sum(price for _ in range(0, sum(eggs for _ in range(hens) for _ in range(12)), 12)),
    )


def bus_seats(rng: Random) -> Draft:
    classes, pupils, seats = rng.randint(4, 9), rng.randint(21, 29), rng.choice([40, 45, 50])
    total = classes * pupils
    buses = ceil(total / seats)
    return Draft(
        f"A school sends {classes} classes of {pupils} pupils each on a trip. Each bus has {seats} seats for "
        f"pupils, "
        f"and the school orders just enough buses. How many seats stay empty?",
        (
            f"There are {calc(f'{classes}*{pupils}', total)} pupils.",
            f"As {buses - 1} buses would be too few, {buses} buses with "
            f"{calc(f'{buses}*{seats}', buses * seats)} seats come.",
            f"So {calc(f'{buses * seats}-{total}', buses * seats - total)} seats stay empty.",
        ),
        integer(buses * seats - total, "seats"),
        lambda: -(classes * pupils) % seats,
    )


def saving_up(rng: Random) -> Draft:
    who, has, weekly, snack = rng.choice(WHO), rng.randint(20, 60), rng.randint(12, 20), rng.randint(2, 5)
    weeks = rng.randint(8, 20)
    goal = has + weeks * (weekly - snack)
    return Draft(
        f"{who} wants a tablet for ${goal} and has ${has} already. Each week {who} earns ${weekly} by "
        f"walking dogs "
        f"and spends ${snack} of it on snacks. After how many weeks is there enough money?",
        (
            f"{who} still needs ${calc(f'{goal}-{has}', goal - has)}.",
            f"Each week ${calc(f'{weekly}-{snack}', weekly - snack)} is put aside.",
            f"It takes {calc(f'{goal - has}/{weekly - snack}', weeks)} weeks.",
        ),
        integer(weeks, "weeks"),
        lambda: next(n for n in range(500) if has + n * weekly - n * snack >= goal),
    )


def reading_pages(rng: Random) -> Draft:
    who, first, more, days = rng.choice(WHO), rng.randint(10, 25), rng.randint(2, 6), rng.randint(4, 6)
    pages = [first + more * day for day in range(days)]
    return Draft(
        f"On the first day of the holidays {who} reads {first} pages, and on each later day {more} pages "
        f"more than the day "
        f"before. How many pages does {who} read in {days} days?",
        (
            f"On the last day {who} reads {calc(f'{first}+{days - 1}*{more}', pages[-1])} pages.",
            f"Over the {days} days that is {calc('+'.join(map(str, pages)), sum(pages))} pages.",
        ),
        integer(sum(pages), "pages"),
        lambda: days * (2 * first + (days - 1) * more) // 2,
    )


def tank_filling(rng: Random) -> Draft:
    inflow, outflow, minutes = rng.randint(15, 30), rng.randint(3, 9), rng.randint(20, 60)
    gain = inflow - outflow
    return Draft(
        f"A tap pours {inflow} litres a minute into an empty tank while a leak loses {outflow} litres a "
        f"minute. "
        f"After {minutes} minutes the tap is closed, and the leak runs on for 10 minutes. How many litres "
        f"are left?",
        (
            f"The tank gains {calc(f'{inflow}-{outflow}', gain)} litres a minute.",
            f"After {minutes} minutes it holds {calc(f'{gain}*{minutes}', gain * minutes)} litres.",
            f"The leak then takes {calc(f'{outflow}*10', outflow * 10)} litres.",
            f"So {calc(f'{gain * minutes}-{outflow * 10}', gain * minutes - outflow * 10)} litres are left.",
        ),
        integer(gain * minutes - outflow * 10, "litres"),
        lambda: inflow * minutes - outflow * (minutes + 10),
    )


def share_sweets(rng: Random) -> Draft:
    who, friends, each, left = rng.choice(WHO), rng.randint(4, 9), rng.randint(6, 14), rng.randint(1, 3)
    bags = 4
    total = friends * each + left
    total += -total % bags
    rest = total - friends * each
    return Draft(
        f"{who} opens {bags} bags with {total // bags} sweets each and gives {each} sweets to each of "
        f"{friends} friends. "
        f"How many sweets does {who} keep?",
        (
            f"The bags hold {calc(f'{bags}*{total // bags}', total)} sweets.",
            f"The friends get {calc(f'{friends}*{each}', friends * each)} sweets.",
            f"{who} keeps {calc(f'{total}-{friends * each}', rest)} sweets.",
        ),
        integer(rest, "sweets"),
        lambda: len(list(range(total))[friends * each :]),
    )


def ages(rng: Random) -> Draft:
    who, other = rng.sample(WHO, 2)
    young, factor, years = rng.randint(5, 12), rng.randint(3, 4), rng.randint(4, 9)
    old = young * factor
    return Draft(
        f"{who} is {young} years old, and {who}'s aunt is {factor} times as old. In {years} years, what will "
        f"be the sum of the "
        f"ages of {who}, the aunt, and {other}, who is 2 years older than {who}?",
        (
            f"The aunt is {calc(f'{young}*{factor}', old)}, and {other} is {calc(f'{young}+2', young + 2)}.",
            f"Now the sum is {calc(f'{young}+{old}+{young + 2}', 2 * young + 2 + old)}.",
            f"In {years} years it is {calc(f'{2 * young + 2 + old}+3*{years}', 2 * young + 2 + old + 3 * years)}.",
        ),
        integer(2 * young + 2 + old + 3 * years, "years"),
        lambda: sum(age + years for age in (young, young * factor, young + 2)),
    )


def shop_profit(rng: Random) -> Draft:
    who, boxes, cost, pieces = rng.choice(WHO), rng.randint(15, 40), rng.randint(18, 30), rng.choice([20, 25])
    price = rng.randint(2, 3)
    takings = boxes * pieces * price
    return Draft(
        f"{who} buys {boxes} boxes of candles for ${cost} a box. Each box holds {pieces} candles, and {who} "
        f"sells every candle "
        f"for ${price}. What is the profit in dollars?",
        (
            f"The boxes cost ${calc(f'{boxes}*{cost}', boxes * cost)}.",
            f"There are {calc(f'{boxes}*{pieces}', boxes * pieces)} candles.",
            f"They bring in ${calc(f'{boxes * pieces}*{price}', takings)}.",
            f"The profit is ${calc(f'{takings}-{boxes * cost}', takings - boxes * cost)}.",
        ),
        integer(takings - boxes * cost, "dollars"),
        lambda: boxes * (pieces * price - cost),
    )


def half_then_third(rng: Random) -> Draft:
    start, thing = 6 * rng.randint(12, 45), rng.choice(["loaves", "tickets", "melons", "postcards"])
    half, third = start // 2, start // 6
    return Draft(
        f"A stall starts the day with {start} {thing}. It sells half of them before noon and a third of the "
        f"rest after noon. "
        f"How many {thing} are left in the evening?",
        (
            f"Before noon {calc(f'{start}/2', half)} {thing} are sold, and as many remain.",
            f"After noon {calc(f'{half}/3', third)} more are sold.",
            f"So {calc(f'{half}-{third}', half - third)} are left.",
        ),
        integer(half - third, thing),
        lambda: next(n for n in range(start) if 3 * n == start),
    )


def cycling_trip(rng: Random) -> Draft:
    who, fast, slow, hours = rng.choice(WHO), rng.randint(16, 24), rng.randint(9, 14), rng.randint(2, 4)
    return Draft(
        f"{who} cycles for {hours} hours at {fast} km an hour, rests for an hour, and then cycles "
        f"{hours + 1} hours uphill at "
        f"{slow} km an hour. How many kilometres does {who} cycle in all?",
        (
            f"The first part is {calc(f'{hours}*{fast}', hours * fast)} km.",
            f"The second part is {calc(f'{hours + 1}*{slow}', (hours + 1) * slow)} km.",
            f"Together {calc(f'{hours * fast}+{(hours + 1) * slow}', hours * fast + (hours + 1) * slow)} km.",
        ),
        integer(hours * fast + (hours + 1) * slow, "km"),
        lambda: sum([fast] * hours + [0] + [slow] * (hours + 1)),
    )


def garden_fence(rng: Random) -> Draft:
    long, wide, price = rng.randint(14, 30), rng.randint(6, 12), rng.randint(11, 19)
    around = 2 * long + 2 * wide
    return Draft(
        f"A garden {long} m long and {wide} m wide gets a fence all around, but for a gate of 2 m. The fence "
        f"costs ${price} "
        "a metre, and the gate costs $150. What do fence and gate cost together, in dollars?",
        (
            f"The way around is {calc(f'2*{long}+2*{wide}', around)} m, of which "
            f"{calc(f'{around}-2', around - 2)} m are fence.",
            f"The fence costs ${calc(f'{around - 2}*{price}', (around - 2) * price)}.",
            f"With the gate it is ${calc(f'{(around - 2) * price}+150', (around - 2) * price + 150)}.",
        ),
        integer((around - 2) * price + 150, "dollars"),
        lambda: (
            (
                len(
                    [
                        1
                        for a in range(long + 2)
                        for b in range(wide + 2)
                        if (a in (0, long + 1)) != (b in (0, wide + 1))
                    ]
                )
                - 2
            )
            * price
            + 150
        ),
    )


FAMILIES = (
    (egg_sales, 5),
    (bus_seats, 5),
    (saving_up, 5),
    (reading_pages, 5),
    (tank_filling, 5),
    (share_sweets, 4),
    (ages, 4),
    (shop_profit, 5),
    (half_then_third, 5),
    (cycling_trip, 5),
    (garden_fence, 5),
)
