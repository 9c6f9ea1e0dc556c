"""Every error a user can meet. Each message says where, what, and what to do.

ReviewError
├── InputError            a file that cannot be read as asked
│   ├── UnknownFormat     no importer recognises it
│   └── BadRecord         one bad line, under --strict
├── StoreError            the database cannot be used
│   ├── StoreBusy         another process holds it
│   ├── StoreCorrupt      it is damaged, or not a database of ours
│   └── StoreTooNew       a newer review_app wrote it
├── DownloadError         a benchmark could not be fetched
├── NotFound              a run, case or chart that does not exist
├── NotAllowed            this person may not do this
├── ExportError           nothing to export, or nowhere to write it
├── ModelError            a language model could not be asked
│   ├── ModelStopped      none of its questions can be answered: the key, the model, the quota
│   │   └── BudgetSpent   the next question might cost more than is left
│   ├── ModelUnavailable  it gave no answer, however often it was asked
│   └── QuestionRefused   it will not take this one question
├── ClusterError          no cluster to grade on
├── SandboxError          code of a model cannot be run
└── ServeError            the app cannot be served as asked
"""


class ReviewError(Exception):
    """The root: catch this at the rim, print its message, leave with exit code 1.

    A message that people meet on pages is a template and its values, so that pages can say it in their language:
    `InputError("the note has {length} characters; shorten it", length=5_000)`.
    """

    def __init__(self, template: str, **values: object) -> None:
        super().__init__(template.format(**values) if values else template)
        self.template = template
        self.values = values


class InputError(ReviewError):
    """A file that cannot be read as asked."""


class UnknownFormat(InputError):
    """No importer recognises the file."""


class BadRecord(InputError):
    """One bad line, raised only under --strict."""


class StoreError(ReviewError):
    """The database cannot be used."""


class StoreBusy(StoreError):
    """Another process holds the database file."""


class StoreCorrupt(StoreError):
    """The file is damaged, or is no database of ours."""


class StoreTooNew(StoreError):
    """A newer review_app wrote the database."""


class DownloadError(ReviewError):
    """A benchmark could not be fetched."""


class NotFound(ReviewError):
    """A run, case or chart that does not exist."""


class NotAllowed(ReviewError):
    """This person may not do this."""


class ExportError(ReviewError):
    """Nothing to export, or nowhere to write it."""


class ModelError(ReviewError):
    """A language model could not be asked."""


class ModelStopped(ModelError):
    """None of its questions can be answered until somebody does something: the key, the model's name, the quota."""


class BudgetSpent(ModelStopped):
    """The next question might cost more than is left of the budget."""


class ModelUnavailable(ModelError):
    """It gave no answer, however often it was asked. `cost`: what that may have cost at most."""

    cost: float = 0.0


class QuestionRefused(ModelError):
    """The endpoint will not take this one question, such as one too long for the model."""


class SandboxError(ReviewError):
    """Code that a model wrote cannot be run: there is no isolation here, or it is no code."""


class ServeError(ReviewError):
    """The app cannot be served as asked."""


class ClusterError(ReviewError):
    """No cluster to grade on."""
