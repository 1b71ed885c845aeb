"""The comparison under one arm: equal units, or equal parameters."""

ARMS = {"equal_units": "Equal units", "equal_parameters": "Equal parameters"}
EXPLAINED = {
    "equal_units": "Every network has the same number of units, so an LSTM has more parameters than a GRU.",
    "equal_parameters": "Every network has about as many recurrent parameters as the LSTM, so their widths differ.",
}
BASELINE = "baseline"


class Chosen:
    """The measured rows of one arm, in drawing order, with the names of their models."""

    def __init__(self, figures, arm):
        self.figures, self.arm = figures, arm
        self.names = {model["id"]: model["name"] for model in figures["models"]}
        self.networks = {model["id"] for model in figures["models"] if model["kind"] == "recurrent"}
        self.reads = {model["id"]: model["reads"] for model in figures["models"]}

    def name(self, model):
        return self.names.get(model, model)

    def long_name(self, model):
        """Simpler methods read whole reviews or their beginning and end: the name says which."""
        name, what = self.name(model), self.reads.get(model)
        is_said = not what or what in name or model in self.networks
        return name if is_said else f"{name} ({what})"

    def rows(self, kind):
        return of_arm(self.figures[kind], self.arm)

    def speed(self, kind):
        return of_arm(self.figures["speed"][kind], self.arm)

    def baselines(self, kind):
        return of_arm(self.figures[kind], BASELINE)

    @property
    def largest(self):
        """The largest training size with a point of a network; 0 without one."""
        return max((point["size"] for curve in self.rows("curves") for point in curve["points"]), default=0)

    def parts(self):
        """(model, its figures of this arm), networks only."""
        for model in self.figures["models"]:
            for part in of_arm(model["arms"], self.arm):
                yield model, part


def of_arm(rows, arm):
    return [row for row in rows if row["arm"] == arm]


def chosen_arm(asked):
    """The arm that an address names, else the first."""
    return asked if asked in ARMS else next(iter(ARMS))
