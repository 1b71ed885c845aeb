"""Contract types of our own for import-linter: the doors of an app, true for modules that do not exist yet, too."""

from importlinter import Contract, ContractCheck, fields, output

DOORS = ("models", "selectors", "services")
WHO_RUNS_ML = ("ml", "tasks", "management", "tests")


class DoorsContract(Contract):
    """Another app is entered by models, selectors and services only; an app's ml by its own tasks and commands only.

    apps: the packages with doors. Tests may enter anywhere but ml: factories of one app are used by all.
    """

    apps = fields.ListField(subfield=fields.StringField())

    def check(self, graph, verbose):
        broken = sorted({broken for app in self.apps for broken in self._broken(graph, app)})
        return ContractCheck(kept=not broken, metadata={"broken": broken})

    def _broken(self, graph, app):
        for imported in {app, *graph.find_descendants(app)}:
            for importer in graph.find_modules_that_directly_import(imported):
                if not allowed(importer, imported):
                    yield importer, imported

    def render_broken_contract(self, check):
        for importer, imported in check.metadata["broken"]:
            output.print_error(f"{importer} imports {imported}, which is behind a door.", bold=False)


def allowed(importer, imported):
    """True when the import goes through a door.

    >>> allowed("reviews.views", "accounts.selectors.people"), allowed("reviews.views", "accounts.views")
    (True, False)
    >>> allowed("reviews.services", "reviews.ml.predict"), allowed("reviews.tasks", "reviews.ml.predict")
    (False, True)
    """
    theirs, (app, place) = importer.split("."), [*imported.split("."), ""][:2]
    within = theirs[0] == app
    if place == "ml":
        return within and theirs[1:2] and theirs[1] in WHO_RUNS_ML
    return within or "tests" in theirs or place in DOORS
