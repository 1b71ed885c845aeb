"""The emotion network: convolutions over the mel-spectrogram, a recurrent layer along time, pooling over time."""

from typing import Any

import keras
from keras import layers

from speech.ml import features, frames, targets
from speech.ml.windows import WINDOW_FRAMES

RECURRENT = {"lstm": layers.LSTM, "gru": layers.GRU}
MEL_STEP = 2  # neighbouring mel bins taken together
STRIDE = 2  # of either convolution over the mels
KERNEL_SIZE = 5
FILTERS = 96
BESIDE_FILTERS = 48
VARIANCE_FLOOR = 1e-4
UNITS = 48
ATTENTION, HIDDEN = 48, 128


def build(*, cell: str, dropout: float = 0.3) -> keras.Model:
    """Windows to logits (batch, COLUMNS): the 8 shared classes, then Emo-DB's 7.

    Inputs: log_mels (batch, WINDOW_FRAMES, N_MELS, 2), beside (batch, WINDOW_FRAMES, DESCRIPTORS).
    """
    log_mels = keras.Input((WINDOW_FRAMES, features.N_MELS, 2), name="log_mels")
    beside = keras.Input((WINDOW_FRAMES, frames.DESCRIPTORS), name="beside")
    x = layers.AveragePooling2D((1, MEL_STEP))(log_mels)
    x = layers.Reshape((WINDOW_FRAMES, features.N_MELS // MEL_STEP * 2))(x)
    x = convolution(x, filters=FILTERS, name="mel_1", stride=STRIDE)
    x = convolution(x, filters=FILTERS, name="mel_2", stride=STRIDE)
    y = layers.BatchNormalization(momentum=0.9, name="beside_scale")(beside)
    y = convolution(y, filters=BESIDE_FILTERS, name="beside_1", stride=STRIDE * STRIDE)
    sequence = layers.Concatenate()([x, y])
    recurrent = RECURRENT[cell](UNITS, return_sequences=True, name=cell)  # else counted anew in every process
    pooled = pooling(layers.Bidirectional(recurrent, name="recurrent")(sequence))
    x = layers.Dense(HIDDEN, activation="relu", name="hidden")(layers.Dropout(dropout)(pooled))
    logits = layers.Dense(targets.COLUMNS, name="output")(layers.Dropout(dropout)(x))
    return keras.Model([log_mels, beside], logits, name=f"speech_{cell}")


def convolution(x: Any, *, filters: int, name: str, stride: int) -> Any:
    """Over time with the bins as channels, batch-normalised."""
    x = layers.Conv1D(filters, KERNEL_SIZE, strides=stride, padding="same", use_bias=False, name=name)(x)
    x = layers.BatchNormalization(momentum=0.9, name=f"{name}_scale")(x)
    return layers.SpatialDropout1D(0.1)(layers.Activation("relu")(x))


def pooling(sequence: Any) -> Any:
    """Attention (Mirsamadi et al. 2017), mean, deviation (Snyder et al. 2018) and maximum over time."""
    hidden = layers.Dense(ATTENTION, activation="tanh", name="attention_hidden")(sequence)
    weights = layers.Softmax(axis=1)(layers.Dense(1, name="attention")(hidden))
    attended = layers.Flatten()(layers.Dot(axes=1)([weights, sequence]))
    mean = layers.GlobalAveragePooling1D()(sequence)
    square = layers.GlobalAveragePooling1D()(layers.Multiply()([sequence, sequence]))
    variance = layers.Subtract()([square, layers.Multiply()([mean, mean])])
    deviation = layers.Activation(root)(variance)
    return layers.Concatenate()([attended, mean, deviation, layers.GlobalMaxPooling1D()(sequence)])


def root(variance: Any) -> Any:
    return keras.ops.sqrt(keras.ops.relu(variance) + VARIANCE_FLOOR)


def arrays(model: keras.Model) -> dict[str, Any]:
    """All weights and statistics by name, e.g. `mel_1/kernel`, as NumPy arrays."""
    return {variable.path: keras.ops.convert_to_numpy(variable.value) for variable in numeric(model)}


def assign(model: keras.Model, values: dict[str, Any]) -> None:
    """The reverse of `arrays`."""
    for variable in numeric(model):
        variable.assign(values[variable.path])


def numeric(model: keras.Model) -> list[Any]:
    """Weights and statistics without the states of the random generators."""
    return [variable for variable in model.variables if "seed" not in variable.path]
