"""Learning rates over a training run."""

from typing import Any

import keras
from keras import ops

WARM_UP = 0.1
START = 0.1
END = 0.02


@keras.saving.register_keras_serializable(package="emosense")
class OneCycle(keras.optimizers.schedules.LearningRateSchedule):
    """Linear up from a tenth over the first tenth of the steps, cosine down to a fiftieth (Smith 2018)."""

    def __init__(self, *, peak: float, steps: int) -> None:
        self.peak = peak
        self.steps = steps

    def __call__(self, step: Any) -> Any:
        done = ops.minimum(ops.cast(step, "float32") / max(1, self.steps), 1.0)
        rising = START + (1.0 - START) * done / WARM_UP
        falling = END + (1.0 - END) * 0.5 * (1.0 + ops.cos(3.14159265 * (done - WARM_UP) / (1.0 - WARM_UP)))
        return self.peak * ops.where(done < WARM_UP, rising, falling)

    def get_config(self) -> dict[str, Any]:
        return {"peak": self.peak, "steps": self.steps}


def adam(
    *, peak: float, steps: int, weight_decay: float | None = None, averaged: float | None = None
) -> keras.optimizers.Optimizer:
    """Adam under one cycle with gradients clipped to norm 1; `averaged` keeps a moving average of the weights."""
    return keras.optimizers.AdamW(
        learning_rate=OneCycle(peak=peak, steps=steps),
        beta_2=0.99,
        weight_decay=weight_decay or 0.0,
        global_clipnorm=1.0,
        use_ema=averaged is not None,
        ema_momentum=averaged or 0.99,
    )
