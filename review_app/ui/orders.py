"""Orders: what people call the orders of the queue."""

from __future__ import annotations

from review_app.queue.order import Order
from review_app.wording import later

ORDERS = {
    Order.EFFECT: later("Most effect on the score first"),
    Order.FLIPS: later("Probably correct first"),
    Order.EASY_FIRST: later("Quick kinds first"),
    Order.HARD_FIRST: later("Slow kinds first"),
    Order.SEQUENTIAL: later("As the benchmark is numbered"),
    Order.RANDOM: later("At random"),
}
