"""Language models behind any OpenAI-compatible endpoint: the only place that imports openai."""

from review_app.llm.budget import Budget
from review_app.llm.client import Client
from review_app.llm.endpoint import Endpoint, Limits, Sampling
from review_app.llm.key import key_of
from review_app.llm.price import Price
from review_app.llm.reply import Finish, Message, Reply, Usage

__all__ = [
    "Budget",
    "Client",
    "Endpoint",
    "Finish",
    "Limits",
    "Message",
    "Price",
    "Reply",
    "Sampling",
    "Usage",
    "key_of",
]
